import { canPublish, isPublished, UsageError } from "@tightrope/core";
import type { Command } from "../command.ts";
import { engineAddress, withWorkspace } from "../open.ts";

export default {
  name: "publish",
  summary: "register the workspace's current snapshot as tables of a Trino cluster",
  usage: "trino --engine URL [--prune] [--format json]",
  details:
    "The cluster reads the workspace's own Parquet files; nothing is rewritten. The tables of a snapshot are one schema, named only once every table in it has been created and counted. See docs/guide/trino.md.",
  options: {
    prune: { type: "boolean", description: "forget older snapshots of this workspace in the cluster" },
    format: { type: "string", value: "FORMAT", description: "text (default) or json" },
  },
  examples: [
    "tightrope publish trino --engine trino://analyst@localhost:8080/tightrope",
    "tightrope publish trino --engine 'trino://analyst@trino.example.org/tightrope?ssl=true' --prune",
  ],
  async run({ values, positionals, terminal }) {
    const [target, ...rest] = positionals;
    if (target !== "trino" || rest.length > 0)
      throw new UsageError(
        `cannot publish to ${positionals.join(" ") || "nothing"}: write tightrope publish trino --engine trino://…`,
      );
    if (engineAddress(values) === undefined)
      throw new UsageError("publish trino needs the cluster: --engine trino://user@host:8080/tightrope");
    return withWorkspace(
      { values, terminal },
      async (workspace) => {
        const engine = await workspace.engine();
        const state = await workspace.state();
        const attached = canPublish(engine) ? await workspace.attach(state) : undefined;
        if (!canPublish(engine) || attached === undefined || !isPublished(attached))
          throw new UsageError(
            `the engine ${engine.name} holds no tables for others: write --engine trino://…`,
          );
        const { published } = attached;
        const dropped = values.prune ? await engine.prune(published) : [];
        const name = `${published.catalog}.${published.schema}`;
        if (values.format === "json")
          terminal.out(
            `${JSON.stringify({ catalog: published.catalog, schema: published.schema, snapshot: state.snapshot, tables: published.tables, folder: published.folder ?? null, copied: published.copied, dropped }, null, 1)}\n`,
          );
        else terminal.out(`${name}\n`);
        if (!values.quiet) {
          const rows = published.tables.reduce((sum, table) => sum + table.rows, 0);
          terminal.err(`${published.tables.length} tables, ${rows} rows, counted in the cluster\n`);
          if (published.copied > 0)
            terminal.err(
              `${published.copied} files were copied: no hard links can be made from the workspace to ${published.folder}\n`,
            );
          if (dropped.length > 0)
            terminal.err(`${dropped.length} older snapshots forgotten in the cluster\n`);
        }
        return 0;
      },
      { readOnly: true },
    );
  },
} satisfies Command;
