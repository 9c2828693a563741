/**
 * The server under load: 200 clients on loopback, each asking the next question as soon as it has its answer, over mixed
 * routes of the worked case: indicators in every format with and without a picture, 304s, claims, tables, coverage, names,
 * questions that memory has and questions it does not, after each route was asked once. No peer: the lines say how long answers take and what memory does.
 *
 * TIGHTROPE_BENCH_SECONDS (default 60) and TIGHTROPE_BENCH_CLIENTS (default 200). Throws when an answer is not what it
 * should be or when memory in the last third is more than a quarter above that in the second.
 */
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initWorkspace, openCase } from "@tightrope/core";
import { serve } from "@tightrope/server";
import type { BenchLine } from "./bench-line.ts";

const SECONDS = Number(process.env.TIGHTROPE_BENCH_SECONDS ?? 60);
const CLIENTS = Number(process.env.TIGHTROPE_BENCH_CLIENTS ?? 200);
const CASES = fileURLToPath(new URL("../cases", import.meta.url));

const SHARE = "/v1/indicators/partner-share";
/** Asked in turn; YEAR becomes a changing year, so that some questions are new to memory. */
const ROUTES = [
  `${SHARE}?reporter=RUS&partner=CHN`,
  `${SHARE}?reporter=RUS&partner=CHN&from=YEAR`,
  `${SHARE}.csv?reporter=RUS&partner=CHN&flow=exports`,
  `${SHARE}.metadata.json?reporter=RUS&partner=CHN`,
  `${SHARE}.md?reporter=RUS&partner=CHN&from=YEAR`,
  `${SHARE}.svg?reporter=RUS&partner=CHN`,
  `${SHARE}.png?reporter=RUS&partner=CHN`,
  `${SHARE}.parquet?reporter=RUS&partner=CHN`,
  `${SHARE}.arrow?reporter=RUS&partner=CHN`,
  "/v1/indicators/bilateral-trade?country=CHN&partner=RUS&from=YEAR&to=YEAR",
  "/v1/indicators/collaboration-rank?country=CHN&from=YEAR&to=YEAR&top=10",
  "/v1/indicators/affinity?country=CHN&partner=RUS,USA,DEU&from=YEAR&to=YEAR",
  "/v1/indicators/asymmetry.csv?country=CHN&partner=RUS&from=YEAR",
  "/v1/indicators/value-added-trade?country=CHN",
  "/v1/indicators/foreign-input-reliance?country=RUS",
  "/v1/claims/china-russia",
  "/v1/indicators",
  "/v1/tables",
  "/v1/tables/trade/coverage?country=RUS",
  "/v1/tables/trade/rows?exporter=CHN&importer=RUS&limit=100&offset=YEAR",
  "/v1/countries",
  "/openapi.json",
  "/healthz",
];

interface Measured {
  /** Milliseconds of each answer by route. */
  readonly times: Readonly<Record<string, number[]>>;
  readonly wrong: readonly string[];
}

export async function run(): Promise<BenchLine[]> {
  const folder = await mkdtemp(join(tmpdir(), "tightrope-bench-"));
  const ws = await initWorkspace(join(folder, "workspace"));
  try {
    const worked = await openCase(CASES, "china-russia");
    for (const { source, files, options, retrieved } of worked.load)
      await ws.load(source, files, options, { retrieved });
    const server = await serve({ workspace: ws, port: 0, cases: CASES, log: () => {} });
    const memory: number[] = [];
    const sample = setInterval(() => memory.push(process.memoryUsage.rss() / 1e6), 500);
    const measured = await loaded(server.url);
    clearInterval(sample);
    await server.close();
    if (measured.wrong.length > 0)
      throw new Error(`${measured.wrong.length} wrong answers, such as ${measured.wrong[0]}`);
    return [...lines(measured), memoryLine(memory)];
  } finally {
    await ws.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** `npm run bench -- server` */
export default async function* (): AsyncGenerator<BenchLine> {
  yield* await run();
}

/** The clients are another process, so that their work and memory are not counted as ours. */
function loaded(url: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [], {
      env: { ...process.env, TIGHTROPE_BENCH_TARGET: url },
    });
    child.once("message", (message) => resolve(message as Measured));
    child.once("error", reject);
    child.once("exit", (code) => code !== 0 && reject(new Error(`clients ended with status ${code}`)));
  });
}

async function clients(url: string): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const times: Record<string, number[]> = {};
  const wrong: string[] = [];
  const etags = new Map<string, string>();
  let until = 0;
  let asked = 0;
  const client = async () => {
    while (performance.now() < until) {
      const n = asked++;
      const route = ROUTES[n % ROUTES.length] as string;
      const path = route.replaceAll("YEAR", String(2014 + (Math.floor(n / ROUTES.length) % 10)));
      const known = n % 3 === 0 ? etags.get(path) : undefined;
      const start = performance.now();
      const { status, etag, bytes } = await ask(url + path, agent, known);
      times[route] ??= [];
      times[route].push(performance.now() - start);
      if (status !== (known === undefined ? 200 : 304) || (status === 200 && bytes === 0))
        wrong.push(`${status} ${bytes} bytes from ${path}`);
      if (etag) etags.set(path, etag);
    }
  };
  // A server that has just started answers each route once before the crowd comes.
  for (const route of ROUTES) await ask(url + route.replace("YEAR", "2014"), agent, undefined);
  until = performance.now() + SECONDS * 1000;
  await Promise.all(Array.from({ length: CLIENTS }, client));
  agent.destroy();
  return { times, wrong };
}

function ask(url: string, agent: Agent, etag: string | undefined) {
  return new Promise<{ status: number; etag: string | undefined; bytes: number }>((resolve) => {
    const headers = { "Accept-Encoding": "gzip", ...(etag ? { "If-None-Match": etag } : {}) };
    get(url, { agent, headers }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.byteLength;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, etag: response.headers.etag, bytes }),
      );
      response.on("error", () => resolve({ status: 0, etag: undefined, bytes }));
    }).on("error", () => resolve({ status: 0, etag: undefined, bytes: 0 }));
  });
}

function lines({ times }: Measured): BenchLine[] {
  const all = Object.values(times).flat();
  const slowest = Object.entries(times).sort((a, b) => quantile(b[1], 0.99) - quantile(a[1], 0.99))[0];
  const of = `${CLIENTS} clients, ${SECONDS} s, ${all.length} answers over ${ROUTES.length} routes`;
  return [
    line(`server median, ${of}`, quantile(all, 0.5)),
    line(`server p99, ${of}, ${Math.round(all.length / SECONDS)} a second`, quantile(all, 0.99)),
    line(`server p99 of the slowest route, ${slowest?.[0]}`, quantile(slowest?.[1] ?? [], 0.99)),
  ];
}

function memoryLine(memory: readonly number[]): BenchLine {
  const third = Math.floor(memory.length / 3);
  const mean = (part: readonly number[]) => part.reduce((a, b) => a + b, 0) / Math.max(1, part.length);
  const middle = mean(memory.slice(third, 2 * third));
  const last = mean(memory.slice(2 * third));
  if (last > middle * 1.25)
    throw new Error(
      `memory grew from ${Math.round(middle)} MB to ${Math.round(last)} MB while the load stayed`,
    );
  return line(
    `server memory, ${Math.round(middle)} MB in the second third and ${Math.round(last)} MB in the last`,
    0,
  );
}

function line(what: string, milliseconds: number): BenchLine {
  return {
    what,
    ours_s: Math.round(milliseconds) / 1000,
    theirs: "no peer",
    theirs_s: null,
    ratio: null,
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

const target = process.env.TIGHTROPE_BENCH_TARGET;
if (target !== undefined && process.send) {
  const measured = await clients(target);
  process.send(measured, () => process.exit(0));
}
