import { writeSync } from "node:fs";
import { asFileError } from "@tightrope/core";
import type { Terminal } from "./command.ts";

/** The process's own streams. */
export function systemTerminal(signal: AbortSignal): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stdout.isTTY ?? false,
    progress: process.stderr.isTTY ?? false,
    colour: (process.stdout.isTTY ?? false) && !process.env.NO_COLOR,
    width: process.stdout.columns ?? 100,
    signal,
  };
}

/**
 * What becomes of output that nobody takes. A reader that has seen enough (`| head`) ends the program in peace; a full
 * disk ends it with a sentence and status 3. Messages that cannot be written are lost, since there is nowhere to say so.
 */
export function watchStreams(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    const { message } = asFileError(error, "standard output") ?? error;
    try {
      writeSync(process.stderr.fd, `tightrope: ${message}\n`);
    } catch {
      // Standard error lies on the same full disk.
    }
    process.exit(3);
  });
  process.stderr.on("error", () => undefined);
}
