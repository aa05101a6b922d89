/** Bundles a TypeScript file into one that plain Node runs. @returns its path */
export function bundleTypeScript(name: string): Promise<string>;
export function importTypeScript(name: string): Promise<Record<string, unknown>>;
