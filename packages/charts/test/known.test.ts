import { describe, expect, test } from "vitest";
import { knownFrom } from "../src/known.ts";

describe("how figures are known", () => {
  test("is read from status, basis and reporter of the rows where no note says it", () => {
    const rows = [
      { status: "estimated", basis: "baci, reconciled" },
      { status: "reported", basis: "mirrored" },
      { reporter: "reconciled" },
    ];
    expect(knownFrom(rows, [])).toEqual([
      { kind: "estimated", text: "1 of 3 rows are estimates of the source" },
      { kind: "mirrored", text: "1 of 3 rows are mirrored, from what partners report" },
      { kind: "reconciled", text: "2 of 3 rows are reconciled by the source from both reports" },
    ]);
    expect(knownFrom(rows, [{ kind: "reconciled", text: "said" }]).map((n) => n.kind)).toEqual([
      "estimated",
      "mirrored",
    ]);
    expect(knownFrom([{ status: "estimated" }], [])).toEqual([
      { kind: "estimated", text: "all figures are estimates of the source" },
    ]);
  });

  test("leaves reported figures and a reporter that is a country alone", () => {
    expect(knownFrom([{ status: "reported", basis: "reported", reporter: "RUS" }, {}], [])).toEqual([]);
  });
});
