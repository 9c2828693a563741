import { fileURLToPath } from "node:url";
import { checkClaim, loadClaims } from "@tightrope/core";
import { afterAll, describe, expect, it } from "vitest";
import { scratchWorkspace } from "../fixtures/openalex/workspace.ts";

/** Claim 10 of the shipped case, on trade in which the way through third countries is planted. */
const file = loadClaims(
  fileURLToPath(new URL("../../../../cases/china-russia/claims.yaml", import.meta.url)),
);
const open: Awaited<ReturnType<typeof scratchWorkspace>>[] = [];
afterAll(() => Promise.all(open.map((s) => s.close())));

const [CHINA, RUSSIA] = [156, 643];
const HUBS = [398, 51, 792, 344]; // Kazakhstan, Armenia, Türkiye, Hong Kong
const OTHERS = [276, 842, 392, 410, 704, 356, 250]; // seven that are no third countries of the claim

/** Integrated circuits in thousand dollars: what each hub and each other partner trades with Russia and China a year. */
async function check(years: Record<number, { hubs: [russia: number, china: number]; others: number }>) {
  const scratch = await scratchWorkspace();
  open.push(scratch);
  for (const [year, { hubs, others }] of Object.entries(years)) {
    const rows = [
      ...HUBS.map((hub) => [hub, RUSSIA, hubs[0]]),
      ...HUBS.map((hub) => [CHINA, hub, hubs[1]]),
      ...OTHERS.flatMap((other) => [
        [other, RUSSIA, others],
        [CHINA, other, others],
      ]),
    ];
    const text = `t,i,j,k,v,q\n${rows.map(([from, to, value]) => `${year},${from},${to},854231,${value},1\n`).join("")}`;
    await scratch.workspace.load("baci", [await scratch.file(`BACI_HS17_Y${year}_V202601.csv`, text)]);
  }
  const claim = (await file).claims.find((c) => c.id === "third-countries");
  if (!claim) throw new Error("no claim third-countries");
  return checkClaim(scratch.workspace, claim);
}

describe("microelectronics through third countries", () => {
  it("holds where both legs grow: 4·70 of 4·70+7·10 after 4·10 of 4·10+7·10", async () => {
    const [before, after] = [
      { hubs: [10, 10] as [number, number], others: 10 },
      { hubs: [70, 30] as [number, number], others: 10 },
    ];
    const outcome = await check({ 2021: before, 2022: after, 2023: after });
    expect(outcome.verdict).toBe("holds");
    const [russia, , china] = outcome.readings;
    expect(russia?.value).toBeCloseTo(280 / 350 - 40 / 110, 12);
    expect(china?.value).toBeCloseTo(120 / 190 - 40 / 110, 12);
  });

  it("turns on the leg where only Russia's imports from them grow", async () => {
    const outcome = await check({
      2021: { hubs: [10, 10], others: 10 },
      2022: { hubs: [70, 10], others: 10 },
      2023: { hubs: [70, 10], others: 10 },
    });
    expect(outcome.verdict).toBe("mixed");
    expect(outcome.because).toContain("what decides is leg: it holds with third countries to Russia only");
  });

  it("is untestable on one pair, with the reason", async () => {
    const scratch = await scratchWorkspace();
    open.push(scratch);
    const text = "t,i,j,k,v,q\n2021,156,643,854231,1,1\n2022,156,643,854231,2,1\n";
    await scratch.workspace.load("baci", [await scratch.file("BACI_HS17_Y2021_V202601.csv", text)]);
    const claim = (await file).claims.find((c) => c.id === "third-countries");
    const outcome = await checkClaim(scratch.workspace, claim as NonNullable<typeof claim>);
    expect(outcome.verdict).toBe("untestable");
    expect(outcome.because).toContain("fewer than 10 partners have figures");
  });
});
