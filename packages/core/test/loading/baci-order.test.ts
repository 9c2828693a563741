import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { productCodes } from "@tightrope/core";
import { expect, test } from "vitest";
import { query, scratch } from "./scratch.ts";

// Files of listed products are written as they are read, others from a table of their rows.
test.each([
  ["listed products", `unnest([${productCodes("HS2017", 6).map(Number).join()}])`],
  ["any products", "unnest(range(10000, 185000, 7))"],
])(
  "flows of several row groups are in order, the same with one thread, and their chapters sum to them (%s)",
  async (_, codes) => {
    const { folder, workspace, close } = await scratch();
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
    await connection.run(`copy (
      select 2021 as t, e as i, m as j, k, 1.5 + k % 90 as v, 2.25 as q
      from (select unnest([156, 276, 643]) as e), (select unnest([842, 251, 699, 76, 36, 410, 392, 528]) as m), (select ${codes} as k)
      ) to '${file.replaceAll("'", "''")}' (header)`);
    await workspace.load("baci", [file], {});
    const state = await workspace.state();
    const [written] = state.tables.trade ?? [];
    const [falling] = await query(
      workspace,
      `select count(*)::integer as n from (select exporter || importer || product as flow,
       lag(exporter || importer || product) over (order by file_row_number) as before
     from read_parquet('${join(workspace.folder, written?.path as string).replaceAll("'", "''")}', file_row_number = true)) where flow <= before`,
    );
    expect(falling).toEqual({ n: 0 });
    const single = await scratch({ duckdb: { threads: 1 } });
    await single.workspace.load("baci", [file], {});
    expect((await single.workspace.state()).snapshot).toBe(state.snapshot);
    const [sums] = await query(
      workspace,
      `select (select sum(value_usd) from trade)::varchar as flows, (select sum(value_usd) from trade_chapters)::varchar as chapters,
       (select count(*) from (select exporter, importer, left(product, 2), sum(value_usd), count(*) from trade group by all
         except select exporter, importer, chapter, value_usd, flows from trade_chapters))::integer as other`,
    );
    expect(sums).toMatchObject({ flows: sums?.chapters, other: 0 });
    await single.close();
    connection.closeSync();
    instance.closeSync();
    await close();
  },
  60_000,
);

test("flows written under two codes of one country, or twice, are refused however the file is sorted", async () => {
  const { folder, workspace, close } = await scratch();
  const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
  // 840 and 842 are both the USA: the first and the last flow are one, with two values.
  const rows = ["2021,840,156,010121,1,1", "2021,840,643,010121,2,1", "2021,842,156,010121,3,1"];
  await writeFile(file, `t,i,j,k,v,q\n${rows.join("\n")}\n`);
  const [report] = await workspace.load("baci", [file], {});
  expect(report?.rows).toMatchObject({ read: 3, kept: 1, quarantined: 2 });
  const chapters = await query(workspace, "select importer, value_usd::varchar as v from trade_chapters");
  expect(chapters).toEqual([{ importer: "RUS", v: "2000.000" }]);
  await close();
});

test("petroleum oils, which BACI has in a code that no revision lists, are kept", async () => {
  const { folder, workspace, close } = await scratch();
  const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
  await writeFile(file, "t,i,j,k,v,q\n2021,643,156,271000,5,           NA\n");
  const [report] = await workspace.load("baci", [file], {});
  expect(report?.rows).toMatchObject({ read: 1, kept: 1 });
  expect(await query(workspace, "select product, quantity_kg from trade")).toEqual([
    { product: "271000", quantity_kg: null },
  ]);
  await close();
});

test("a row of another year is never taken for one of the file's year, whatever its exporter", async () => {
  const { folder, workspace, close } = await scratch();
  const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
  const rows = ["2021,156,643,010121,1,1", "2020,1180,643,010121,1,1", "2020,-32612,643,010121,1,1"];
  await writeFile(file, `t,i,j,k,v,q\n${rows.join("\n")}\n`);
  const [report] = await workspace.load("baci", [file], {});
  expect(report?.rows).toMatchObject({ read: 3, kept: 1, quarantined: 2 });
  await close();
});

test("a line that does not parse and rows that are refused keep their lines in the file", async () => {
  const { folder, workspace, close } = await scratch();
  const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
  const rows = [
    "2021,156,643,010121,1,1",
    "2021,156,643,x,1,1",
    "2021,156,999,010121,1,1",
    "2021,156,643,010129,-1,1",
    "2021,156,643,010130,1,",
  ];
  await writeFile(file, `t,i,j,k,v,q\n${rows.join("\n")}\n`);
  const [report] = await workspace.load("baci", [file], {});
  expect(report?.rows).toMatchObject({ read: 5, kept: 2, quarantined: 3 });
  expect(
    await query(workspace, 'select line::integer as line, "column" from quarantine order by line'),
  ).toEqual([
    { line: 3, column: "k" },
    { line: 4, column: "j" },
    { line: 5, column: "v" },
  ]);
  await close();
});

const FAULTS: [string, string, number][] = [
  ["another year", "2020,156,643,010129,1,1", 0],
  ["no year", ",156,643,010129,1,1", 1],
  ["an unknown exporter", "2021,999,643,010129,1,1", 1],
  ["an unknown importer", "2021,156,,010129,1,1", 1],
  ["a product that the revision does not list", "2021,156,643,850000,1,1", 0],
  ["a country trading with itself", "2021,156,156,010129,1,1", 1],
  ["no value", "2021,156,643,010129,,1", 1],
  ["a negative value", "2021,156,643,010129,-0.001,1", 1],
  ["a negative quantity", "2021,156,643,010129,1,-0.001", 1],
  ["a line that does not parse", "2021,156,643,010129,one,1", 1],
];

test.each([["nothing wrong", "", 0], ...FAULTS])(
  "a file is read once, and again to name what is wrong if a row is (%s)",
  async (_, line, refused) => {
    const { folder, workspace, close } = await scratch();
    const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
    const good = ["2021,156,643,010121,1,1", "2021,643,156,271000,1,"];
    const rows = line ? [good[0], line, good[1]] : good;
    await writeFile(file, `t,i,j,k,v,q\n${rows.join("\n")}\n`);
    const doing: string[] = [];
    const [report] = await workspace.load(
      "baci",
      [file],
      {},
      { progress: (_fraction, text) => doing.push(text) },
    );
    expect(doing).toContain("reading, sorting and writing");
    expect(doing.includes("reading once more, row by row")).toBe(line !== "");
    expect(report?.rows).toMatchObject({ read: rows.length, quarantined: refused });
    await close();
  },
);

test("a file of several years, and one that begins with another year, load as what they are", async () => {
  const { folder, workspace, close } = await scratch();
  const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
  await writeFile(
    file,
    "t,i,j,k,v,q\n2021,156,643,010121,1,1\n2022,156,643,010121,2,\n2021,4,643,010121,3,1\n",
  );
  const [report] = await workspace.load("baci", [file], {});
  expect(report?.rows).toMatchObject({ read: 3, kept: 3, quarantined: 0 });
  const rows = await query(
    workspace,
    `select year(period)::integer as year, exporter, value_usd::varchar as v, quantity_kg::varchar as q from trade order by all`,
  );
  expect(rows).toEqual([
    { year: 2021, exporter: "AFG", v: "3000.000", q: "1000.000" },
    { year: 2021, exporter: "CHN", v: "1000.000", q: "1000.000" },
    { year: 2022, exporter: "CHN", v: "2000.000", q: null },
  ]);
  expect(
    await query(
      workspace,
      "select year(period)::integer as year, exporter, value_usd::varchar as v, flows::integer as flows from trade_chapters order by all",
    ),
  ).toEqual([
    { year: 2021, exporter: "AFG", v: "3000.000", flows: 1 },
    { year: 2021, exporter: "CHN", v: "1000.000", flows: 1 },
    { year: 2022, exporter: "CHN", v: "2000.000", flows: 1 },
  ]);
  await close();
});

test("values too large, codes of four digits and years out of range are refused, row by row", async () => {
  const { folder, workspace, close } = await scratch();
  const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
  const rows = [
    "2021,156,643,010121,1,1",
    "2021,156,643,8542,1,1",
    "2021,156,643,010129,999999999999999.9994,1",
    "2021,156,643,010130,1,999999999999999",
    "2300,156,643,010121,1,1",
    "99999,156,643,010121,1,1",
    "2021,5000,643,010121,1,1",
    "2021,156,643,1000000,1,1",
    "2021,156,156,010121,1,1",
    "2021,156,643,010190,NaN,1",
  ];
  await writeFile(file, `t,i,j,k,v,q\n${rows.join("\n")}\n`);
  const [report] = await workspace.load("baci", [file], {});
  expect(report?.rows).toMatchObject({ read: 10, kept: 1, quarantined: 9 });
  expect(
    await query(workspace, 'select line::integer as line, "column" from quarantine order by line'),
  ).toEqual([
    { line: 3, column: "k" },
    { line: 4, column: "v" },
    { line: 5, column: "q" },
    { line: 6, column: "t" },
    { line: 7, column: "t" },
    { line: 8, column: "i" },
    { line: 9, column: "k" },
    { line: 10, column: "j" },
    { line: 11, column: "v" },
  ]);
  await close();
});

test("a file in the order of products is known to hold no flow twice, as one in the order of countries", async () => {
  const rows = ["2021,156,643,010121,1,1", "2021,643,156,010121,2,1", "2021,156,276,010129,3,1"];
  const snapshots: string[] = [];
  for (const lines of [rows, [...rows].sort()]) {
    const { folder, workspace, close } = await scratch();
    const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
    await writeFile(file, `t,i,j,k,v,q\n${lines.join("\n")}\n`);
    await workspace.load("baci", [file], {});
    const { tables } = await workspace.state();
    snapshots.push(JSON.stringify([tables.trade, tables.trade_chapters].map((t) => t?.map((f) => f.sha256))));
    await close();
  }
  expect(snapshots[1]).toBe(snapshots[0]);
});
