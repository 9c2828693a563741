import { indicatorsByName, parseParameters } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

const ATTACKS = ["'; drop view trade; --", "imts' or '1'='1", "../../../etc/passwd", "nosuch"];
const all = [...indicatorsByName.values()].map((i) => [i.name, i] as const);
const ranges = [
  ["from", "to"],
  ["base_from", "base_to"],
  ["before_from", "before_to"],
] as const;

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: seededWorld(),
    imts: [{ period: 2021, exporter: "CHN", importer: "RUS", value: 1 }],
  });
});
afterAll(() => tiny?.close());

describe.each(all)("%s", (name, indicator) => {
  const shape = Object.keys(indicator.params.shape);
  const dated = (from: string) => /year|period/.test(JSON.stringify(metaOf(indicator.params.shape[from])));

  it.skipIf(!ranges.some(([a, b]) => shape.includes(a) && shape.includes(b) && dated(a)))(
    "refuses a range that ends before it begins",
    () => {
      for (const [from, to] of ranges.filter(([a, b]) => shape.includes(a) && shape.includes(b))) {
        const given = { ...indicator.example, [from]: "2023", [to]: "2020" };
        expect(() => parseParameters(indicator, given)).toThrow(
          new RegExp(`${from} 2023.* is after ${to} 2020`),
        );
        expect(() => parseParameters(indicator, { ...given, [from]: "2020" })).not.toThrow(/is after/);
      }
    },
  );

  it.skipIf(!shape.includes("partner") || !(shape.includes("reporter") || shape.includes("country")))(
    "refuses a country as its own partner",
    () => {
      const own = shape.includes("reporter") ? "reporter" : "country";
      const given = { ...indicator.example, [own]: "CHN", partner: "China" };
      if (indicator.ownPartner) expect(() => parseParameters(indicator, given)).not.toThrow();
      else if (name !== "forced-choice")
        expect(() => parseParameters(indicator, given)).toThrow(`partner CHN is the ${own} itself`);
    },
  );

  it.skipIf(indicator.tables.join() !== "trade" || !shape.includes("source"))(
    "refuses a source that no row is from, with those there are",
    async () => {
      for (const source of ATTACKS)
        await expect(tiny.workspace.run(name, { ...indicator.example, source })).rejects.toThrow(
          `unknown source: ${source} (did you mean`,
        );
      await expect(tiny.workspace.run(name, { ...indicator.example, source: "imtz" })).rejects.toThrow(
        "unknown source: imtz (did you mean imts",
      );
      await expect(
        tiny.workspace.run(name, { ...indicator.example, source: "flows:customs-of-somewhere" }),
      ).rejects.toThrow("source flows:customs-of-somewhere is not loaded here");
      await expect(tiny.workspace.run(name, { ...indicator.example, source: "comtrade" })).rejects.toThrow(
        "source comtrade is not loaded here: trade is from baci, imts (load a file of comtrade)",
      );
    },
  );
});

function metaOf(schema: unknown): unknown {
  const s = schema as { meta(): unknown; def: { innerType?: unknown } };
  return s.meta() ?? (s.def.innerType ? metaOf(s.def.innerType) : undefined);
}
