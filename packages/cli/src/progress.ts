import { Presets, SingleBar } from "cli-progress";
import type { Terminal } from "./command.ts";

/** A progress bar on standard error for work longer than a second; silent when nobody watches. */
export function progressBar(
  terminal: Terminal,
  title: string,
): { update(fraction: number, doing: string): void; stop(): void } {
  if (!terminal.progress) return { update: () => undefined, stop: () => undefined };
  const started = Date.now();
  let bar: SingleBar | undefined;
  return {
    update(fraction, doing) {
      if (!bar && Date.now() - started > 1000) {
        bar = new SingleBar(
          {
            format: `${title} {bar} {percentage}% {doing}`,
            hideCursor: true,
            clearOnComplete: true,
            stream: process.stderr,
          },
          Presets.shades_classic,
        );
        bar.start(100, 0, { doing });
      }
      bar?.update(Math.round(fraction * 100), { doing });
    },
    stop() {
      bar?.stop();
    },
  };
}
