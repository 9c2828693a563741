import { afterAll, beforeAll, expect, it } from "vitest";
import { tinyWorkspace } from "../fixtures/trade/workspace.ts";
import { seededWorld } from "../fixtures/trade/world.ts";

let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({ baci: seededWorld() }, [
    { series: "NY.GDP.MKTP.CD", country: "RUS", period: "2021", value: 50 },
    { series: "NY.GDP.MKTP.CD", country: "CHN", period: "2021", value: 100 },
  ]);
});
afterAll(() => tiny?.close());

it("takes every figure over from the indicator it names", async () => {
  const asked = { from: 2021, to: 2021, min_partners: 2 };
  const { rows } = await tiny.workspace.run("country-profile", { country: "RUS", partners: 3, ...asked });
  const ranked = await tiny.workspace.run("partner-rank", { reporter: "RUS", top: 3, ...asked });
  expect(rows.filter((r) => r.topic === "imports by partner").map((r) => [r.item, r.share])).toEqual(
    ranked.rows.map((r) => [r.partner, r.share]),
  );
  const concentration = await tiny.workspace.run("concentration", { reporter: "RUS", ...asked });
  expect(rows.find((r) => r.topic === "imports: concentration over partners")?.share).toBe(
    concentration.rows[0]?.hhi,
  );
  expect(rows.find((r) => r.indicator === "country-rank")).toMatchObject({
    rank: 2,
    share: 0.5,
    value_usd: 50,
  });
});
