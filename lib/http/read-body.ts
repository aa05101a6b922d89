import "server-only";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";

/** A base config of 4 MiB and its JSON escapes fit in it. */
export const BODY_BYTES_MAX = 5 * 1024 * 1024;

/** Reads a JSON body, no further than the cap. */
export async function readJsonBody(request: Request): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    throw new AppError("invalid_input", { problems: [problem("request/content-type")] });
  }
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("invalid_input", { problems: [problem("request/not-json")] });
  }
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      throw new AppError("too_large", { problems: [problem("request/too-large", { parameters: { maximum: BODY_BYTES_MAX } })] });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
