import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One line of a benchmark: what was timed, ours, the peer's, and their ratio. */
export interface Figure {
  readonly what: string;
  readonly ours_s: number;
  readonly theirs: string;
  readonly theirs_s: number;
  readonly ratio: number;
  readonly peak_mb: number;
  readonly note?: string;
}

// `npm run bench -- NAME [options]` runs ./NAME.ts, whose default export yields figures; each is printed as one JSON line.
const [name, ...options] = process.argv.slice(2);
const file = name && /^[a-z0-9-]+$/.test(name) ? new URL(`./${name}.ts`, import.meta.url) : undefined;
if (!file || !existsSync(fileURLToPath(file))) {
  console.error(`unknown benchmark: ${name ?? "(none)"} (npm run bench -- load [--full])`);
  process.exit(2);
}
const { default: bench } = (await import(file.href)) as {
  default: (options: readonly string[]) => AsyncIterable<Figure>;
};
for await (const figure of bench(options)) console.log(JSON.stringify(figure));
