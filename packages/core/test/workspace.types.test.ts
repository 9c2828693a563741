import type { Result, Workspace } from "@tightrope/core";
import { describe, expectTypeOf, it } from "vitest";

/** Held by the compiler (`npm run check`): nothing here asks a workspace. */
declare const ws: Workspace;
const share = () => ws.run("partner-share", { reporter: "RUS", partner: "CHN", flow: "imports" });
const rank = () => ws.run("country-rank", { country: "RUS" });

describe("the type of what run gives", () => {
  it("has the columns of the indicator, numbers and text apart", () => {
    type Share = Awaited<ReturnType<typeof share>>["rows"][number];
    expectTypeOf<Share["share"]>().toEqualTypeOf<number | null>();
    expectTypeOf<Share["value_usd"]>().toEqualTypeOf<number | null>();
    expectTypeOf<Share["period"]>().toEqualTypeOf<string | null>();
    expectTypeOf<Share["source"]>().toEqualTypeOf<string | null>();
    type Rank = Awaited<ReturnType<typeof rank>>["rows"][number];
    expectTypeOf<Rank["rank"]>().toEqualTypeOf<number | null>();
    expectTypeOf<keyof Rank>().toEqualTypeOf<
      "period" | "country" | "value" | "rank" | "countries" | "share_of_first" | "unit" | "source" | "status"
    >();
  });

  it("refuses a column that the indicator has not, and a parameter that it does not take", () => {
    type Share = Awaited<ReturnType<typeof share>>["rows"][number];
    // @ts-expect-error partner-share has no column rank
    type _None = Share["rank"];
    // @ts-expect-error partner-share needs a partner
    const missing = () => ws.run("partner-share", { reporter: "RUS" });
    // @ts-expect-error a flow is imports or exports
    const wrong = () => ws.run("partner-share", { reporter: "RUS", partner: "CHN", flow: "both" });
    expectTypeOf(missing).toBeFunction();
    expectTypeOf(wrong).toBeFunction();
  });

  it("is a plain result for a name known only when the program runs", () => {
    const any = () => ws.run("partner-share" as string, {});
    expectTypeOf<Awaited<ReturnType<typeof any>>>().toEqualTypeOf<Result>();
  });
});
