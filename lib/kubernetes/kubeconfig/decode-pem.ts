/** Text of base64-encoded PEM; null when it is no base64 or no PEM. */
export function decodePem(base64: string): string | null {
  const compact = base64.replace(/\s+/g, "");
  if (compact === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return null;
  try {
    const text = atob(compact).trim();
    return /^[\t\n\r -~]*$/.test(text) && text.includes("-----BEGIN CERTIFICATE-----") ? text : null;
  } catch {
    return null;
  }
}
