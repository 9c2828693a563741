/**
 * Economic complexity at the size of world trade: 230 countries × 5,000 products, about 46 % of the cells filled, against
 * py-ecomplexity on the same matrix in the same run. The other side is one call that does everything (it cannot be asked for
 * ECI and PCI alone), so both lines divide by the same time.
 *
 * TIGHTROPE_PYTHON names a Python that has ecomplexity, pandas and numpy (default python3). Without it our times are printed
 * alone. TIGHTROPE_BENCH_SIZE=60x800 makes it smaller. Throws when the two disagree by more than 1e-8.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { complexity, complexityWithOutlook, proximity, random } from "@tightrope/core/kernels";
import type { BenchLine } from "./bench-line.ts";
import type { Figure } from "./run.ts";

const SEED = 20261123;
const REPEATS = 3;

/** `npm run bench -- trade-complexity`; part of `trade` too. */
export default async function* tradeComplexity(): AsyncGenerator<Figure> {
  for (const line of await againstPython())
    yield { ...line, theirs_s: line.theirs_s ?? Number.NaN, ratio: line.ratio ?? Number.NaN };
}

async function againstPython(): Promise<BenchLine[]> {
  const [rows, columns] = (process.env.TIGHTROPE_BENCH_SIZE ?? "230x5000").split("x").map(Number) as [
    number,
    number,
  ];
  const values = nestedTrade(rows, columns);
  const filled = values.filter((v) => v > 0).length / values.length;
  const size = `${rows} x ${columns}, ${Math.round(filled * 100)} % filled`;
  const options = { convention: "py-ecomplexity" } as const;

  const indices = median(REPEATS, () => complexity(values, rows, columns, options));
  const whole = median(REPEATS, () => {
    const all = complexityWithOutlook(values, rows, columns, options);
    return { all, phi: proximity(all.presence) };
  });
  const peak_mb = Math.round(process.resourceUsage().maxRSS / 1024);

  const peer = await pyEcomplexity(values, rows, columns);
  if (peer.results !== null) agree(whole.result.all, peer.results);
  const line = (what: string, ours_s: number): BenchLine => ({
    what: `${what}, ${size}, one year`,
    ours_s,
    theirs: peer.name,
    theirs_s: peer.seconds,
    ratio: peer.seconds === null ? null : peer.seconds / ours_s,
    peak_mb,
  });
  return [
    line("RCA, ECI and PCI", indices.seconds),
    line("RCA, ECI, PCI, proximity, density, outlook index and gain", whole.seconds),
  ];
}

/** Seeded, nested like trade: able countries make many products, hard products are made by few. */
function nestedTrade(rows: number, columns: number): Float64Array {
  const source = random(SEED);
  const ability = Array.from({ length: rows }, () => source.normal());
  const size = ability.map((a) => Math.exp(1.6 * source.normal() + 0.7 * a));
  const level = Array.from({ length: columns }, () => source.normal());
  const need = Array.from({ length: columns }, () => source.normal());
  const values = new Float64Array(rows * columns);
  for (let c = 0, k = 0; c < rows; c++) {
    for (let p = 0; p < columns; p++, k++) {
      const mean = Math.log(size[c]!) + level[p]! + 0.9 * ability[c]! * need[p]!;
      const present = source.next() < 1 / (1 + Math.exp(0.5 - mean));
      const value = Math.exp(mean + 1.5 * source.normal());
      if (present) values[k] = value;
    }
  }
  return values;
}

function median<T>(repeats: number, work: () => T): { seconds: number; result: T } {
  const times: number[] = [];
  let result = work();
  for (let r = 0; r < repeats; r++) {
    const start = performance.now();
    result = work();
    times.push((performance.now() - start) / 1000);
  }
  times.sort((a, b) => a - b);
  return { seconds: times[repeats >> 1]!, result };
}

type PeerResults = Record<"eci" | "pci" | "coi" | "density" | "cog", number[]>;

async function pyEcomplexity(values: Float64Array, rows: number, columns: number) {
  const folder = await mkdtemp(join(tmpdir(), "tightrope-complexity-"));
  try {
    await writeFile(join(folder, "values.f64"), new Uint8Array(values.buffer));
    await writeFile(join(folder, "shape.json"), JSON.stringify({ rows, columns }));
    const script = fileURLToPath(new URL("trade-complexity.py", import.meta.url));
    const python = process.env.TIGHTROPE_PYTHON ?? "python3";
    const { stdout } = await promisify(execFile)(python, [script, folder], { maxBuffer: 1 << 28 });
    const results = JSON.parse(stdout) as PeerResults & { seconds: number; version: string };
    return { name: `py-ecomplexity ${results.version}`, seconds: results.seconds as number | null, results };
  } catch (cause) {
    const reason = String((cause as { stderr?: string }).stderr || cause)
      .trim()
      .split("\n")
      .at(-1);
    return { name: `py-ecomplexity could not be run: ${reason}`, seconds: null, results: null };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function agree(mine: ReturnType<typeof complexityWithOutlook>, theirs: PeerResults): void {
  const sample = (cells: Float64Array) => cells.filter((_, i) => i % 1009 === 0);
  const pairs = {
    eci: mine.eci,
    pci: mine.pci,
    coi: mine.outlookIndex,
    density: sample(mine.density),
    cog: sample(mine.outlookGain),
  };
  for (const [name, cells] of Object.entries(pairs)) {
    const other = theirs[name as keyof PeerResults];
    if (cells.length !== other.length)
      throw new Error(`${name}: ${cells.length} values against ${other.length}`);
    for (let i = 0; i < other.length; i++) {
      const gap = Math.abs(cells[i]! - other[i]!) / Math.max(1, Math.abs(other[i]!));
      if (!(gap <= 1e-8)) throw new Error(`${name} ${i} is ${cells[i]}, py-ecomplexity has ${other[i]}`);
    }
  }
}
