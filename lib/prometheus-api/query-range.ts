import "server-only";
import { z } from "zod";
import { type Asked, askForData, type PrometheusConnection } from "./ask";

/** One time series: seconds since 1970 and values, NaN and infinity left out. */
export type RangeSeries = {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [at: number, value: number])[];
};

type RangeQuery = {
  readonly query: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
};

const RANGE_BYTES_MAX = 32 * 1024 * 1024;

const matrixSchema = z.object({
  resultType: z.literal("matrix"),
  result: z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) })),
});

/** Evaluates a PromQL expression over a range of time. */
export async function askRange(
  connection: PrometheusConnection,
  { query, startSeconds, endSeconds, stepSeconds }: RangeQuery,
): Promise<Asked<readonly RangeSeries[]>> {
  const parameters = { query, start: String(startSeconds), end: String(endSeconds), step: String(stepSeconds) };
  const data = await askForData(connection, `/query_range?${new URLSearchParams(parameters)}`, {
    schema: matrixSchema,
    responseBytesMax: RANGE_BYTES_MAX,
    totalMsMax: 30_000,
  });
  if (!data.ok) return data;
  const series = data.value.result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([at, text]) => [at, Number(text)] as const).filter(([, value]) => Number.isFinite(value)),
  }));
  return { ok: true, value: series };
}
