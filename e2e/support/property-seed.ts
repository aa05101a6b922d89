import fc from "fast-check";

/**
 * Property tests run the same cases everywhere, so that a red run means a change and not a draw.
 * `PROPERTY_SEED=$RANDOM npx vitest run` tries others; what they find becomes a row of a table.
 */
const seed = Number(process.env.PROPERTY_SEED ?? 20_261_122);
fc.configureGlobal({ seed });
