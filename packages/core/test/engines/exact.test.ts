import { contentHash, exactText, type Frame, fromRows, openDuckDb } from "@tightrope/core";
import fc from "fast-check";
import sql from "sql-template-tag";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePage } from "../../src/engines/trino/client.ts";
import { concatFrames, pageFrame, type ResultColumn } from "../../src/engines/trino/types.ts";

/** Numbers that no double holds: what DuckDB gives, and what Trino's protocol would say of the same. */
let engine: Awaited<ReturnType<typeof openDuckDb>>;
beforeAll(async () => {
  engine = await openDuckDb();
});
afterAll(() => engine.close());

const WIDE = ["12345678901234567890.123456", "-12345678901234567890.123400", "0.5", "9007199254740.992000"];
const BIG = ["9007199254740993", "-9223372036854775807", "9007199254740991", "0"];

const columns: ResultColumn[] = [
  {
    name: "d",
    type: "decimal(38,6)",
    typeSignature: {
      rawType: "decimal",
      arguments: [
        { kind: "LONG", value: 38 },
        { kind: "LONG", value: 6 },
      ],
    },
  },
  { name: "b", type: "bigint", typeSignature: { rawType: "bigint" } },
];

async function onDuckDb(): Promise<Frame> {
  const { query } = await engine.attach("0".repeat(64), []);
  return query(
    sql`select cast(unnest(${sql`array[${WIDE[0]}, ${WIDE[1]}, ${WIDE[2]}, ${WIDE[3]}]`}) as decimal(38,6)) as d, cast(unnest(${sql`array[${BIG[0]}, ${BIG[1]}, ${BIG[2]}, ${BIG[3]}]`}) as bigint) as b`,
  );
}

function onTrino(): Frame {
  const text = `{"id":"q","columns":${JSON.stringify(columns)},"data":[${WIDE.map((d, i) => `["${d}",${BIG[i]}]`).join(",")}]}`;
  const { data } = parsePage(text) as { data: unknown[][] };
  return pageFrame(columns, data);
}

describe("numbers wider than a double", () => {
  it("keep every digit in both engines' frames, and give the same content hash", async () => {
    const [here, there] = [await onDuckDb(), onTrino()];
    expect(there).toEqual(here);
    expect([...(here.columns[0]?.exact ?? [])]).toEqual([
      [0, "12345678901234567890.123456"],
      [1, "-12345678901234567890.1234"],
    ]);
    expect([...(here.columns[1]?.exact ?? [])]).toEqual([
      [0, "9007199254740993"],
      [1, "-9223372036854775807"],
    ]);
    expect(contentHash(there)).toBe(contentHash(here));
    const other = { ...here, columns: here.columns.map((c) => ({ ...c, exact: new Map([[0, "1"]]) })) };
    expect(contentHash(other)).not.toBe(contentHash(here));
  });

  it("stay with their rows when pages are put together", () => {
    const page = onTrino();
    const both = concatFrames([page, page]);
    expect([...(both.columns[1]?.exact?.keys() ?? [])]).toEqual([0, 1, 4, 5]);
    expect(both.columns[1]?.exact?.get(5)).toBe("-9223372036854775807");
  });

  it("leave text and doubles of a page as they are", () => {
    const text =
      '{"id":"a \\"1234567890123456789\\" b","columns":[{"name":"b","type":"bigint"}],"data":[[9007199254740993,1.2345678901234567,"1234567890123456789"]]}';
    expect(parsePage(text)).toEqual({
      id: 'a "1234567890123456789" b',
      columns: [{ name: "b", type: "bigint" }],
      data: [["9007199254740993", 1.2345678901234567, "1234567890123456789"]],
    });
  });

  it("change no receipt of numbers that fit", () => {
    const frame = fromRows([{ v: 1.5 }, { v: 9007199254740991 }], { v: "decimal" });
    expect(frame.columns[0]?.exact).toBeUndefined();
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(6), (n, scale) => {
        const digits = String(Math.abs(n)).padStart(scale + 1, "0");
        const cut = digits.length - scale;
        const text = `${n < 0 ? "-" : ""}${digits.slice(0, cut)}${scale > 0 ? `.${digits.slice(cut)}` : ""}`;
        expect(exactText(text)).toBeUndefined();
        expect(exactText(`${text}${scale > 0 ? "000" : ".000"}`)).toBeUndefined();
      }),
    );
  });
});
