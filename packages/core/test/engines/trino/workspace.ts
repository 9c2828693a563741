import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { TableFiles } from "../../../src/engines/engine.ts";

/** A folder that looks like a workspace, and Parquet files in it as DuckDB writes them. */
export async function startFolder() {
  // Spaces, a quote, a percent sign and letters beyond ASCII: all of them occur in people's folders.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tight rope's 100% é-")));
  writeFileSync(join(folder, "datapackage.json"), "{}");
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  let files = 0;
  return {
    folder,
    /** Writes a query's rows as one file of a table. */
    async file(table: string, select: string) {
      mkdirSync(join(folder, "tables", table), { recursive: true });
      const path = join(folder, "tables", table, `${String(++files).padStart(24, "0")}.parquet`);
      await connection.run(
        `copy (${select}) to '${path.replaceAll("'", "''")}' (format parquet, compression zstd)`,
      );
      const counted = await connection.runAndReadAll("select count(*) from read_parquet($1)", [path]);
      return { path, rows: Number(counted.getRows()[0]?.[0]), bytes: statSync(path).size };
    },
    async remove() {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function tableOf(
  name: string,
  columns: Record<string, string>,
  files: TableFiles["files"] = [],
): TableFiles {
  return { name, columns, files };
}
