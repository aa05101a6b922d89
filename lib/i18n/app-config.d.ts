import type { Messages as CatalogueMessages } from "./catalogues";
import type { Locale as AppLocale } from "./locales";

// Keys of the catalogues are checked by the compiler wherever a translator is called.
declare module "use-intl" {
  interface AppConfig {
    Locale: AppLocale;
    Messages: CatalogueMessages;
  }
}
