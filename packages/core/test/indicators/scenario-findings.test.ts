import { indicatorsByName } from "@tightrope/core";
import { describe, expect, it } from "vitest";

const finding = (name: string, rows: readonly Record<string, string | number | null>[]) =>
  indicatorsByName.get(name)?.finding?.(rows, {});

describe("findings of scenarios", () => {
  it("name the country that would lose most, or gain least where none loses", () => {
    const welfare = (country: string, change: number) => ({ measure: "welfare", country, change });
    expect(
      finding("scenario", [
        welfare("CHN", -0.001),
        welfare("RUS", -0.0184),
        { measure: "wage", country: "DEU", change: -0.5 },
      ]),
    ).toBe("Russia would lose most: 1.8\u202f% of real income");
    expect(finding("scenario", [welfare("CHN", 0.002), welfare("RUS", 0.01)])).toBe(
      "No country would lose; China would gain least: 0.20\u202f% of real income",
    );
    expect(finding("scenario", [])).toBeUndefined();
  });

  it("say what the gains from trade are, and of whom they are most", () => {
    const row = (country: string, with_inputs: number) => ({ country, with_inputs, year: 2011 });
    expect(finding("gains-from-trade", [row("RUS", 0.276)])).toBe(
      "Without foreign trade Russia's real income would have been 27.6\u202f% lower in 2011",
    );
    expect(finding("gains-from-trade", [row("RUS", 0.276), row("DEU", 0.3)])).toContain(
      "Germany's real income would have been 30.0\u202f% lower in 2011, more than that of any other country",
    );
  });
});
