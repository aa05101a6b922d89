import "server-only";
import pino, { type DestinationStream, type Logger } from "pino";
import { env } from "@/lib/env";
import { processSingleton } from "@/lib/singleton";

/** Names of fields that hold secrets, at the top of an entry and one and two levels below. */
const SECRET_FIELDS = [
  "token",
  "password",
  "newPassword",
  "currentPassword",
  "secret",
  "authorization",
  "cookie",
  "credentials",
  "plaintext",
  "content",
];

/** One JSON object per line with time (UTC), level and msg; fields that can hold secrets are cut out by name. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: "<secret>",
    },
    serializers: { error: serializeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Prisma quotes the record it could not write in its messages, so those stay out of the log: the code must do. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const isPrisma = error.constructor.name.startsWith("PrismaClient");
  const stack = error.stack?.slice(error.stack.indexOf("\n    at ")) ?? "";
  return {
    type: error.constructor.name,
    ...(code === undefined ? {} : { code }),
    message: isPrisma ? "withheld: it can quote a record" : error.message,
    stack,
    ...(error.cause === undefined ? {} : { cause: serializeError(error.cause) }),
  };
}

const logger = processSingleton("log", () => createLog(env().logLevel));

/** The log of this process. Give errors as `{ error }`. */
export const log = {
  debug: (fields: object, message: string) => logger.get().debug(fields, message),
  info: (fields: object, message: string) => logger.get().info(fields, message),
  warn: (fields: object, message: string) => logger.get().warn(fields, message),
  error: (fields: object, message: string) => logger.get().error(fields, message),
};

/** Sends the log elsewhere in a test. */
export function overrideLogForTest(replacement: Logger | undefined): void {
  logger.set(replacement);
}
