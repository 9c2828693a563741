import { formatPercent, formatUsd } from "@tightrope/charts";
import { productSource, useCoverage } from "../coverage.ts";
import { Figure } from "../figure/figure.tsx";
import { useParts } from "../figure/part.ts";
import { ToLoad } from "../figure/to-load.tsx";
import { Choice, Select } from "../form/choice.tsx";
import { CountryPicker } from "../form/country-picker.tsx";
import { PENDING } from "../request.ts";
import { change, place } from "../router.ts";
import { counted, named, possessive, sentenceCase, yearOf } from "../words.ts";
import { Industries } from "./industries.tsx";

const LEAST = ["0.5", "0.8", "0.95"];

/** Which products a country buys almost only from one supplier, and which fail the tests of strategic dependence. */
export default function Products() {
  const { query } = place.value;
  const country = query.get("c") ?? "RUS";
  const supplier = query.get("p") ?? "CHN";
  const least = LEAST.includes(query.get("least") ?? "") ? (query.get("least") as string) : "0.8";
  const tests = query.get("tests") === "all" ? "all" : "any";
  const sort = query.get("sort") === "share" ? "share" : "value";
  const coverage = useCoverage("trade", country);
  // A source of products goes before one that has more years of coarser goods.
  const source = productSource(coverage ?? []);
  const requests = useParts([
    coverage
      ? {
          label: "products",
          indicator: "product-dependence",
          parameters: {
            reporter: country,
            ...(source ? { source } : {}),
            ...(tests === "all" ? { dependent_only: "true" } : {}),
          },
        }
      : null,
  ]);
  const part = requests[0]?.data;
  // A source that does not tell goods apart answers with one row for all of them.
  const all = (part?.answer.rows ?? []).filter((r) => /^\d{6}$/.test(String(r.product)));
  const years = [...new Set(all.map((r) => yearOf(r.period)))].sort((x, y) => x - y);
  const asked = Number(query.get("year"));
  const year = years.includes(asked) ? asked : years.at(-1);
  const ofYear = all.filter((r) => yearOf(r.period) === year);
  const rows = ofYear
    .filter(
      (r) =>
        (supplier === "" || r.top_supplier === supplier) && Number(r.top_supplier_share) >= Number(least),
    )
    .sort((x, y) =>
      sort === "share"
        ? Number(y.top_supplier_share) - Number(x.top_supplier_share)
        : Number(y.imports_usd) - Number(x.imports_usd),
    );
  // Figures of two countries only: each product has one supplier, and nothing can be said of dependence.
  const narrow = ofYear.length > 0 && ofYear.every((r) => Number(r.suppliers) <= 1);
  // Without products there are industries, which know no tests and one year only.
  const coarse = part !== undefined && (narrow || (ofYear.length === 0 && tests === "any"));
  const [closest] = ofYear
    .filter((r) => supplier === "" || r.top_supplier === supplier)
    .sort((x, y) => Number(y.top_supplier_share) - Number(x.top_supplier_share));
  const value = rows.reduce((sum, r) => sum + Number(r.imports_usd), 0);
  const who = supplier === "" ? "one country" : named(supplier);
  const finding =
    rows.length > 0
      ? `${sentenceCase(named(country))} bought ${counted(rows.length, "product")} to ${formatPercent(Number(least))} or more from ${who} in ${year}, worth ${formatUsd(value)}`
      : undefined;
  return (
    <>
      <h1 class="heard">Products that {named(country)} buys from few suppliers</h1>
      <div class="pair-head">
        <div class="a">
          <CountryPicker
            headline
            label="Country that buys"
            value={country}
            onPick={(c) => change({ c, p: supplier, pin: null })}
          />
        </div>
        <span class="quiet">buys from</span>
        <div class="b">
          <CountryPicker
            headline
            optional
            label="Supplier"
            value={supplier}
            onPick={(p) => change({ c: country, p: p === "" ? null : p, pin: null })}
          />
        </div>
      </div>
      {finding && !narrow && <p class="text finding">{finding}.</p>}
      <div class="controls">
        <Choice
          label="At least this much from the supplier"
          value={least}
          options={LEAST.map((v) => ({ value: v, text: formatPercent(Number(v)) }))}
          onPick={(v) => change({ least: v === "0.8" ? null : v, pin: null })}
        />
        {!coarse && (
          <Choice
            label="Products"
            value={tests}
            options={[
              { value: "any", text: "all" },
              { value: "all", text: "those that fail all three tests of dependence" },
            ]}
            onPick={(v) => change({ tests: v === "all" ? v : null, pin: null })}
          />
        )}
        {!coarse && (
          <Choice
            label="Order"
            value={sort}
            options={[
              { value: "value", text: "by value" },
              { value: "share", text: "by share" },
            ]}
            onPick={(v) => change({ sort: v === "share" ? v : null, pin: null })}
          />
        )}
        {year !== undefined && !coarse && (
          <Select
            label="Year"
            value={String(year)}
            options={[...years].reverse().map((y) => ({ value: String(y), text: String(y) }))}
            onPick={(v) => change({ year: v, pin: null })}
          />
        )}
      </div>
      {coarse ? <Industries country={country} supplier={supplier} least={Number(least)} /> : null}
      <Figure
        id="dependence"
        parts={part ? [part] : []}
        requests={coverage ? requests : [PENDING]}
        input={
          part && {
            ...part.answer,
            rows: narrow ? [] : rows.map((r) => ({ ...r, name: `${short(r.description)} (${r.product})` })),
            columns: [
              ...part.answer.columns,
              { name: "name", type: "text", description: "product and its code" },
            ],
          }
        }
        options={{
          chart: {
            kind: "bar",
            x: "name",
            series: "name",
            y: sort === "share" ? "top_supplier_share" : "imports_usd",
            format: sort === "share" ? "percent" : "usd",
          },
          highlight: [],
          ...(finding ? { title: finding } : {}),
          subtitle:
            sort === "share"
              ? `Share of the largest supplier in ${possessive(country)} imports of each product, %, ${year ?? ""}`
              : `${sentenceCase(possessive(country))} imports of each of these products, current US dollars, ${year ?? ""}`,
        }}
        empty={
          ofYear.length > 0 && !narrow ? (
            <p>
              In {year} {named(country)} bought no product to {formatPercent(Number(least))} or more from{" "}
              {who}
              {closest
                ? `; closest came ${short(closest.description).toLowerCase()} with ${formatPercent(Number(closest.top_supplier_share))}`
                : ""}
              . A lower share above shows more{supplier === "" ? "" : ", and so does clearing the supplier"}.
            </p>
          ) : (
            <>
              <p>
                Single products cannot be told apart yet: the figures loaded do not hold {possessive(country)}{" "}
                imports of each product from all suppliers. Tightrope comes with products of the trade between
                China and Russia only.
              </p>
              <ToLoad table="trade" only={["baci", "comtrade"]} />
            </>
          )
        }
      />
      <details class="text">
        <summary>The three tests</summary>
        <p>
          A product counts as dependent when its suppliers are few (the squares of their shares add up to more
          than 0.4), more than half of what is used comes from outside, and more is imported than exported.
          They are the European Commission’s tests of 2021, here for any country.{" "}
          <a href={`/indicators/product-dependence?reporter=${country}`}>Their formula and thresholds</a>.
        </p>
      </details>
    </>
  );
}

function short(text: unknown): string {
  const words = String(text ?? "not described").replace(/[;:,(].*$/s, "");
  return words.length > 44 ? `${words.slice(0, 43)}…` : words;
}
