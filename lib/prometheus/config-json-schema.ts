/** The part of JSON Schema that we write. */
export type JsonSchema = {
  type?: string | string[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
};

export function prometheusConfigSchema(_locale: "en" | "zh-CN"): JsonSchema {
  return { type: "object" };
}
export function relabelRulesSchema(_locale: "en" | "zh-CN"): JsonSchema {
  return { type: "array" };
}
