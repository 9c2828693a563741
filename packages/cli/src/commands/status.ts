import type { Command } from "../command.ts";
import { withWorkspace } from "../open.ts";
import { textTable } from "../table.ts";

export default {
  name: "status",
  summary: "show what the workspace holds, from where, and what was quarantined",
  usage: "[--format json]",
  options: { format: { type: "string", value: "FORMAT", description: "table (default) or json" } },
  examples: ["tightrope status -w demo", "tightrope status --format json"],
  async run({ values, terminal }) {
    return withWorkspace(
      { values, terminal },
      async (workspace) => {
        const [state, tables, snapshots] = [
          await workspace.state(),
          await workspace.tables(),
          await workspace.snapshots(),
        ];
        if (values.format === "json") {
          terminal.out(
            `${JSON.stringify({ folder: workspace.folder, snapshot: state.snapshot, snapshots, tables, loads: state.loads }, null, 1)}\n`,
          );
          return 0;
        }
        terminal.out(
          `${workspace.folder}\nsnapshot ${state.snapshot.slice(0, 12)} (${snapshots.length} kept)\n\n`,
        );
        terminal.out(
          textTable(
            ["table", "rows", "files", "MB", "sources"],
            tables.map((t) => [
              t.name,
              String(t.rows),
              String(t.files),
              (t.bytes / 1e6).toFixed(1),
              t.sources.join(", "),
            ]),
            terminal,
            [1, 2, 3],
          ),
        );
        if (state.loads.length > 0)
          terminal.out(
            `\n${textTable(
              ["load", "file", "vintage", "read", "kept", "quarantined", "left out"],
              [...state.loads]
                .sort((a, b) => (a.source < b.source ? -1 : 1))
                .map((l) => [
                  l.source,
                  l.inputs.map((i) => i.name).join(", "),
                  l.vintage ?? l.retrieved ?? "",
                  String(l.rows.read),
                  String(l.rows.kept),
                  String(l.rows.quarantined),
                  String(Object.values(l.rows.skipped).reduce((a, b) => a + b, 0)),
                ]),
              terminal,
              [3, 4, 5, 6],
            )}`,
          );
        return 0;
      },
      { readOnly: true },
    );
  },
} satisfies Command;
