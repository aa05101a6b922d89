/**
 * One value per process. Next bundles instrumentation, pages and routes separately, so a module-level variable
 * may exist several times; the global object exists once.
 */
export function processSingleton<T>(name: string, create: () => T): { get(): T; set(value: T | undefined): void } {
  const store = globalThis as unknown as Record<symbol, T | undefined>;
  const key = Symbol.for(`promfleet.${name}`);
  return {
    get: () => {
      const existing = store[key];
      if (existing !== undefined) return existing;
      const created = create();
      store[key] = created;
      return created;
    },
    set: (value) => {
      store[key] = value;
    },
  };
}
