import { afterAll, beforeAll, expect, it } from "vitest";
import { tinyWorkspace } from "../fixtures/trade/workspace.ts";

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({
    baci: [
      {
        period: 2021,
        exporter: "RUS",
        importer: "CHN",
        product: "270900",
        value: 300,
        reporter: "reconciled",
      },
      {
        period: 2021,
        exporter: "RUS",
        importer: "DEU",
        product: "270900",
        value: 100,
        reporter: "reconciled",
      },
      {
        period: 2021,
        exporter: "RUS",
        importer: "DEU",
        product: "720839",
        value: 100,
        reporter: "reconciled",
      },
      {
        period: 2022,
        exporter: "RUS",
        importer: "CHN",
        product: "270900",
        value: 90,
        reporter: "reconciled",
      },
      {
        period: 2022,
        exporter: "RUS",
        importer: "DEU",
        product: "720839",
        value: 10,
        reporter: "reconciled",
      },
    ],
  });
});
afterAll(() => tiny?.close());

const of = (parameters: object) =>
  tiny.workspace.run("export-dependence", {
    reporter: "RUS",
    partner: "CHN",
    min_partners: 2,
    ...parameters,
  });

it("measures the other side of trade by the same rule", async () => {
  const { rows } = await of({ from: 2021, to: 2021 });
  expect(rows.map((r) => [r.group, r.share, r.group_share])).toEqual([
    ["V", 0.75, 0.8],
    ["XV", 0, 0.2],
  ]);
});

it("adds years up before dividing", async () => {
  const { rows } = await of({ by: "range", group: "none" });
  expect(rows[0]).toMatchObject({ value_usd: 390, total_usd: 600, share: 0.65 });
});

it("has no share where too few partners have figures", async () => {
  const { rows, coverage } = await of({ group: "none", min_partners: 3 });
  expect(rows.map((r) => r.share)).toEqual([null, null]);
  expect(coverage.notes.map((n) => n.kind)).toContain("missing");
});
