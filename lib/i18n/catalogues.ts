import type { Locale } from "./locales";
import en from "./messages/en";
import zhCN from "./messages/zh-CN";

export type Messages = typeof en;

/** Both catalogues; a test proves that they have the same keys and that each key is used. */
export const CATALOGUES: Record<Locale, Messages> = { en, "zh-CN": zhCN as Messages };
