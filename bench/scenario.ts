import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { initWorkspace, readBaseline } from "../packages/core/src/index.ts";
import { random } from "../packages/core/src/kernels/index.ts";
import {
  everySubset,
  simulate,
  solveBaseline,
  type TradeData,
  tradeDataFromTable,
  WIOD_ELASTICITIES,
} from "../packages/core/src/models/index.ts";
import { askModel, sweepThreads } from "../packages/core/src/threads/model-threads.ts";
import { nafta, wiod } from "../packages/core/test/models/worlds.ts";
import type { BenchLine } from "./bench-line.ts";

/** Runs before the clock starts, while the machine compiles, and runs that count. */
const WARM = 8;
const RUNS = 9;
const here = dirname(fileURLToPath(import.meta.url));

/**
 * The scenario solver: from data to the answer, that is baseline and shock, with residuals and flows, warm. Beside it
 * the plain numpy reference on the same arrays, which must agree on every country's welfare.
 * `npm run bench -- scenario [nafta] [wiod] [large] [coalitions]`; all without a name.
 */
export default async function* scenario(options: readonly string[] = []): AsyncIterable<BenchLine> {
  const wanted = (part: string) => options.length === 0 || options.includes(part);
  const data = join(process.env.TIGHTROPE_DATA ?? "../shared/data", "io");
  if (existsSync(data)) {
    if (wanted("nafta")) yield solving("scenario, NAFTA data, 31 × 40", nafta().data, true);
    if (wanted("wiod")) {
      const world = tradeDataFromTable(wiod(2011), WIOD_ELASTICITIES, { name: "WIOD 2011" });
      yield solving("scenario, WIOD 2011, 41 × 35", world, true);
    }
  } else
    console.error(
      `no input-output data at ${data}: only the synthetic world and the shipped one are measured; set TIGHTROPE_DATA`,
    );
  if (wanted("large")) yield solving("scenario, synthetic, 160 × 65", synthetic(160, 65), false);
  if (wanted("coalitions")) yield await sweeping();
}

function solving(what: string, data: TradeData, beside: boolean): BenchLine {
  const cost = costShock(data);
  const walls: number[] = [];
  const cpus: number[] = [];
  let welfare = new Float64Array(0);
  const [warm, runs] = beside ? [WARM, RUNS] : [1, 3];
  for (let k = 0; k < warm + runs; k++) {
    const before = process.cpuUsage();
    const started = performance.now();
    // A copy: the baseline of the same data is solved once.
    const result = simulate(solveBaseline({ ...data }), { costHat: cost });
    const wall = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(before);
    if (!result.converged || result.residual > 1e-10) throw new Error(`${what}: residual ${result.residual}`);
    welfare = result.welfare as Float64Array<ArrayBuffer>;
    if (k < warm) continue;
    walls.push(wall);
    cpus.push((user + system) / 1e6);
  }
  const other = beside
    ? numpy(data, cost)
    : { theirs: "numpy reference not run: minutes at this size", seconds: null };
  if (other.welfare) {
    const apart = Math.max(...welfare.map((w, n) => Math.abs(w - (other.welfare?.[n] as number))));
    if (apart > 1e-8) throw new Error(`${what}: welfare differs from the numpy reference by ${apart}`);
  }
  return line(
    what,
    median(walls),
    other.theirs,
    other.seconds,
    `median of ${runs} after ${warm}; fastest ${ms(Math.min(...walls))}; processor ${ms(median(cpus))}`,
  );
}

/** 1,000 coalitions on the baseline that ships, as the indicator asks for them: among threads, one baseline each. */
async function sweeping(): Promise<BenchLine> {
  const folder = mkdtempSync(join(tmpdir(), "tightrope-bench-"));
  try {
    const ws = await initWorkspace(join(folder, "workspace"));
    await ws.load("wiod-compact", [join(here, "../cases/china-russia/figures/wiod-compact-2011.csv.gz")]);
    const { data } = await readBaseline(ws, await ws.state(), { source: "wiod-compact", year: 2011 });
    await ws.close();
    const candidates = data.countryCodes.filter((c) => c !== "RUS").slice(0, 10);
    const subsets = everySubset(candidates).slice(0, 1000);
    const before = process.cpuUsage();
    const started = performance.now();
    const results = await askModel<"coalitions">({
      kind: "coalitions",
      data,
      deficits: "zero",
      target: ["RUS"],
      subsets,
      groups: {},
      shocks: [{ side: "both", sectors: ["all"], kind: "cut-off", share: 1 }],
    });
    const ours = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(before);
    const failed = results.filter((r) => !r.converged).length;
    if (failed > 0) throw new Error(`${failed} coalitions did not converge`);
    return line(
      `${subsets.length} coalitions of the shipped baseline, ${data.countries} × ${data.sectors}, ${sweepThreads(subsets.length)} threads`,
      ours,
      "no peer does this",
      null,
      `with starting the threads; processor ${ms((user + system) / 1e6)}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The cost of buying abroad rises by a tenth for the first country and falls by a twentieth for the second. */
function costShock({ countries: N, sectors: J }: TradeData): Float64Array {
  const cost = new Float64Array(J * N * N).fill(1);
  for (let j = 0; j < J; j++)
    for (let i = 0; i < N; i++) {
      if (i !== 0) cost[j * N * N + i] = 1.1;
      if (i !== 1) cost[(j * N + 1) * N + i] = 0.95;
    }
  return cost;
}

function numpy(
  data: TradeData,
  cost: Float64Array,
): { theirs: string; seconds: number | null; welfare?: readonly number[] } {
  const folder = mkdtempSync(join(tmpdir(), "tightrope-bench-"));
  try {
    const { countries, sectors, flow, intermediate, valueAdded, theta } = data;
    writeFileSync(join(folder, "world.json"), JSON.stringify({ countries, sectors }));
    const arrays = {
      flow,
      tariff: data.tariff ?? new Float64Array(flow.length),
      cost,
      intermediate,
      valueAdded,
      theta,
    };
    for (const [name, values] of Object.entries(arrays))
      writeFileSync(join(folder, name), new Uint8Array(values.buffer));
    const python = process.env.TIGHTROPE_PYTHON ?? "python3";
    const done = spawnSync(python, [join(here, "scenario.py"), folder], {
      encoding: "utf8",
      timeout: 100_000,
    });
    if (done.status !== 0)
      return {
        theirs: done.signal
          ? "numpy reference not done after 100 s"
          : `numpy reference could not be run with ${python} (set TIGHTROPE_PYTHON)`,
        seconds: null,
      };
    const answer = JSON.parse(done.stdout) as { seconds: number; numpy: string; welfare: number[] };
    return {
      theirs: `damped fixed point in numpy ${answer.numpy}`,
      seconds: answer.seconds,
      welfare: answer.welfare,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A dense world of uneven countries, home bias, random inputs; the same from run to run. */
function synthetic(N: number, J: number): TradeData {
  const source = random(7);
  const size = Array.from({ length: N }, () => Math.exp(1.5 * source.normal()));
  const flow = new Float64Array(J * N * N);
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++)
      for (let i = 0; i < N; i++) {
        const home = n === i ? 40 * Math.max(1, 10 / (size[i] as number)) : 0.3;
        flow[(j * N + n) * N + i] =
          (size[n] as number) * (size[i] as number) * home * Math.exp(source.normal());
      }
  const intermediate = new Float64Array(N * J * J);
  const valueAdded = new Float64Array(J * N);
  for (let n = 0; n < N; n++)
    for (let j = 0; j < J; j++) {
      let sales = 0;
      for (let m = 0; m < N; m++) sales += flow[(j * N + m) * N + n] as number;
      valueAdded[j * N + n] = sales / 2;
      const parts = Array.from({ length: J }, () => source.next() ** 3);
      const total = parts.reduce((a, b) => a + b, 0);
      for (let k = 0; k < J; k++)
        intermediate[(n * J + j) * J + k] = ((sales / 2) * (parts[k] as number)) / total;
    }
  return {
    name: "synthetic",
    year: null,
    countryCodes: Array.from({ length: N }, (_, k) => `C${k}`),
    sectorCodes: Array.from({ length: J }, (_, k) => `s${k}`),
    tableNotes: null,
    countries: N,
    sectors: J,
    flow,
    tariff: null,
    intermediate,
    valueAdded,
    theta: Float64Array.from({ length: J }, () => 1 + 9 * source.next()),
  };
}

function line(
  what: string,
  ours_s: number,
  theirs: string,
  theirs_s: number | null,
  note: string,
): BenchLine {
  const peak_mb = Math.round(process.resourceUsage().maxRSS / 1024);
  return {
    what,
    ours_s,
    theirs,
    theirs_s,
    ratio: theirs_s === null ? null : theirs_s / ours_s,
    peak_mb,
    note,
  };
}

function ms(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
