import {
  type ClaimContext,
  checkClaim,
  checkClaims,
  MissingDataError,
  meets,
  parseClaims,
  type Result,
  toClaimReview,
  toMarkdownReport,
} from "@tightrope/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const HEAD = 'title: A paper\nauthor: Somebody\npublished: "2023"\nclaims:\n';

/** A workspace whose only indicator gives the share it is asked for. */
const shares: ClaimContext = {
  run: async (name, parameters) => {
    if (parameters.missing) throw new MissingDataError("share needs the table trade, which is empty here");
    return {
      indicator: name,
      title: name,
      parameters,
      columns: [{ name: "share", type: "double", unit: "share (0 to 1)", description: "a share" }],
      rows: (parameters.rows as Result["rows"]) ?? [{ share: parameters.gives as number }],
      coverage: { notes: [], sources: [] },
      receipt: {
        tightrope: "0",
        indicator: name,
        parameters,
        snapshot: "s",
        tables: {},
        rows: 1,
        contentHash: "c",
      },
    };
  },
  state: async () => ({ snapshot: "0123456789abcdef" }),
};

function claim(
  readings: string,
  expectation = "{ about: 0.4, tolerance: 0.025 }",
  select = "{ column: share }",
) {
  const file = parseClaims(
    `${HEAD}  - id: a\n    sentence: forty per cent\n    test: { indicator: share, parameters: { gives: 0.41 }, select: ${select} }\n    expect: ${expectation}\n    readings: ${readings}\n    recorded: holds\n`,
  );
  return file.claims[0] as NonNullable<(typeof file.claims)[0]>;
}

describe("a claim's verdict", () => {
  it("holds when it holds under every reading", async () => {
    const outcome = await checkClaim(
      shares,
      claim("[{ id: x, says: x }, { id: y, says: y, with: { gives: 0.375 } }]"),
    );
    expect(outcome.verdict).toBe("holds");
    expect(outcome.because).toBe("holds under all 2 readings");
  });

  it("fails when it holds under none, and rounds as the sentence rounds: 42.5 % is no 40 %", async () => {
    const outcome = await checkClaim(shares, claim("[{ id: x, says: x, with: { gives: 0.425 } }]"));
    expect(outcome.verdict).toBe("fails");
    expect(outcome.asRecorded).toBe(false);
  });

  it("is mixed otherwise, and names the choice that decides", async () => {
    const outcome = await checkClaim(
      shares,
      claim(
        "[{ id: a, says: a, choices: { data: IMF, span: year } }, { id: b, says: b, choices: { data: IMF, span: month }, with: { gives: 0.9 } }, { id: c, says: c, choices: { data: customs, span: year } }]",
      ),
    );
    expect(outcome.verdict).toBe("mixed");
    expect(outcome.because).toBe(
      "holds under 2 of 3 readings (a; c); what decides is span: it holds with year only",
    );
  });

  it("leaves a reading without data out of the verdict and says so", async () => {
    const outcome = await checkClaim(
      shares,
      claim("[{ id: a, says: a }, { id: b, says: b, with: { missing: true } }]"),
    );
    expect(outcome.verdict).toBe("holds");
    expect(outcome.because).toContain("1 of 2 readings cannot be tested here");
    expect(outcome.readings[1]?.reason).toContain("needs the table trade");
  });

  it("is untestable when no reading has a number, and never guesses from several rows", async () => {
    const outcome = await checkClaim(
      shares,
      claim("[{ id: a, says: a, with: { rows: [{ share: 0.4 }, { share: 0.4 }] } }]"),
    );
    expect(outcome.verdict).toBe("untestable");
    expect(outcome.because).toBe("2 rows fit where one was meant");
  });

  it("takes the change from the first row to the last", async () => {
    const rising = claim(
      "[{ id: a, says: a, with: { rows: [{ share: 0.1 }, { share: 0.4 }, { share: 0.3 }] } }]",
      "{ more_than: 0 }",
      "{ column: share, pick: change }",
    );
    const outcome = await checkClaim(shares, rising);
    expect(outcome.readings[0]?.value).toBeCloseTo(0.2, 12);
    expect(outcome.verdict).toBe("holds");
  });
});

describe("meets", () => {
  it("is a half-open interval around a rounded figure", () => {
    expect(meets(0.375, { about: 0.4, tolerance: 0.025 })).toBe(true);
    expect(meets(0.42499, { about: 0.4, tolerance: 0.025 })).toBe(true);
    expect(meets(0.425, { about: 0.4, tolerance: 0.025 })).toBe(false);
  });

  it("keeps bounds apart: at most and more than never both hold of one value", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
        fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
        (value, bound) => meets(value, { at_most: bound }) !== meets(value, { more_than: bound }),
      ),
    );
  });
});

describe("a claim file", () => {
  it("is refused in one sentence that names the place", () => {
    expect(() => parseClaims("claims: [")).toThrow(/not YAML/);
    expect(() => parseClaims(`${HEAD}  - id: a\n    sentence: x\n    recorded: holds\n`)).toThrow(
      /claims\.0: needs test and expect/,
    );
    expect(() => parseClaims(`${HEAD}  - id: A b\n    sentence: x\n    recorded: holds\n`)).toThrow(
      /lower-case letters/,
    );
    expect(() => claim("[]", "{ about: 0.4 }")).toThrow(/tolerance/);
  });
});

describe("reports", () => {
  it("are Markdown and Schema.org ClaimReview with the same verdicts", async () => {
    const file = parseClaims(
      `${HEAD}  - id: a\n    sentence: forty | per cent\n    test: { indicator: share, parameters: { gives: 0.41 }, select: { column: share } }\n    expect: { at_least: 0.4 }\n    recorded: holds\n  - id: b\n    sentence: other\n    untestable: { needs: a table, because: it is not there }\n    recorded: untestable\n`,
    );
    const report = await checkClaims(shares, file);
    const markdown = toMarkdownReport(report);
    expect(markdown).toContain("forty \\| per cent | **holds**");
    expect(markdown).toContain("| as stated | 41.0 % | yes |");
    const review = toClaimReview(report) as { "@graph": { reviewRating: { alternateName: string } }[] };
    expect(review["@graph"].map((r) => r.reviewRating.alternateName)).toEqual([
      "Holds under every reading",
      "Not testable with the data at hand",
    ]);
  });
});
