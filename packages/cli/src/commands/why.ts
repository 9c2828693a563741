import { readFile } from "node:fs/promises";
import {
  differenceParameters,
  indicators,
  indicatorsByName,
  nearestName,
  parseAgainst,
  type Result,
  type Row,
  UnknownNameError,
  UsageError,
} from "@tightrope/core";
import type { Command, CommandOption, Terminal } from "../command.ts";
import { withWorkspace } from "../open.ts";
import { FORMATS, formatOf, printResult, writeOut } from "../output.ts";
import { textTable } from "../table.ts";

const OWN: Readonly<Record<string, CommandOption>> = {
  against: {
    type: "string",
    value: "KEY=VALUE,…",
    description:
      "the other figure: source=, basis= (reporter, partner, exporter, importer, reconciled), product=, revision=, from=, to=, frequency=, value= with label=",
  },
  period: {
    type: "string",
    value: "PERIOD",
    description: "which period of the figure is meant (default: its last)",
  },
  "against-value": {
    type: "string",
    value: "USD",
    description: "a value published elsewhere, in current US dollars",
  },
  "against-label": { type: "string", value: "TEXT", description: "who published that value, and where" },
  format: {
    type: "string",
    value: "FORMAT",
    description: `${FORMATS.join(", ")} (default: words and a table on a terminal, json elsewhere)`,
  },
  chart: { type: "string", value: "FILE", description: "draw the waterfall into FILE (.svg or .png)" },
  output: { type: "string", short: "o", value: "FILE", description: "write the result into FILE" },
  snapshot: { type: "string", value: "HASH", description: "an older snapshot of the workspace" },
  "include-restricted": {
    type: "boolean",
    description: "export figures whose licence forbids passing them on (for your own use)",
  },
};

export default {
  name: "why",
  summary: "explain why a figure differs from another source or reading of the same",
  usage: "INDICATOR --PARAMETER value… --against KEY=VALUE,… | RESULT.json --against KEY=VALUE,…",
  details:
    "The figure is a flow between two countries: of partner-share, mirror-gap, reconciled-trade or difference itself, or in a JSON file that run or a receipt left.",
  options: OWN,
  examples: [
    'tightrope why difference --exporter China --importer Russia --product 8542 --from 2021 --against-value 74e6 --against-label "China\'s customs" --against basis=exporter',
    "tightrope why partner-share --reporter RUS --partner CHN --from 2021 --against basis=partner",
    "tightrope run partner-share --reporter RUS --partner CHN --format json > share.json && tightrope why share.json --against source=comtrade",
  ],
  async optionsFor([name]) {
    if (name === undefined || isFile(name)) return {};
    const indicator = indicatorsByName.get(name);
    if (!indicator)
      throw new UnknownNameError("indicator", name, nearestName(name, [...indicatorsByName.keys()]));
    return Object.fromEntries(
      Object.entries(indicator.params.shape).map(([p, schema]): [string, CommandOption] => [
        p,
        { type: "string", description: schema.description ?? "" },
      ]),
    );
  },
  async run({ values, positionals, terminal }) {
    const [name] = positionals;
    if (name === undefined || positionals.length > 1)
      throw new UsageError(
        "why needs one indicator or one JSON file: tightrope why partner-share --reporter RUS … --against basis=partner",
      );
    const figure = isFile(name) ? await figureIn(name) : { indicator: name, parameters: own(name, values) };
    const against = {
      ...(typeof values.against === "string" ? parseAgainst(values.against) : {}),
      ...(typeof values["against-value"] === "string" ? { value: values["against-value"] } : {}),
      ...(typeof values["against-label"] === "string" ? { label: values["against-label"] } : {}),
    };
    const parameters = differenceParameters(
      figure.indicator,
      figure.parameters,
      against,
      typeof values.period === "string" ? values.period : undefined,
    );
    const format = formatOf(values.format, terminal);
    return withWorkspace(
      { values, terminal },
      async (workspace) => {
        const result: Result = await workspace.run("difference", parameters as never, {
          signal: terminal.signal,
          ...(typeof values.snapshot === "string" ? { snapshot: values.snapshot } : {}),
        });
        if (typeof values.chart === "string") {
          const { drawResult } = await import("../chart.ts");
          await writeOut(
            values.chart,
            await drawResult(result, indicatorsByName.get("difference") as never, values.chart),
          );
          if (!values.quiet) terminal.err(`chart written: ${values.chart}\n`);
        }
        if (format === "table" && typeof values.output !== "string") terminal.out(inWords(result, terminal));
        else
          await printResult(result, format, terminal, {
            includeRestricted: values["include-restricted"] === true,
            ...(typeof values.output === "string" ? { file: values.output } : {}),
          });
        return 0;
      },
      { readOnly: true },
    );
  },
} satisfies Command;

function isFile(name: string): boolean {
  return /\.json$/i.test(name);
}

function own(
  name: string,
  values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>,
): Record<string, unknown> {
  const shape = indicatorsByName.get(name)?.params.shape ?? {};
  return Object.fromEntries(
    Object.keys(shape).flatMap((p) => (values[p] === undefined ? [] : [[p, values[p]]])),
  );
}

/** Indicator and parameters of a result that `run` printed, or of its receipt. */
async function figureIn(path: string): Promise<{ indicator: string; parameters: Record<string, unknown> }> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new UsageError(`no such file: ${path}`, { cause });
  });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`not a JSON file: ${path}`, { cause });
  }
  const { indicator, parameters } = (document ?? {}) as Record<string, unknown>;
  if (typeof indicator !== "string" || typeof parameters !== "object" || parameters === null)
    throw new UsageError(
      `${path} is neither a result of run nor a receipt: it names no indicator and parameters`,
    );
  return { indicator, parameters: parameters as Record<string, unknown> };
}

/** The finding in a sentence, the waterfall as a table, then how each row was found. */
function inWords(result: Result, terminal: Terminal): string {
  const finding = indicators.difference.finding?.(result.rows, result.parameters as never);
  const usd = (v: unknown) => (typeof v === "number" ? millions(v) : "");
  const size = (r: Row) => {
    // A bound from zero limits a part of the gap; any other is a figure of its own, whose range stands beside it.
    if (r.kind === "bound")
      return r.high_usd === null ? "not known" : r.low_usd === 0 ? `up to ${usd(r.high_usd)}` : "";
    return `${r.kind === "step" || r.kind === "remainder" ? ((r.value_usd as number) < 0 ? "" : "+") : ""}${usd(r.value_usd)}`;
  };
  const range = (r: Row) =>
    r.low_usd !== null && r.high_usd !== null && r.low_usd !== r.high_usd
      ? `${usd(r.low_usd)} to ${usd(r.high_usd)}`
      : "";
  const notes = result.coverage.notes.map((n) => `  ${n.kind}: ${n.text}\n`).join("");
  if (result.rows.length === 0) return `nothing to explain\n\ncoverage\n${notes}`;
  return [
    finding ? `${finding}.\n\n` : "",
    textTable(
      ["", "M US dollars", "range"],
      result.rows.map((r) => [String(r.label), size(r), range(r)]),
      terminal,
      [1, 2],
    ),
    "\nhow\n",
    ...result.rows
      .filter((r) => r.kind !== "start" && r.kind !== "end")
      .map((r) => `  ${r.step}: ${r.how}\n`),
    notes ? `\ncoverage\n${notes}` : "",
    `\nreceipt ${result.receipt.contentHash.slice(0, 12)} (snapshot ${result.receipt.snapshot.slice(0, 12)}); --format json prints it whole\n`,
  ].join("");
}

function millions(value: number): string {
  const m = value / 1e6;
  const text =
    Math.abs(m) >= 100
      ? Math.round(m)
          .toString()
          .replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009")
      : m.toPrecision(3);
  return text.replace("-", "−");
}
