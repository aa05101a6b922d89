import { DEFAULT_LOCALE } from "@/lib/i18n/locales";

// Monaco reads the words of its own menus while its modules load, so theirs come first. They stay as they are until the
// page is loaded anew, also when the language is switched; everything around the editor follows at once.
async function loadWords(): Promise<void> {
  const language = document.documentElement.lang || DEFAULT_LOCALE;
  if (language === "zh-CN") await import("monaco-editor/nls/lang/zh-cn.js");
}

export async function loadYamlSurface() {
  await loadWords();
  return (await import("./yaml-surface")).YamlSurface;
}

export async function loadDiffSurface() {
  await loadWords();
  return (await import("./diff-surface")).DiffSurface;
}
