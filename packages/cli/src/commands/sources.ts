import { sources } from "@tightrope/core";
import type { Command } from "../command.ts";
import { textTable } from "../table.ts";

export default {
  name: "sources",
  summary: "list the published data sets that can be loaded",
  usage: "[--format json]",
  options: {
    format: { type: "string", value: "FORMAT", description: "table (default on a terminal) or json" },
  },
  examples: ["tightrope sources", "tightrope sources --format json"],
  async run({ values, terminal }) {
    if (values.format === "json") {
      const list = sources.map(({ name, title, publisher, url, licence, description, accepts, tables }) => ({
        name,
        title,
        publisher,
        url,
        licence,
        description,
        accepts,
        tables,
      }));
      terminal.out(`${JSON.stringify(list, null, 1)}\n`);
      return 0;
    }
    terminal.out(
      textTable(
        ["source", "what", "file expected", "into", "licence"],
        sources.map((s) => [s.name, s.title, s.accepts, s.tables.join(", "), s.licence.id]),
        terminal,
      ),
    );
    return 0;
  },
} satisfies Command;
