import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { random } from "../../src/kernels/index.ts";
import type { InputOutputTable, TradeData } from "../../src/models/index.ts";
import { realData } from "../fixtures/real-data.ts";

const folder = join(realData, "io");

/** Says why real-data tests are skipped, once per file that asks. */
export function hasData(): boolean {
  const there = existsSync(join(folder, "cp2015_nafta"));
  if (!there)
    console.warn(`skipped: no input-output data at ${folder}; set TIGHTROPE_DATA to run these tests`);
  return there;
}

function rows(name: string): string[][] {
  const bytes = readFileSync(join(folder, name));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map((cell) => cell.replace(/^"|"$/g, "")));
}

/** The data of Caliendo and Parro (2015) with base tariffs, and the tariffs of 2005. */
export function nafta(): { data: TradeData; tariff2005: Float64Array } {
  const read = (name: string) => rows(`cp2015_nafta/${name}`);
  const countryCodes = read("set_regions.csv").map(([x]) => x as string);
  const sectorCodes = read("set_sectors.csv").map(([x]) => x as string);
  const N = countryCodes.length;
  const J = sectorCodes.length;
  const n = new Map(countryCodes.map((x, k) => [x, k]));
  const j = new Map(sectorCodes.map((x, k) => [x, k]));
  const at = (map: Map<string, number>, name: string | undefined) => map.get(name as string) as number;
  const [flow, tariff, tariff2005] = [0, 1, 2].map(() => new Float64Array(J * N * N)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const r of read("trade.csv.gz")) {
    const cell = (at(j, r[0]) * N + at(n, r[2])) * N + at(n, r[1]);
    flow[cell] = Number(r[3]);
    tariff[cell] = Number(r[5]);
    tariff2005[cell] = Number(r[6]);
  }
  const intermediate = new Float64Array(N * J * J);
  for (const r of read("intermediate_consumption.csv.gz"))
    intermediate[(at(n, r[2]) * J + at(j, r[1])) * J + at(j, r[0])] = Number(r[3]);
  const valueAdded = new Float64Array(J * N);
  for (const r of read("value_added.csv.gz")) valueAdded[at(j, r[0]) * N + at(n, r[1])] = Number(r[2]);
  const theta = new Float64Array(J);
  for (const r of read("theta.csv.gz")) theta[at(j, r[0])] = Number(r[1]);
  const data = { countries: N, sectors: J, flow, tariff, intermediate, valueAdded, theta };
  return {
    data: {
      ...data,
      name: "Caliendo and Parro 1993",
      year: 1993,
      countryCodes,
      sectorCodes,
      tableNotes: null,
    },
    tariff2005,
  };
}

/** A WIOD table of the 2013 release. */
export function wiod(year: number): InputOutputTable {
  const lines = rows(`wiod2013_wiot_${year}.csv.gz`);
  const size = lines.length;
  const sectors = Array.from({ length: 35 }, (_, k) => `c${k + 1}`);
  const countries = lines
    .filter((_, r) => r % 35 === 0)
    .map(([label]) => (label as string).split(".")[0] as string);
  const N = countries.length;
  const Z = new Float64Array(size * size);
  const Y = new Float64Array(size * N * 5);
  const output = new Float64Array(size);
  lines.forEach((cells, r) => {
    for (let c = 0; c < size; c++) Z[r * size + c] = Number(cells[c + 1]);
    for (let c = 0; c < N * 5; c++) Y[r * N * 5 + c] = Number(cells[size + 1 + c]);
    output[r] = Number(cells[size + 1 + N * 5]);
  });
  return { countries, sectors, finalUses: 5, Z, Y, output };
}

/** A small made-up world: dense trade, home bias, inputs, tariffs if asked. */
export function smallWorld(seed: number, N = 4, J = 3, tariffs = true): TradeData {
  const source = random(seed);
  const flow = new Float64Array(J * N * N);
  const tariff = tariffs ? new Float64Array(J * N * N) : null;
  const size = Array.from({ length: N }, () => Math.exp(source.normal()));
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++)
      for (let i = 0; i < N; i++) {
        const a = (j * N + n) * N + i;
        flow[a] = (size[n] as number) * (size[i] as number) * (n === i ? 12 : 1) * (0.4 + source.next());
        if (tariff && n !== i) tariff[a] = 0.3 * source.next();
      }
  const intermediate = new Float64Array(N * J * J);
  const valueAdded = new Float64Array(J * N);
  for (let n = 0; n < N; n++)
    for (let j = 0; j < J; j++) {
      let sales = 0;
      for (let m = 0; m < N; m++) sales += flow[(j * N + m) * N + n] as number;
      const share = 0.35 + 0.5 * source.next();
      valueAdded[j * N + n] = share * sales;
      const parts = Array.from({ length: J }, () => source.next());
      const total = parts.reduce((a, b) => a + b, 0);
      parts.forEach((part, k) => {
        intermediate[(n * J + j) * J + k] = ((1 - share) * sales * part) / total;
      });
    }
  return {
    name: `made-up world ${seed}`,
    year: null,
    countryCodes: Array.from({ length: N }, (_, k) => `C${k}`),
    sectorCodes: Array.from({ length: J }, (_, k) => `s${k}`),
    tableNotes: null,
    countries: N,
    sectors: J,
    flow,
    tariff,
    intermediate,
    valueAdded,
    theta: Float64Array.from({ length: J }, () => 1 + 8 * source.next()),
  };
}
