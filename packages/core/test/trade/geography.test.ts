import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { wayBetween } from "../../src/trade/geography.ts";
import { realData } from "../fixtures/real-data.ts";

const file = `${realData}/geo/dist_cepii.csv`;
const present = existsSync(file);
if (!present) console.warn(`skipped: ${file} is absent, so distances are not checked against CEPII's`);

describe("the way between two countries", () => {
  it("is the same in both directions, with coasts in their places", () => {
    const there = wayBetween("KAZ", "CHN");
    const back = wayBetween("CHN", "KAZ");
    expect(there).toMatchObject({ contiguous: true, landlockedExporter: true, landlockedImporter: false });
    expect(back).toMatchObject({ contiguous: true, landlockedExporter: false, landlockedImporter: true });
    expect(there?.km).toBe(back?.km);
  });

  it("is not known for areas and for a country to itself", () => {
    expect(wayBetween("XAN", "CHN")).toBeUndefined();
    expect(wayBetween("CHN", "CHN")).toBeUndefined();
  });

  it.skipIf(!present)("is CEPII's simple distance for every pair it has", () => {
    const same = (iso3: string) =>
      ({ ROM: "ROU", ZAR: "COD", TMP: "TLS", PAL: "PSE", YUG: "SCG" })[iso3] ?? iso3;
    let worst = 0;
    let pairs = 0;
    for (const line of readFileSync(file, "latin1").trimEnd().split(/\r?\n/).slice(1)) {
      const f = line.split(";");
      const [a, b, contiguous, dist] = [same(f[0] as string), same(f[1] as string), f[2], Number(f[10])];
      if (a === b) continue;
      const way = wayBetween(a, b);
      if (!way) throw new Error(`no way from ${a} to ${b}`);
      expect(way.contiguous).toBe(contiguous === "1");
      worst = Math.max(worst, Math.abs(way.km - dist) / dist);
      pairs++;
    }
    expect(pairs).toBeGreaterThan(49_000);
    expect(worst).toBeLessThan(0.01);
  });
});
