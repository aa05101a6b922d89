const SEGMENT = "[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?";
const KEY = `(?:[a-z0-9.-]+/)?${SEGMENT}`;
const VALUE = `(?:${SEGMENT})?`;
const SET = `\\(\\s*${VALUE}(?:\\s*,\\s*${VALUE})*\\s*\\)`;
const REQUIREMENT = `\\s*(?:!\\s*${KEY}|${KEY}(?:\\s+(?:in|notin)\\s*${SET}|\\s*(?:==?|!=)\\s*${VALUE}|\\s*[<>]\\s*\\d+)?)\\s*`;
const LABEL_SELECTOR = new RegExp(`^(?:\\s*|${REQUIREMENT}(?:,${REQUIREMENT})*)$`);

/** Characters of the longest label value, and of the longest name behind the prefix of a key. */
const SEGMENT_MAX = 63;
const PREFIX_MAX = 253;
const INT64_MAX = 2n ** 63n - 1n;
const PREFIX = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/**
 * Would Kubernetes take this label selector?
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function isLabelSelector(text: string): boolean {
  if (!LABEL_SELECTOR.test(text)) return false;
  if ([...text.matchAll(/[<>]\s*(\d+)/g)].some(([, digits = ""]) => BigInt(digits) > INT64_MAX)) return false;
  const words = text.match(/[A-Za-z0-9_./-]+/g) ?? [];
  return words.every((word) => {
    const slash = word.indexOf("/");
    const prefix = slash === -1 ? null : word.slice(0, slash);
    return word.length - slash - 1 <= SEGMENT_MAX && (prefix === null || (prefix.length <= PREFIX_MAX && PREFIX.test(prefix)));
  });
}

/** Would Kubernetes take this field selector? Every term needs an operator; in values `\\`, `,` and `=` are escaped. */
export function isFieldSelector(text: string): boolean {
  const terms = text.match(/(?:\\[\s\S]|[^,\\])+|\\$/g) ?? [];
  return terms.every((term) => /^(?:[^=!]|![^=])*(?:!=|==|=)(?:\\[\\,=]|[^\\,=])*$/.test(term));
}
