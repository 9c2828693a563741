import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { scratch } from "./scratch.ts";

test("a question about one exporter skips the row groups of the others", async () => {
  const { folder, workspace, close } = await scratch();
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
  const countries = [156, 276, 643, 842, 251, 699, 76, 36];
  await connection.run(`copy (
      select 2021 as t, e as i, m as j, 100000 + (7 * p) % 800000 as k, 1.5 + p % 90 as v, 2.25 as q
      from (select unnest([${countries}]) as e), (select unnest([${countries}]) as m), range(8000) g(p)
      where e <> m) to '${file.replaceAll("'", "''")}' (header)`);
  await workspace.load("baci", [file], {});
  const state = await workspace.state();
  const [written] = state.tables.trade ?? [];
  expect(written?.rows).toBe(8 * 7 * 8000);
  const bounds = await connection.runAndReadAll(
    `select stats_min_value as low, stats_max_value as high
     from parquet_metadata('${join(workspace.folder, written?.path as string).replaceAll("'", "''")}') where path_in_schema = 'exporter'`,
  );
  const groups = bounds.getRowObjects() as { low: string; high: string }[];
  expect(groups.length).toBeGreaterThan(3);
  // Every country has an eighth of the rows, so at most two groups hold any of one.
  for (const country of ["CHN", "RUS", "USA"])
    expect(groups.filter((g) => g.low <= country && country <= g.high).length, country).toBeLessThanOrEqual(
      2,
    );
  connection.closeSync();
  instance.closeSync();
  await close();
}, 60_000);
