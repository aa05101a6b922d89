/** How much a problem matters: an error stops, a warning is shown, an info explains. */
export type Severity = "error" | "warning" | "info";

/** A place in a text, 1-based like editors count; the end is exclusive. */
export type TextRange = {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
};

/**
 * Something wrong with what a user gave us, as a value.
 * It holds no sentence: `code` "area/what" is the key `problems.area.what` of the message catalogues.
 */
export type Problem = {
  readonly code: string;
  readonly severity: Severity;
  /** What the sentence mentions: field, value, bounds. Never a secret. */
  readonly parameters: Readonly<Record<string, string | number>>;
  /** Where in the input, from the outside in; empty when the whole input is meant. */
  readonly path: readonly (string | number)[];
  readonly range?: TextRange;
  /** Prometheus's own wording of the same finding, shown beside ours. */
  readonly prometheus?: string;
};

export type Success<T> = { readonly ok: true; readonly value: T };
export type Failure = { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] };
export type Result<T> = Success<T> | Failure;

type Details = Partial<Pick<Problem, "severity" | "parameters" | "path" | "range" | "prometheus">>;

/** Makes a problem; an error without parameters at the root unless told otherwise. */
export function problem(code: string, details: Details = {}): Problem {
  return { code, severity: "error", parameters: {}, path: [], ...details };
}

export function ok<T>(value: T): Success<T> {
  return { ok: true, value };
}

/** A failure with one problem. */
export function fail(code: string, details: Details = {}): Failure {
  return { ok: false, problems: [problem(code, details)] };
}

/** A failure when any problem is an error, else the value. */
export function okUnless<T>(value: T, problems: readonly Problem[]): Result<T> {
  const [first, ...rest] = problems.filter(({ severity }) => severity === "error");
  return first === undefined ? ok(value) : { ok: false, problems: [first, ...rest] };
}
