import { join } from "node:path";
import {
  countryByIso3,
  fetchOpenAlexCounts,
  fetchOpenAlexWorks,
  planOpenAlexCounts,
  planOpenAlexWorks,
  resolveCountry,
  UsageError,
} from "@tightrope/core";
import type { Command, Invocation } from "../command.ts";
import { progressBar } from "../progress.ts";

type Values = Invocation["values"];

export default {
  name: "fetch",
  summary: "fetch figures from OpenAlex, politely and resumably, into a file that load takes",
  usage: "openalex-counts|openalex [--OPTION value]",
  details:
    "Says how many calls it will make before it makes them (--plan: only says). Every answer is kept under --out, so the same command resumes after a cut or when the day's credit is used up. The key comes from OPENALEX_API_KEY, the address from OPENALEX_BASE_URL.",
  options: {
    country: {
      type: "string",
      value: "CHN,RUS",
      description: "countries whose partners are counted (openalex-counts)",
    },
    from: { type: "string", value: "YEAR", description: "first year (openalex-counts)" },
    to: { type: "string", value: "YEAR", description: "last year; default: last year" },
    by: {
      type: "string",
      value: "SPLIT",
      description: "all, field (default) or technology (openalex-counts)",
    },
    only: {
      type: "string",
      value: "17,31",
      description: "only these fields or technologies (openalex-counts)",
    },
    world: { type: "boolean", description: "also every country's output, which affinity on outputs needs" },
    filter: {
      type: "string",
      value: "FILTER",
      description: "OpenAlex filter of the works wanted (openalex)",
    },
    out: {
      type: "string",
      value: "DIR",
      description: "folder of kept answers and of the file; default openalex-fetch",
    },
    refresh: { type: "boolean", description: "ask again for what is kept already" },
    plan: { type: "boolean", description: "say what would be asked, and stop" },
  },
  examples: [
    "tightrope fetch openalex-counts --country CHN,RUS --from 2000 --to 2024 --by field --world",
    "tightrope fetch openalex --filter authorships.countries:CN,authorships.countries:RU,publication_year:2022",
  ],
  async run({ values, positionals: [source], terminal }) {
    if (source !== "openalex-counts" && source !== "openalex")
      throw new UsageError(
        source === undefined
          ? "fetch needs what to fetch: tightrope fetch openalex-counts or tightrope fetch openalex"
          : `nothing to fetch by that name: ${source} (openalex-counts or openalex)`,
      );
    const out = text(values, "out") ?? "openalex-fetch";
    const access = {
      cache: join(out, "answers"),
      signal: terminal.signal,
      ...(values.refresh === true ? { refresh: true } : {}),
    };
    const bar = progressBar(terminal, "fetching");
    const progress = (done: number, of: number) => bar.update(done / of, `${done} of ${of}`);
    if (source === "openalex-counts") {
      const plan = planOpenAlexCounts(countsRequest(values));
      terminal.err(`${plan.calls} calls to OpenAlex, fewer where answers are kept in ${access.cache}\n`);
      if (values.plan === true) return 0;
      const report = await fetchOpenAlexCounts(plan, { ...access, out, progress }).finally(bar.stop);
      terminal.err(
        `${report.answers} answers, ${report.kept} of them kept before, ${report.sent} calls made\n`,
      );
      terminal.out(`${report.file}\n`);
      return 0;
    }
    const plan = await planOpenAlexWorks({ filter: text(values, "filter") ?? "" }, access);
    terminal.err(
      `${plan.works} works in ${plan.calls} calls to OpenAlex, fewer where pages are kept in ${access.cache}\n`,
    );
    if (values.plan === true) return 0;
    const report = await fetchOpenAlexWorks(plan, { ...access, out, progress }).finally(bar.stop);
    terminal.err(`${report.answers} works, ${report.kept} pages kept before, ${report.sent} calls made\n`);
    terminal.out(`${report.file}\n`);
    return 0;
  },
} satisfies Command;

function countsRequest(values: Values) {
  const by = text(values, "by") ?? "field";
  if (by !== "all" && by !== "field" && by !== "technology")
    throw new UsageError(`--by is ${by}: expected all, field or technology`);
  const from = number(values, "from");
  if (from === undefined) throw new UsageError("openalex-counts needs --from, the first year");
  const only = list(values, "only");
  return {
    countries: list(values, "country").map((name) => {
      const iso3 = resolveCountry(name);
      const { iso2 } = countryByIso3(iso3);
      if (!iso2) throw new UsageError(`${iso3} has no two-letter code, which OpenAlex counts by`);
      return iso2;
    }),
    from,
    to: number(values, "to") ?? new Date().getFullYear() - 1,
    by,
    world: values.world === true,
    ...(only.length > 0 ? { only } : {}),
  } as const;
}

function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(values: Values, name: string): number | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  if (!/^\d{4}$/.test(value)) throw new UsageError(`--${name} is ${value}: expected a year such as 2022`);
  return Number(value);
}

function list(values: Values, name: string): string[] {
  return (text(values, name) ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
