import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { productCodes } from "@tightrope/core";
import { expect, test } from "vitest";
import { scratch } from "./scratch.ts";

const PARTNERS = [
  842, 251, 699, 76, 36, 410, 392, 528, 616, 792, 398, 784, 8, 12, 24, 31, 32, 40, 48, 50, 51, 52, 56, 64, 68,
  70, 72, 84, 100, 104, 108, 112, 116, 120, 124, 132, 144, 148, 152, 170,
];

interface Bounds {
  readonly exporter: string;
  readonly exporter_to: string;
  readonly importer: string;
  readonly importer_to: string;
}

// Files of listed products are written as they are read, others from a table of their rows.
test.each([
  ["listed products", `unnest([${productCodes("HS2017", 6).slice(0, 5000).map(Number).join()}])`, 40],
  ["any products", "unnest(range(100000, 900000, 50))", 12],
])(
  "a question about an exporter or a pair skips the row groups of the others (%s)",
  async (_, codes, partners) => {
    const { folder, workspace, close } = await scratch();
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
    await connection.run(`copy (
      select 2021 as t, e as i, m as j, k, 1.5 + k % 90 as v, 2.25 as q
      from (select unnest([156, 276, 643]) as e),
        (select unnest(${JSON.stringify(PARTNERS.slice(0, partners))}) as m), (select ${codes} as k)
      ) to '${file.replaceAll("'", "''")}' (header)`);
    await workspace.load("baci", [file], {});
    const state = await workspace.state();
    const [written] = state.tables.trade ?? [];
    expect(written?.rows).toBeGreaterThanOrEqual(3 * 12 * 16_000);
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
    // What a row group holds lies within what it states.
    const outside = await connection.runAndReadAll(
      `with rows as (select file_row_number as n, exporter, importer from read_parquet('${path}', file_row_number = true)),
       ends as (select row_group_id as id, sum(row_group_num_rows) over (order by row_group_id) as until, row_group_num_rows as size
         from parquet_metadata('${path}') where column_id = 0),
       bounds as (select row_group_id as id, ${of("exporter", "stats_min_value")} as e0, ${of("exporter", "stats_max_value")} as e1,
         ${of("importer", "stats_min_value")} as m0, ${of("importer", "stats_max_value")} as m1 from parquet_metadata('${path}') group by row_group_id)
     select count(*) filter (where exporter not between e0 and e1 or importer not between m0 and m1)::integer as n, count(*)::integer as rows
     from rows join ends on n >= until - size and n < until join bounds using (id)`,
    );
    expect(outside.getRowObjects()).toEqual([{ n: 0, rows: written?.rows }]);
    connection.closeSync();
    instance.closeSync();
    await close();
  },
  60_000,
);
