import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { scratch } from "./scratch.ts";

interface Bounds {
  readonly exporter: string;
  readonly exporter_to: string;
  readonly importer: string;
  readonly importer_to: string;
}

test("a question about an exporter or a pair skips the row groups of the others", async () => {
  const { folder, workspace, close } = await scratch();
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
  await connection.run(`copy (
      select 2021 as t, e as i, m as j, 100000 + (7 * p) % 800000 as k, 1.5 + p % 90 as v, 2.25 as q
      from (select unnest([156, 276, 643]) as e),
        (select unnest([842, 251, 699, 76, 36, 410, 392, 528, 616, 792, 398, 784]) as m), range(16000) g(p)
      ) to '${file.replaceAll("'", "''")}' (header)`);
  await workspace.load("baci", [file], {});
  const state = await workspace.state();
  const [written] = state.tables.trade ?? [];
  expect(written?.rows).toBe(3 * 12 * 16_000);
  const path = join(workspace.folder, written?.path as string).replaceAll("'", "''");
  const of = (column: string, bound: string) =>
    `max(${bound}) filter (path_in_schema = '${column}')::varchar`;
  const found = await connection.runAndReadAll(
    `select ${of("exporter", "stats_min_value")} as exporter, ${of("exporter", "stats_max_value")} as exporter_to,
       ${of("importer", "stats_min_value")} as importer, ${of("importer", "stats_max_value")} as importer_to
     from parquet_metadata('${path}') group by row_group_id`,
  );
  const groups = found.getRowObjects() as unknown as Bounds[];
  expect(groups.length).toBeGreaterThan(4);
  const holds = (exporter: string, importer?: string) =>
    groups.filter(
      (g) =>
        g.exporter <= exporter &&
        exporter <= g.exporter_to &&
        // A group that begins with one exporter and ends with another may hold any importer.
        (importer === undefined ||
          g.exporter !== g.exporter_to ||
          (g.importer <= importer && importer <= g.importer_to)),
    ).length;
  for (const exporter of ["CHN", "DEU", "RUS"]) expect(holds(exporter), exporter).toBeLessThanOrEqual(3);
  expect(holds("CHN", "USA")).toBeLessThan(holds("CHN"));
  expect(holds("RUS", "AUS")).toBeLessThan(holds("RUS"));
  connection.closeSync();
  instance.closeSync();
  await close();
}, 60_000);
