import "monaco-editor/features/register.all.js";
import "monaco-editor/languages/definitions/yaml/register.js";
import * as monaco from "monaco-editor/editor.js";
import { configureMonacoYaml, type MonacoYaml, type MonacoYamlOptions } from "monaco-yaml";
import { DEFAULT_LOCALE, type Locale } from "@/lib/i18n/locales";
import { prometheusConfigSchema } from "@/lib/prometheus/config-json-schema";
import { prepareRulesLanguage, RULES_LANGUAGE } from "./rules-language";
import { THEME_NAMES, THEMES } from "./themes";

type WorkerRequest = { label: string; createData: unknown; host?: Record<string, never>; keepIdleModels?: boolean };

self.MonacoEnvironment = { getWorker: (_moduleId, label) => startWorker(label) };

/** Language of the YAML service; a worker is told at its start. */
let yamlLocale: Locale = DEFAULT_LOCALE;

// The URLs are literals because the bundler reads them.
function startWorker(label: string): Worker {
  return label === "yaml"
    ? new Worker(new URL("./yaml.worker.ts", import.meta.url), { type: "module", name: `yaml ${yamlLocale}` })
    : new Worker(new URL("./editor.worker.ts", import.meta.url), { type: "module", name: "editor" });
}

// monaco-yaml 5.5 asks for workers the way Monaco took it before 0.55: by label, with data to start from.
const monacoForYaml = {
  ...monaco,
  editor: {
    ...monaco.editor,
    createWebWorker: ({ label, createData, ...rest }: WorkerRequest) => {
      const worker = startWorker(label);
      worker.postMessage("ignore");
      worker.postMessage(createData);
      return monaco.editor.createWebWorker({ worker, ...rest });
    },
  },
};

/**
 * Which JSON Schema a document is checked against; it is a folder of the document's own URI. A document of "served" rules
 * has none: its page knows more about it (see rules-language.ts).
 */
export const DOCUMENT_SCHEMAS = ["prometheus-config", "served", "none"] as const;
export type DocumentSchema = (typeof DOCUMENT_SCHEMAS)[number];

function yamlOptions(): MonacoYamlOptions {
  return {
    enableSchemaRequest: false,
    validate: true,
    completion: true,
    hover: true,
    hoverSchemaSource: false,
    format: { enable: false },
    // Prometheus reads YAML 1.1: `yes` is a boolean and `<<` merges.
    yamlVersion: "1.1",
    schemas: [
      {
        uri: "inmemory://schema/prometheus-config.json",
        fileMatch: ["**/prometheus-config/*.yaml"],
        schema: prometheusConfigSchema(yamlLocale),
      },
    ],
  };
}

let yaml: MonacoYaml | null = null;

/** Starts the YAML service once per page; another language replaces its schemas, whose descriptions are its hover texts. */
export function prepareYaml(locale: Locale): void {
  if (yaml !== null && yamlLocale === locale) return;
  yamlLocale = locale;
  if (yaml !== null) {
    void yaml.update(yamlOptions());
    return;
  }
  for (const scheme of ["light", "dark"] as const) monaco.editor.defineTheme(THEME_NAMES[scheme], THEMES[scheme]);
  prepareRulesLanguage();
  yaml = configureMonacoYaml(monacoForYaml as never, yamlOptions());
}

let documentCount = 0;

/** A new document under a URI of its own, so that several editors on one page do not share text, markers or schema. */
export function createDocument(text: string, schema: DocumentSchema): monaco.editor.ITextModel {
  documentCount += 1;
  const language = schema === "served" ? RULES_LANGUAGE : "yaml";
  return monaco.editor.createModel(text, language, monaco.Uri.parse(`inmemory://promfleet/${schema}/${documentCount}.yaml`));
}

export { monaco };
