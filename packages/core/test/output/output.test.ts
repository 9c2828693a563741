import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  citation,
  RestrictedError,
  type Result,
  type Row,
  toArrow,
  toCsv,
  toJson,
  toMarkdown,
  toMetadata,
  toParquet,
  toSdmxCsv,
} from "@tightrope/core";
import { DataType, tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const columns: Result["columns"] = [
  { name: "period", type: "date", description: "first day of the period" },
  { name: "partner", type: "text", description: "partner" },
  { name: "flows", type: "integer", unit: "flows", description: "number of flows" },
  { name: "value_usd", type: "decimal", unit: "current US dollars", description: "value" },
  { name: "share", type: "double", unit: "share (0 to 1)", description: "part of the total" },
  { name: "known", type: "boolean", description: "whether it is reported" },
  { name: "sources", type: "json", description: "where it comes from" },
];

function resultOf(rows: readonly Row[], redistributable = true): Result {
  return {
    indicator: "made-up",
    title: "A made-up share",
    parameters: { reporter: "RUS" },
    columns,
    rows,
    coverage: {
      notes: [{ kind: "mirrored", text: "2022: figures of partners" }],
      sources: [
        {
          source: "baci",
          title: "BACI",
          publisher: "CEPII",
          licence: "etalab-2.0",
          redistributable,
          vintage: "V202401",
          retrieved: "2024-02-01",
          url: "https://example.org/baci?a=1&b=2",
        },
      ],
    },
    receipt: {
      tightrope: "0.1.0",
      indicator: "made-up",
      parameters: { reporter: "RUS" },
      snapshot: "a".repeat(64),
      tables: { trade: "b".repeat(64) },
      rows: rows.length,
      contentHash: "c".repeat(64),
    },
  };
}

const rows: readonly Row[] = [
  {
    period: "2022-01-01",
    partner: 'Côte d\'Ivoire, "CIV"\n',
    flows: 3,
    value_usd: 1234567890123.456,
    share: 0.1 + 0.2,
    known: true,
    sources: ["baci", "imts"],
  },
  { period: null, partner: "", flows: null, value_usd: null, share: null, known: false, sources: null },
  { period: "1969-12-31", partner: null, flows: -1, value_usd: 0, share: -0, known: null, sources: [] },
];
const result = resultOf(rows);

describe("CSV", () => {
  it("quotes what must be quoted, tells null from empty, and rounds to what the hash covers", () => {
    expect(toCsv(result)).toBe(
      [
        "period,partner,flows,value_usd,share,known,sources",
        '2022-01-01,"Côte d\'Ivoire, ""CIV""\n",3,1234567890123.46,0.3,true,"[""baci"",""imts""]"',
        ',"",,,,false,',
        "1969-12-31,,-1,0,0,,[]",
        "",
      ].join("\n"),
    );
  });

  it("reads back as it was, whatever the texts", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
        const csv = toCsv({
          columns: [{ name: "text", type: "text", description: "" }],
          rows: texts.map((t) => ({ text: t })),
          coverage: { notes: [], sources: [] },
        });
        expect(parse(csv).slice(1)).toEqual(texts);
      }),
    );
  });
});

/** One-column CSV by the letter of RFC 4180. */
function parse(csv: string): string[] {
  const cells: string[] = [];
  for (let i = 0; i < csv.length; i++) {
    let cell = "";
    if (csv[i] === '"') {
      for (i++; csv[i] !== '"' || csv[i + 1] === '"'; i++) {
        if (csv[i] === '"') i++;
        cell += csv[i];
      }
      i++;
    } else for (; csv[i] !== "\n"; i++) cell += csv[i];
    cells.push(cell);
  }
  return cells;
}

describe("JSON", () => {
  it("is one object with rows as objects, one a line, in column order", () => {
    const json = toJson(result);
    const parsed = JSON.parse(json);
    expect(Object.keys(parsed)).toEqual([
      "indicator",
      "title",
      "parameters",
      "columns",
      "rows",
      "coverage",
      "receipt",
    ]);
    expect(parsed.rows[0]).toEqual({ ...rows[0], value_usd: 1234567890123.46, share: 0.3 });
    expect(json.split("\n").filter((line) => line.startsWith('  {"period"'))).toHaveLength(3);
    expect(JSON.parse(toJson(resultOf([]))).rows).toEqual([]);
  });

  it("gives the same bytes for the same result, in whatever order the row's members stand", () => {
    const turned = rows.map((r) => Object.fromEntries(Object.entries(r).reverse()));
    expect(toJson(resultOf(turned))).toBe(toJson(result));
  });

  it("holds long answers whole", () => {
    const long = Array.from({ length: 4001 }, (_, i) => ({ ...rows[0], flows: i }));
    const parsed = JSON.parse(toJson(resultOf(long)));
    expect(parsed.rows.map((r: { flows: number }) => r.flows)).toEqual(long.map((r) => r.flows));
    expect(toCsv(resultOf(long)).match(/^2022/gm)).toHaveLength(4001);
  });
});

describe("Parquet", () => {
  const read = async (bytes: Uint8Array, query: (file: string) => string) => {
    const folder = await mkdtemp(join(tmpdir(), "tightrope-test-"));
    const file = join(folder, "x.parquet");
    await writeFile(file, bytes);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const found = (await connection.runAndReadAll(query(file))).getRowObjectsJson();
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
    return found;
  };

  it("has typed columns and every value", async () => {
    const bytes = await toParquet(result);
    expect(await read(bytes, (f) => `select column_name, column_type from (describe from '${f}')`)).toEqual(
      ["DATE", "VARCHAR", "BIGINT", "DOUBLE", "DOUBLE", "BOOLEAN", "VARCHAR"].map((column_type, i) => ({
        column_name: columns[i]?.name,
        column_type,
      })),
    );
    expect(await read(bytes, (f) => `from '${f}'`)).toEqual([
      { ...rows[0], flows: "3", sources: '["baci","imts"]' },
      rows[1],
      { ...rows[2], flows: "-1", sources: "[]" },
    ]);
  });

  it("carries its receipt, sources and licences, and is the same bytes each time", async () => {
    const bytes = await toParquet(result);
    const pairs = await read(
      bytes,
      (f) => `select decode(key) as key, decode(value) as value from parquet_kv_metadata('${f}')`,
    );
    const metadata = Object.fromEntries(pairs.map((p) => [p.key, p.value]));
    expect(JSON.parse(metadata["tightrope:receipt"] as string)).toEqual(result.receipt);
    expect(JSON.parse(metadata["tightrope:sources"] as string)).toEqual(result.coverage.sources);
    expect(Buffer.compare(bytes, await toParquet(result))).toBe(0);
  });

  it("holds more rows than one chunk, and none", async () => {
    const long = Array.from({ length: 5000 }, (_, i) => ({ ...rows[2], flows: i }) as Row);
    const count = (f: string) => `select count(*)::int as n, sum(flows)::int as sum from '${f}'`;
    expect(await read(await toParquet(resultOf(long)), count)).toEqual([{ n: 5000, sum: 12497500 }]);
    expect(await read(await toParquet(resultOf([])), count)).toEqual([{ n: 0, sum: null }]);
  });
});

describe("Arrow", () => {
  it("has typed columns, every value, units and the receipt", () => {
    const table = tableFromIPC(toArrow(result));
    const types = table.schema.fields.map((f) => f.type);
    expect(DataType.isDate(types[0])).toBe(true);
    expect(DataType.isInt(types[2])).toBe(true);
    expect(DataType.isFloat(types[3])).toBe(true);
    expect(DataType.isBool(types[5])).toBe(true);
    const column = (name: string) => [...(table.getChild(name) ?? [])];
    expect(column("period")).toEqual([Date.UTC(2022, 0, 1), null, -86_400_000]);
    expect(column("partner")).toEqual(rows.map((r) => r.partner));
    expect(column("flows")).toEqual([3n, null, -1n]);
    expect(column("value_usd")).toEqual([1234567890123.456, null, 0]);
    expect(column("known")).toEqual([true, false, null]);
    expect(table.schema.fields[3]?.metadata.get("unit")).toBe("current US dollars");
    expect(JSON.parse(table.schema.metadata.get("tightrope:receipt") ?? "")).toEqual(result.receipt);
    expect(tableFromIPC(toArrow(resultOf([]))).numRows).toBe(0);
  });
});

describe("documents", () => {
  it("Markdown escapes what would break the table", () => {
    const odd = resultOf([{ ...rows[1], partner: "a|b\nc<script>" } as Row]);
    expect(toMarkdown(odd)).toContain("| a\\|b c&lt;script> |");
    expect(toMarkdown(result)).toContain("- **mirrored**: 2022: figures of partners");
  });

  it("metadata describe each column, its source, licence and citation, without a clock", () => {
    const metadata = toMetadata(result);
    expect(metadata.columns.value_usd).toMatchObject({
      unit: "current US dollars",
      descriptionShort: "value",
      timespan: "1969-2022",
      type: "decimal",
    });
    expect(metadata.sources[0]).toMatchObject({
      licence: "etalab-2.0",
      licenceTitle: "Licence Ouverte / Open Licence 2.0 (Etalab)",
    });
    expect(JSON.stringify(toMetadata(result))).toBe(JSON.stringify(metadata));
  });

  it("citations name the result, its receipt and each source in APA and BibTeX", () => {
    const { apa, bibtex, attribution } = citation(result);
    expect(apa.split("\n")).toEqual([
      "Tightrope. (2024). A made-up share (Version 0.1.0; receipt cccccccccccc) [Data set]. Computed from CEPII, BACI, V202401.",
      "CEPII. (2024). BACI (Version V202401) [Data set]. Retrieved 2024-02-01, from https://example.org/baci?a=1&b=2",
    ]);
    expect(bibtex).toMatch(/^@misc\{tightrope_made_up_cccccccccccc,\n {2}author = \{\{Tightrope\}\},/);
    expect(bibtex).toContain("url = {https://example.org/baci?a=1&b=2}");
    expect(attribution).toBe("Source: CEPII, BACI (V202401, etalab-2.0); computed with Tightrope 0.1.0");
  });

  it("SDMX-CSV puts dimensions before measures and shortens periods only when all allow it", () => {
    const [head, first] = toSdmxCsv(resultOf([rows[0] as Row])).split("\n");
    expect(head).toBe(
      "STRUCTURE,STRUCTURE_ID,ACTION,TIME_PERIOD,PARTNER,KNOWN,SOURCES,FLOWS,VALUE_USD,SHARE",
    );
    expect(first).toMatch(/^dataflow,TIGHTROPE:MADE_UP\(0\.1\.0\),I,2022,/);
    expect(toSdmxCsv(result)).toContain("I,2022-01-01,");
  });
});

describe("what may not be redistributed", () => {
  const closed = resultOf(rows, false);
  it("leaves in no data file unless it is asked for", async () => {
    for (const write of [toCsv, toSdmxCsv, toArrow]) {
      expect(() => write(closed)).toThrow(RestrictedError);
      expect(write(closed, { includeRestricted: true })).toBeTruthy();
    }
    await expect(toParquet(closed)).rejects.toThrow(
      /licence does not allow redistribution: baci \(etalab-2\.0\)/,
    );
    expect((await toParquet(closed, { includeRestricted: true })).byteLength).toBeGreaterThan(0);
  });

  it("can still be looked at", () => {
    expect(toJson(closed)).toContain("Ivoire");
    expect(toMarkdown(closed)).toContain("Ivoire");
  });
});
