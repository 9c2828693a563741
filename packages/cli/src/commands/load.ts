import { sourcesByName, UsageError } from "@tightrope/core";
import type { Command, CommandOption } from "../command.ts";
import { withWorkspace } from "../open.ts";
import { progressBar } from "../progress.ts";

const OWN: Readonly<Record<string, CommandOption>> = {
  replace: {
    type: "boolean",
    description: "retire older files of the source whose rows the new file contradicts",
  },
  retrieved: {
    type: "string",
    value: "DATE",
    description: "when the file was fetched (2026-11-23); goes into every citation",
  },
  format: { type: "string", value: "FORMAT", description: "text (default) or json" },
};

export default {
  name: "load",
  summary: "load published files of a source into the workspace",
  usage: "SOURCE FILE… [--OPTION value]",
  details:
    "Files may be plain, .gz, .zip or a folder. What fails a check goes to quarantine with its line and reason; loading the same file twice changes nothing.",
  options: OWN,
  examples: [
    "tightrope load baci BACI_HS17_V202601.zip",
    "tightrope load imts RU_trade.csv --retrieved 2026-11-01",
  ],
  async optionsFor([name]) {
    const source = name === undefined ? undefined : sourcesByName.get(name);
    return Object.fromEntries(
      Object.entries(source?.options.shape ?? {}).map(([option, schema]): [string, CommandOption] => [
        option,
        { type: "string", description: schema.description ?? "" },
      ]),
    );
  },
  async run({ values, positionals, terminal }) {
    const [name, ...files] = positionals;
    if (!name)
      throw new UsageError(
        "load needs a source and files: tightrope load SOURCE FILE… (tightrope sources lists them)",
      );
    const options = Object.fromEntries(
      Object.keys(sourcesByName.get(name)?.options.shape ?? {}).flatMap((o) =>
        values[o] === undefined ? [] : [[o, values[o]]],
      ),
    );
    const bar = progressBar(terminal, "loading");
    const reports = await withWorkspace({ values, terminal }, async (workspace) => {
      return workspace
        .load(name, files, options, {
          replace: values.replace === true,
          ...(typeof values.retrieved === "string" ? { retrieved: values.retrieved } : {}),
          progress: bar.update,
        })
        .finally(bar.stop);
    });
    if (values.format === "json") terminal.out(`${JSON.stringify(reports, null, 1)}\n`);
    else
      for (const r of reports) {
        const { read, kept, quarantined, skipped } = r.rows;
        const left = Object.entries(skipped).map(([why, n]) => `${n} left out (${why})`);
        const file = r.inputs.length === 1 ? r.inputs[0]?.name : `${r.inputs.length} files`;
        terminal.out(
          r.already
            ? `${file}: already loaded, nothing to do\n`
            : `${file}: ${read} rows read = ${[`${kept} kept`, `${quarantined} quarantined`, ...left].join(" + ")}${r.convertedFrom ? `; converted from ${r.convertedFrom}` : ""}\n`,
        );
        for (const note of r.notes ?? []) terminal.out(`note: ${note}\n`);
      }
    return 0;
  },
} satisfies Command;
