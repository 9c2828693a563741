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
    expect(outcome.because).toBe(
      "holds under the one reading that can be tested; 1 of 2 readings cannot be tested here",
    );
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

describe("a row without a figure", () => {
  const rows = "[{ share: 0.1 }, { share: null }, { share: 0.4 }]";
  const picked = async (how: string, given = rows) =>
    (
      await checkClaim(
        shares,
        claim(
          `[{ id: a, says: a, with: { rows: ${given} } }]`,
          "{ more_than: 0 }",
          `{ column: share, pick: ${how} }`,
        ),
      )
    ).readings[0];

  it.each(["sum", "mean", "range", "min", "max"])(
    "makes %s unknown, with how many there are",
    async (how) => {
      expect(await picked(how)).toMatchObject({
        value: null,
        holds: null,
        reason: "share is not known in 1 of 3 rows (missing: skip leaves them out)",
      });
    },
  );

  it("does not touch a change between two known ends, and makes one with an unknown end unknown", async () => {
    expect((await picked("change"))?.value).toBeCloseTo(0.3, 12);
    expect(await picked("change", "[{ share: 0.1 }, { share: null }]")).toMatchObject({
      value: null,
      reason: "share is not known in the first or the last row",
    });
    expect(await picked("first", "[{ share: null }, { share: 0.1 }]")).toMatchObject({
      value: null,
      reason: "share is not known in the first row",
    });
  });

  it("is left out and counted where the claim says so", async () => {
    expect(await picked("sum, missing: skip")).toMatchObject({ value: 0.5, leftOut: 1 });
    expect((await picked("mean, missing: skip"))?.value).toBe(0.25);
  });

  it("is no count of zero where the result has no rows at all", async () => {
    expect(await picked("count", "[]")).toMatchObject({ value: null, reason: "the result has no rows" });
    expect((await picked("count, where: { share: 9 }"))?.value).toBe(0);
  });
});

describe("what a claim names", () => {
  const named = (test: string, readings = "[]") =>
    parseClaims(
      `${HEAD}  - id: a\n    sentence: s\n    test: ${test}\n    expect: { more_than: 0 }\n    readings: ${readings}\n    recorded: untestable\n`,
    );
  const share = (select: string, more = "") =>
    `{ indicator: partner-share, parameters: { reporter: RUS, partner: CHN${more} }, select: ${select} }`;

  it.each([
    [share("{ column: shar }"), "partner-share has no column shar (did you mean share?)"],
    [
      share("{ column: share, where: { partnr: CHN } }"),
      "partner-share has no column partnr (did you mean partner?)",
    ],
    [
      share("{ column: share, pick: share, of: { statu: estimated } }"),
      "partner-share has no column statu (did you mean status?)",
    ],
    [share("{ column: share }", ", source: imst"), "unknown source: imst (did you mean imts?)"],
  ])("is refused when nothing has it: %s", async (test, sentence) => {
    await expect(checkClaims(shares, named(test))).rejects.toThrow(`claim a, reading as-stated: ${sentence}`);
  });

  it("is checked in a reading's own selection too, and against the columns that came", async () => {
    await expect(
      checkClaims(
        shares,
        named(share("{ column: share }"), "[{ id: r, says: r, select: { column: shares } }]"),
      ),
    ).rejects.toThrow("claim a, reading r: partner-share has no column shares");
    await expect(checkClaim(shares, claim("[]", "{ more_than: 0 }", "{ column: value }"))).rejects.toThrow(
      "claim a, reading as-stated: share has no column value (it has share)",
    );
  });

  it("is said to be missing when it is a source that is not loaded", async () => {
    const held: ClaimContext = {
      run: (name, parameters, options) => shares.run(name, { ...parameters, rows: [] }, options),
      state: async () => ({ snapshot: "0123456789abcdef", loads: [], tables: {} }),
    };
    const file = parseClaims(
      `${HEAD}  - id: a\n    sentence: s\n    test: { indicator: share, parameters: { source: "flows:customs" }, select: { column: share } }\n    expect: { more_than: 0 }\n    recorded: untestable\n`,
    );
    expect((await checkClaims(held, file)).claims[0]?.because).toBe("source flows:customs is not loaded");
  });
});

describe("a claim without a test", () => {
  const untestable = (needs: string) =>
    parseClaims(
      `${HEAD}  - id: a\n    sentence: s\n    untestable: { needs: registers, ${needs} }\n    recorded: untestable\n`,
    );
  const holding = (tables: Record<string, unknown[]>): ClaimContext => ({
    ...shares,
    state: async () => ({ snapshot: "0123456789abcdef", loads: [], tables: tables as never }),
  });
  const because = async (context: ClaimContext, needs: string) =>
    (await checkClaims(context, untestable(needs))).claims[0]?.because;

  it("says what of it is missing now, not what was when it was written", async () => {
    const needs = "tables: [entities, relations], sources: [imts], indicators: [partner-share, paths]";
    expect(await because(holding({}), needs)).toBe(
      "needs registers: this version has no indicator paths; the table entities is empty; the table relations is empty; source imts is not loaded",
    );
    expect(await because(holding({ entities: [{}] }), "tables: [entities, relations]")).toBe(
      "needs registers: the table relations is empty",
    );
    expect(await because(holding({ entities: [{}] }), "tables: [entities]")).toBe(
      "needs a test: entities is here now, but the claim file has no test for this claim",
    );
  });

  it("has to name something", () => {
    expect(() => untestable("sources: []")).toThrow(/names nothing that is missing/);
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
  /** Readings with a note and a source each, one of which cannot be tested. */
  const covered: ClaimContext = {
    ...shares,
    run: async (name, parameters, options) => ({
      ...(await shares.run(name, parameters, options)),
      coverage: {
        notes: [{ kind: "estimated", text: "2022: holds estimates of the source" }],
        sources: [
          {
            source: "imts",
            title: "Trade Statistics",
            publisher: "IMF",
            licence: "imf-terms",
            redistributable: true,
            retrieved: "2025-06-30",
            url: "https://data.imf.org",
          },
        ],
      },
    }),
  };
  const file = parseClaims(
    `title: A paper\nauthor: Somebody\npublished: "2023"\nurl: https://example.org/paper\nclaims:\n  - id: a\n    sentence: forty | per cent\n    test: { indicator: share, parameters: { gives: 0.41 }, select: { column: share } }\n    expect: { at_least: 0.4 }\n    readings: [{ id: year, says: full year }, { id: month, says: December, with: { missing: true } }]\n    recorded: holds\n  - id: b\n    sentence: other\n    untestable: { needs: a table, because: it is not there }\n    recorded: untestable\n`,
  );

  it("are Markdown with the number, the whole receipt and the coverage of each reading", async () => {
    const markdown = toMarkdownReport(await checkClaims(covered, file));
    expect(markdown).toContain("forty \\| per cent | **holds**");
    expect(markdown).toContain("| full year | 41.0 % | yes | `c` |");
    expect(markdown).toContain("| December | not known | – | – |");
    expect(markdown).toContain("- December: share needs the table trade, which is empty here");
    expect(markdown).toContain("- estimated: 2022: holds estimates of the source (year)");
    expect(markdown).toContain("- Trade Statistics (IMF), retrieved 2025-06-30, imf-terms");
  });

  it("are Schema.org ClaimReview with what it asks for, and the number, receipt and coverage of each reading", async () => {
    const report = await checkClaims(covered, file);
    const { "@graph": graph } = toClaimReview(report, {
      published: "2026-11-25",
      url: "https://example.org/checks",
    }) as { "@graph": Record<string, never>[] };
    expect(graph[0]).toEqual({
      "@type": "ClaimReview",
      "@id": "https://example.org/checks#a",
      url: "https://example.org/checks#a",
      datePublished: "2026-11-25",
      claimReviewed: "forty | per cent",
      itemReviewed: {
        "@type": "Claim",
        author: { "@type": "Person", name: "Somebody" },
        datePublished: "2023",
        appearance: { "@type": "CreativeWork", headline: "A paper", url: "https://example.org/paper" },
      },
      author: { "@type": "Organization", name: "Tightrope" },
      reviewRating: {
        "@type": "Rating",
        ratingValue: 3,
        bestRating: 3,
        worstRating: 1,
        alternateName: "Holds under every reading that can be tested (1 of 2 cannot)",
      },
      reviewBody: [
        "holds under the one reading that can be tested; 1 of 2 readings cannot be tested here.",
        "Expected: at least 0.4.",
        "full year: 41.0 %.",
        "December: not known (share needs the table trade, which is empty here).",
        "Coverage: estimated: 2022: holds estimates of the source.",
        "Sources: Trade Statistics (IMF), retrieved 2025-06-30, imf-terms.",
      ].join("\n"),
      citation: [
        {
          "@type": "Dataset",
          name: "full year",
          description: "full year: 41.0 %. estimated: 2022: holds estimates of the source",
          identifier: "sha256:c",
          variableMeasured: {
            "@type": "PropertyValue",
            name: "share",
            value: 0.41,
            unitText: "share (0 to 1)",
          },
          isBasedOn: [
            {
              "@type": "Dataset",
              name: "Trade Statistics",
              description: "Trade Statistics (IMF), retrieved 2025-06-30, imf-terms",
              creator: { "@type": "Organization", name: "IMF" },
              url: "https://data.imf.org",
            },
          ],
        },
      ],
    });
    // A rating outside worst and best would be no valid Rating: what cannot be tested has words only.
    expect(graph[1]?.reviewRating).toEqual({
      "@type": "Rating",
      alternateName: "Not testable with the data at hand",
    });
  });

  it("have their content as their address when they stand on no page", async () => {
    const report = await checkClaims(covered, file);
    const urls = (r: unknown) => (r as { "@graph": { url: string }[] })["@graph"].map((g) => g.url);
    const [first, again] = [urls(toClaimReview(report)), urls(toClaimReview(report))];
    expect(first).toEqual(again);
    for (const url of first) expect(url).toMatch(/^urn:sha256:[0-9a-f]{64}$/);
  });
});
