import { afterAll, beforeAll, expect, it } from "vitest";
import { tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({ baci: seededWorld() });
});
afterAll(() => tiny?.close());

it("takes every figure over from the indicator it names", async () => {
  const asked = { from: 2021, to: 2022, min_partners: 2 };
  const { rows } = await tiny.workspace.run("pair-profile", { country: "CHN", partner: "RUS", ...asked });
  const share = await tiny.workspace.run("partner-share", {
    reporter: "RUS",
    partner: "CHN",
    flow: "imports",
    ...asked,
  });
  expect(rows.filter((r) => r.topic === "share in RUS's imports").map((r) => r.share)).toEqual(
    share.rows.map((r) => r.share),
  );
  const bilateral = await tiny.workspace.run("bilateral-trade", {
    country: "CHN",
    partner: "RUS",
    from: 2021,
    to: 2022,
  });
  expect(rows.filter((r) => r.topic === "CHN to RUS").map((r) => r.value_usd)).toEqual(
    bilateral.rows.filter((r) => r.exporter === "CHN").map((r) => r.reconciled_usd),
  );
  const unequal = await tiny.workspace.run("asymmetry", {
    country: "CHN",
    partner: "RUS",
    flow: "both",
    group: "none",
    ...asked,
  });
  expect(rows.filter((r) => r.indicator === "asymmetry").map((r) => r.share)).toEqual(
    unequal.rows.map((r) => r.difference),
  );
});
