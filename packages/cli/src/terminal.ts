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
