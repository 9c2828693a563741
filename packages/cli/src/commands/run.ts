import { indicatorsByName, nearestName, UnknownNameError, UsageError } from "@tightrope/core";
import type { Command, CommandOption } from "../command.ts";
import { withWorkspace } from "../open.ts";
import { FORMATS, formatOf, printResult, writeOut } from "../output.ts";
import { progressBar } from "../progress.ts";

const OWN: Readonly<Record<string, CommandOption>> = {
  format: {
    type: "string",
    value: "FORMAT",
    description: `${FORMATS.join(", ")} (default: table on a terminal, json elsewhere)`,
  },
  snapshot: { type: "string", value: "HASH", description: "an older snapshot of the workspace" },
  chart: { type: "string", value: "FILE", description: "draw the result into FILE (.svg or .png)" },
  output: {
    type: "string",
    short: "o",
    value: "FILE",
    description: "write the result into FILE instead of standard output",
  },
  "include-restricted": {
    type: "boolean",
    description: "export figures whose licence forbids passing them on (for your own use)",
  },
};

export default {
  name: "run",
  summary: "run an indicator",
  usage: "NAME --PARAMETER value…",
  details: "tightrope indicators lists the names; tightrope run NAME --help lists the parameters.",
  options: OWN,
  examples: [
    "tightrope run partner-share --reporter Russia --partner China --flow imports --from 2016",
    "tightrope run partner-share --reporter RUS --partner CHN --format csv",
    "tightrope run partner-share --reporter RUS --partner CHN --chart share.svg",
  ],
  async optionsFor([name]) {
    if (name === undefined) return {};
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
    const indicator = name === undefined ? undefined : indicatorsByName.get(name);
    if (!indicator || positionals.length > 1)
      throw new UsageError("run needs one indicator: tightrope run NAME --parameter value");
    const format = formatOf(values.format, terminal);
    const parameters = Object.fromEntries(
      Object.keys(indicator.params.shape).flatMap((p) => (values[p] === undefined ? [] : [[p, values[p]]])),
    );
    return withWorkspace(
      { values, terminal },
      async (workspace) => {
        const bar = progressBar(terminal, indicator.name);
        const result = await workspace
          .run(indicator.name, parameters, {
            signal: terminal.signal,
            progress: bar.update,
            ...(typeof values.snapshot === "string" ? { snapshot: values.snapshot } : {}),
          })
          .finally(() => bar.stop());
        if (typeof values.chart === "string") {
          const { drawResult } = await import("../chart.ts");
          await writeOut(values.chart, await drawResult(result, indicator, values.chart));
          if (!values.quiet) terminal.err(`chart written: ${values.chart}\n`);
        }
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
