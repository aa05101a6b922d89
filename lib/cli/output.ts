/** Characters that are gathered before they are written: a system call per line would cost more than the line. */
const BATCH_LENGTH = 65_536;

/**
 * Results for other programs, on stdout. A slow reader slows us down; a reader that went away (`| head`) ends the
 * work without a complaint.
 */
export class Output {
  isClosed = false;
  #batch = "";

  constructor() {
    process.stdout.on("error", this.#fail);
  }

  /** Hands a line over; to be awaited so that nothing piles up in memory. */
  async line(text: string): Promise<void> {
    this.#batch += `${text}\n`;
    if (this.#batch.length >= BATCH_LENGTH) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = "";
    if (this.isClosed || batch === "" || process.stdout.write(batch)) return;
    await drained();
  }

  async end(): Promise<void> {
    await this.flush();
    process.stdout.off("error", this.#fail);
    // An error may still come after the last write.
    process.stdout.on("error", () => undefined);
  }

  #fail = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE") throw error;
    this.isClosed = true;
  };
}

/** Until there is room again. A reader that goes away while we wait must not leave us waiting. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      process.stdout.off("drain", done).off("close", done);
      resolve();
    };
    process.stdout.on("drain", done).on("close", done);
  });
}
