import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hrefOf, placeOf, queryText, withChanges } from "../src/router.ts";
import { viewAt } from "../src/views/index.ts";

describe("the address", () => {
  it("names a view, with or without a slash at its end", () => {
    expect(placeOf("/claims/", "?verdict=mixed").path).toBe("/claims");
    expect(placeOf("/", "").path).toBe("/");
    expect(placeOf("/claims", "?verdict=mixed").query.get("verdict")).toBe("mixed");
  });

  it("is the same inside an embed", () => {
    const place = placeOf("/embed/pair", "?a=CHN&figure=shares");
    expect(place).toMatchObject({ path: "/pair", embedded: true });
    expect(placeOf("/embed", "")).toMatchObject({ path: "/", embedded: true });
    expect(placeOf("/embedded", "").embedded).toBe(false);
  });

  it("keeps what a change does not name, takes out what it empties, and never changes the query it was given", () => {
    const before = new URLSearchParams("a=CHN&b=RUS&pin=shares~2022");
    const after = withChanges(before, { b: "KAZ", pin: null, partner: ["USA", "DEU"], goods: "" });
    expect(queryText(after)).toBe("?a=CHN&b=KAZ&partner=USA,DEU");
    expect(queryText(before)).toBe("?a=CHN&b=RUS&pin=shares~2022");
    expect(queryText(new URLSearchParams())).toBe("");
  });

  it("brings any values back as they were", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ unit: "grapheme", minLength: 1 }),
          fc.string({ unit: "grapheme", minLength: 1 }),
        ),
        (values) => {
          const changes = { ...values };
          const { query } = placeOf("/pair", hrefOf("/pair", changes).slice("/pair".length));
          expect(Object.fromEntries(query)).toEqual(changes);
        },
      ),
    );
  });

  it("finds a view and the name behind it", () => {
    expect(viewAt("/")?.view.path).toBe("/");
    expect(viewAt("/claims")).toMatchObject({ view: { path: "/claims" } });
    expect(viewAt("/claims/share-of-imports-2022")?.name).toBe("share-of-imports-2022");
    expect(viewAt("/data/a%20b")?.name).toBe("a b");
    expect(viewAt("/pair/x")).toBeUndefined();
    expect(viewAt("/nowhere")).toBeUndefined();
    expect(viewAt("/data/%")).toBeUndefined();
  });
});
