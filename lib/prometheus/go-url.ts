/** Why Go's url.Parse refuses a text, in its words; null when it takes it. Go takes far more than browsers do. */
export function findUrlFault(text: string): string | null {
  const fault = faultOf(text);
  return fault === null ? null : `parse ${JSON.stringify(text)}: ${fault}`;
}

function faultOf(text: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that Go refuses
  if (/[\u0000-\u001f\u007f]/.test(text)) return "net/url: invalid control character in URL";
  if (text.startsWith(":")) return "missing protocol scheme";
  const hash = text.indexOf("#");
  if (hash === -1) return urlFault(text);
  return urlFault(text.slice(0, hash)) ?? escapeFault(text.slice(hash + 1));
}

function urlFault(withoutFragment: string): string | null {
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.exec(withoutFragment)?.[0] ?? "";
  const [rest = ""] = withoutFragment.slice(scheme.length).split("?", 1);
  if (scheme === "" && /^[^/]*:/.test(rest)) return "first path segment in URL cannot contain colon";
  if (scheme !== "" && !rest.startsWith("/")) return null;
  const [, authority = "", path = ""] = rest.startsWith("//") ? (/^\/\/([^/]*)(.*)$/.exec(rest) ?? []) : ["", "", rest];
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(at, 0));
  return hostFault(authority.slice(at + 1)) ?? userFault(user) ?? escapeFault(path);
}

function userFault(user: string): string | null {
  return /^[A-Za-z0-9._:~!$&'()*+,;=%@-]*$/.test(user) ? escapeFault(user) : "net/url: invalid userinfo";
}

function hostFault(host: string): string | null {
  const port = host.startsWith("[") ? host.slice(host.lastIndexOf("]") + 1) : (/:[^:]*$/.exec(host)?.[0] ?? "");
  if (host.startsWith("[") && !host.includes("]")) return "missing ']' in host";
  if (!/^(?::[0-9]*)?$/.test(port)) return `invalid port ${JSON.stringify(port)} after host`;
  const bad = /[ \\^`{|}]/.exec(host)?.[0];
  return bad === undefined ? escapeFault(host) : `invalid character ${JSON.stringify(bad)} in host name`;
}

function escapeFault(text: string): string | null {
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(text)?.[0];
  return bad === undefined ? null : `invalid URL escape ${JSON.stringify(bad)}`;
}
