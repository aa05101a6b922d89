import "server-only";

/** Who deploys when nobody has pressed a button. Ids of users are UUIDs: none of them is this one. */
export const SYSTEM_AUTHOR = { id: "promfleet", name: "promfleet" } as const;
