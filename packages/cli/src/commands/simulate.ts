import { readFile } from "node:fs/promises";
import { indicators, parseScenario, type Result, UsageError } from "@tightrope/core";
import type { Command, Terminal } from "../command.ts";
import { withWorkspace } from "../open.ts";
import { FORMATS, formatOf, printResult, writeOut } from "../output.ts";
import { progressBar } from "../progress.ts";
import { textTable } from "../table.ts";

export default {
  name: "simulate",
  summary: "ask the trade model a what-if question written in a scenario file",
  usage: "SCENARIO.yaml [--output countries|sectors|flows]",
  details:
    "The answer is the exact change of real income (welfare) of every country and its parts, or sectors, or flows; it comes with the equilibrium's residual.",
  options: {
    output: { type: "string", value: "ROWS", description: "countries (default), sectors or flows" },
    format: {
      type: "string",
      value: "FORMAT",
      description: `${FORMATS.join(", ")} (default: table on a terminal, json elsewhere)`,
    },
    chart: { type: "string", value: "FILE", description: "draw welfare by country into FILE (.svg or .png)" },
    snapshot: { type: "string", value: "HASH", description: "an older snapshot of the workspace" },
    "include-restricted": {
      type: "boolean",
      description: "export figures whose licence forbids passing them on (for your own use)",
    },
  },
  examples: [
    "tightrope simulate cases/china-russia/scenarios/coalition-on-russia.yaml -w demo",
    "tightrope simulate scenario.yaml --output sectors --format csv > sectors.csv",
  ],
  async run({ values, positionals, terminal }) {
    const [path] = positionals;
    if (!path || positionals.length > 1)
      throw new UsageError("simulate needs one scenario file: tightrope simulate SCENARIO.yaml");
    const text = await readFile(path, "utf8").catch((cause) => {
      throw new UsageError(`no scenario file: ${path}`, { cause });
    });
    const scenario = parseScenario(text, path);
    const format = formatOf(values.format, terminal);
    return withWorkspace(
      { values, terminal },
      async (workspace) => {
        const bar = progressBar(terminal, "simulate");
        const result = await workspace
          .run(
            "scenario",
            {
              scenario: JSON.stringify(scenario),
              ...(typeof values.output === "string" ? { output: values.output as "countries" } : {}),
            },
            {
              signal: terminal.signal,
              progress: bar.update,
              ...(typeof values.snapshot === "string" ? { snapshot: values.snapshot } : {}),
            },
          )
          .finally(() => bar.stop());
        if (typeof values.chart === "string") {
          const { drawResult } = await import("../chart.ts");
          const welfare = {
            ...result,
            title: scenario.scenario,
            rows: result.rows.filter((r) => r.measure === "welfare"),
          };
          await writeOut(values.chart, await drawResult(welfare, indicators.scenario as never, values.chart));
          if (!values.quiet) terminal.err(`chart written: ${values.chart}\n`);
        }
        if (format === "table") terminal.out(welfareTable(scenario.scenario, result, terminal));
        else
          await printResult(result, format, terminal, {
            includeRestricted: values["include-restricted"] === true,
          });
        if (result.rows.some((r) => r.converged === false))
          terminal.err("the equilibrium was not found: see the coverage notes before using a figure\n");
        return 0;
      },
      { readOnly: true },
    );
  },
} satisfies Command;

/** One line a country, its measures side by side: what people look for first. */
function welfareTable(title: string, result: Result, terminal: Terminal): string {
  const measures = [...new Set(result.rows.map((r) => String(r.measure)))];
  const keyed = result.rows.some((r) => r.sector !== null);
  const places = [
    ...new Set(result.rows.map((r) => [r.country, r.partner, r.sector].filter((x) => x !== null).join(" "))),
  ];
  const at = new Map(
    result.rows.map((r) => [
      `${[r.country, r.partner, r.sector].filter((x) => x !== null).join(" ")}|${r.measure}`,
      r.change,
    ]),
  );
  const per = (v: unknown) => (typeof v === "number" ? `${(v * 100).toFixed(2)} %`.replace("-", "−") : "–");
  const rows = places
    .map((place) => [place, ...measures.map((m) => per(at.get(`${place}|${m}`)))])
    .sort((a, b) => (keyed ? 0 : value(at.get(`${a[0]}|welfare`)) - value(at.get(`${b[0]}|welfare`))));
  const residual = result.rows[0]?.residual;
  return [
    `${title}\n\n`,
    textTable(
      ["where", ...measures],
      rows,
      terminal,
      measures.map((_m, i) => i + 1),
    ),
    `\ncoverage\n${result.coverage.notes.map((n) => `  ${n.kind}: ${n.text}`).join("\n")}\n`,
    `\nresidual ${typeof residual === "number" ? residual.toExponential(1) : "–"}; receipt ${result.receipt.contentHash.slice(0, 12)}; --format json prints everything\n`,
  ].join("");
}

function value(change: unknown): number {
  return typeof change === "number" ? change : 0;
}
