export type PrometheusLine = "3.5" | "2.53";
export declare const PROJECT_ROOT: string;
export declare const PARTS_DIR: string;
export declare const PROMETHEUS_LINES: Record<PrometheusLine, { suite: string; variable: string; wanted: string }>;
export declare function findChromium(): string | null;
export declare function findPostgresBin(): string | null;
export declare function findPrometheusBin(line: PrometheusLine): string | null;
export declare function readVersion(program: string): string | null;
export declare function fitsLine(line: PrometheusLine, version: string | null): boolean;
