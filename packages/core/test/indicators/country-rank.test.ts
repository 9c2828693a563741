import { afterAll, beforeAll, expect, it } from "vitest";
import { tinyWorkspace } from "../fixtures/trade/workspace.ts";

const gdp = (country: string, value: number, period = "2022") => ({
  series: "NY.GDP.MKTP.CD",
  country,
  period,
  value,
});
let tiny: Awaited<ReturnType<typeof tinyWorkspace>>;
beforeAll(async () => {
  tiny = await tinyWorkspace({}, [
    gdp("USA", 100),
    gdp("CHN", 70),
    gdp("RUS", 20),
    gdp("IND", 20),
    gdp("KAZ", 2),
    gdp("RUS", 30, "2023"),
  ]);
});
afterAll(() => tiny?.close());

const of = (parameters: object) =>
  tiny.workspace.run("country-rank", { from: 2022, to: 2022, ...parameters });

it("gives equal values the better place and skips the next", async () => {
  expect((await of({})).rows.map((r) => [r.country, r.rank, r.share_of_first])).toEqual([
    ["USA", 1, 1],
    ["CHN", 2, 0.7],
    ["IND", 3, 0.2],
    ["RUS", 3, 0.2],
    ["KAZ", 5, 0.02],
  ]);
});

it("keeps places among all when one country is asked for, and has no row for one without a figure", async () => {
  expect((await of({ country: "RUS" })).rows).toEqual([expect.objectContaining({ rank: 3, countries: 5 })]);
  expect((await of({ country: "DEU" })).rows).toEqual([]);
});

it("counts from the other end when asked, and only those with a figure in the period", async () => {
  expect((await of({ country: "KAZ", order: "smallest" })).rows[0]?.rank).toBe(1);
  expect((await of({ from: 2023, to: 2023 })).rows).toEqual([
    expect.objectContaining({ country: "RUS", rank: 1, countries: 1 }),
  ]);
});
