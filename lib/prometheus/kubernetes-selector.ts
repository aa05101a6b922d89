const NAME = "[A-Za-z0-9](?:[A-Za-z0-9_./-]*[A-Za-z0-9])?";
const VALUE = "(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)?";
const SET = `\\(\\s*${VALUE}(?:\\s*,\\s*${VALUE})*\\s*\\)`;
const REQUIREMENT = `\\s*(?:!\\s*${NAME}|${NAME}(?:\\s+(?:in|notin)\\s*${SET}|\\s*(?:==?|!=|>|<)\\s*${VALUE})?)\\s*`;
const LABEL_SELECTOR = new RegExp(`^(?:\\s*|${REQUIREMENT}(?:,${REQUIREMENT})*)$`);

/** Would Kubernetes take this label selector? */
export function isLabelSelector(text: string): boolean {
  return LABEL_SELECTOR.test(text);
}

/** Would Kubernetes take this field selector? Every term needs an operator; in values `\\`, `,` and `=` are escaped. */
export function isFieldSelector(text: string): boolean {
  const terms = text.match(/(?:\\[\s\S]|[^,\\])+|\\$/g) ?? [];
  return terms.every((term) => /^(?:[^=!]|![^=])*(?:!=|==|=)(?:\\[\\,=]|[^\\,=])*$/.test(term));
}
