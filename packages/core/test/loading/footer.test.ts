import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setBounds } from "../../src/loading/footer.ts";

const folder = mkdtempSync(join(tmpdir(), "tightrope-footer-"));
const path = join(folder, "enumerated.parquet");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function metadata(): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(
    `select * exclude (file_name) from parquet_metadata('${path}')`,
  );
  const rows = read.getRowObjects();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

describe("bounds of enumerations in a Parquet footer", () => {
  beforeAll(async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    // Numbers, dates, decimals, a nested column and many values of metadata have to be passed over on the way.
    await connection.run(`copy (select n, date '2022-01-01' + n::int as d, n::decimal(18,3) as v, n::double as x, n % 2 = 0 as b,
        {a: n, t: 'text'} as s, [n, n + 1] as l, (case when n < 2048 then 'CHN' else 'RUS' end)::enum('CHN', 'DEU', 'RUS') as country
      from range(5000) r(n)) to '${path}' (format parquet, row_group_size 2048, kv_metadata {note: '${"x".repeat(300)}'})`);
    connection.closeSync();
    instance.closeSync();
  });

  it("are written over, and nothing else is", async () => {
    const before = await metadata();
    expect(
      new Set(before.filter((c) => c.path_in_schema === "country").map((c) => c.stats_max_value)),
    ).toEqual(new Set(["RUS"]));
    await setBounds(path, [
      { group: 0, column: "country", low: "CHN", high: "CHN" },
      { group: 1, column: "country", low: "RUS", high: "RUS" },
    ]);
    const after = await metadata();
    const bounds = after
      .filter((c) => c.path_in_schema === "country")
      .map((c) => [c.stats_min_value, c.stats_max_value, c.stats_min, c.stats_max]);
    expect(bounds).toEqual([
      ["CHN", "CHN", "CHN", "CHN"],
      ["RUS", "RUS", "RUS", "RUS"],
      ["CHN", "RUS", "CHN", "RUS"],
    ]);
    const rest = (rows: Record<string, unknown>[]) =>
      rows.map(({ stats_min, stats_max, stats_min_value, stats_max_value, ...others }) =>
        others.path_in_schema === "country"
          ? others
          : { ...others, stats_min, stats_max, stats_min_value, stats_max_value },
      );
    expect(rest(after)).toEqual(rest(before));
  });

  it("are refused where they do not fit or there are none", async () => {
    const before = await metadata();
    await expect(
      setBounds(path, [{ group: 0, column: "country", low: "CHINA", high: "RUS" }]),
    ).rejects.toThrow("has no room for CHINA as a bound of country");
    await expect(setBounds(path, [{ group: 9, column: "country", low: "CHN", high: "RUS" }])).rejects.toThrow(
      "states no bounds of country in row group 9",
    );
    expect(await metadata()).toEqual(before);
  });
});
