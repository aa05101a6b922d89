/** Next calls it before the first request. */
export async function register(): Promise<void> {
  // Only inside this branch: the file is also compiled for the Edge runtime, which has no Node API.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { start } = await import("./instrumentation-node");
    await start();
  }
}
