import "server-only";
import { AppError } from "@/lib/errors";
import { problem } from "@/lib/result";

/** A base config of 4 MiB and its JSON escapes fit in it. */
export const BODY_BYTES_MAX = 5 * 1024 * 1024;

/** Reads a JSON body, no further than the cap. */
export async function readJsonBody(request: Request, bytesMax = BODY_BYTES_MAX): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    throw new AppError("invalid_input", { problems: [problem("request/content-type")] });
  }
  const text = await readTextBody(request, bytesMax);
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("invalid_input", { problems: [problem("request/not-json")] });
  }
}

/** Reads a body of any kind as text, no further than the cap. */
export async function readTextBody(request: Request, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) {
      throw new AppError("too_large", { problems: [problem("request/too-large", { parameters: { maximum: bytesMax } })] });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
