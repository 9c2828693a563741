import { indicatorsByName, nearestName, UnknownNameError } from "@tightrope/core";
import type { Command } from "../command.ts";
import { textTable } from "../table.ts";

export default {
  name: "indicators",
  summary: "list the measurements, or describe one",
  usage: "[NAME] [--format json]",
  options: { format: { type: "string", value: "FORMAT", description: "table (default) or json" } },
  examples: ["tightrope indicators", "tightrope indicators partner-share"],
  async run({ values, positionals, terminal }) {
    const [name] = positionals;
    if (name === undefined) {
      const all = [...indicatorsByName.values()];
      if (values.format === "json")
        terminal.out(
          `${JSON.stringify(
            all.map((i) => ({
              name: i.name,
              title: i.title,
              group: i.group,
              summary: i.summary,
              tables: i.tables,
            })),
            null,
            1,
          )}\n`,
        );
      else
        terminal.out(
          textTable(
            ["indicator", "group", "what it tells"],
            all.map((i) => [i.name, i.group, i.summary]),
            terminal,
          ),
        );
      return 0;
    }
    const indicator = indicatorsByName.get(name);
    if (!indicator)
      throw new UnknownNameError("indicator", name, nearestName(name, [...indicatorsByName.keys()]));
    const { title, summary, formula, references, tables, columns, example } = indicator;
    if (values.format === "json") {
      terminal.out(
        `${JSON.stringify({ name, title, summary, formula, references, tables, columns, example }, null, 1)}\n`,
      );
      return 0;
    }
    terminal.out(`${title}\n${summary}\n\nformula     ${formula}\nneeds       ${tables.join(", ")}\n`);
    for (const r of references) terminal.out(`reference   ${r.text}${r.url ? ` ${r.url}` : ""}\n`);
    terminal.out(
      `\n${textTable(
        ["parameter", "meaning"],
        Object.entries(indicator.params.shape).map(([p, s]) => [`--${p}`, s.description ?? ""]),
        terminal,
      )}`,
    );
    terminal.out(
      `\n${textTable(
        ["column", "unit", "meaning"],
        Object.entries(columns).map(([c, d]) => [c, d.unit ?? "", d.description]),
        terminal,
      )}`,
    );
    terminal.out(
      `\nexample     tightrope run ${name} ${Object.entries(example)
        .map(([k, v]) => `--${k} ${v}`)
        .join(" ")}\n`,
    );
    return 0;
  },
} satisfies Command;
