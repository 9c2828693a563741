import { formatNumber, formatPercent } from "@tightrope/charts";
import type { BaselineAnswer } from "@tightrope/server";
import { Select } from "../form/choice.tsx";
import { sentenceCase } from "../words.ts";
import type { Solved, WelfareRow } from "./lab.ts";
import { sectorName, titleIn } from "./sentences.ts";

const PARTS: readonly (readonly [heading: string, of: (row: WelfareRow) => number | null])[] = [
  ["Terms of trade", (r) => r.termsOfTrade],
  ["Volume of trade", (r) => r.volumeOfTrade],
  ["Trade costs", (r) => r.tradeCosts],
  ["Transfers", (r) => r.transfers],
  ["Unexplained", rest],
];

function rest(r: WelfareRow): number | null {
  if (r.termsOfTrade === null) return null;
  return r.welfare - r.termsOfTrade - (r.volumeOfTrade ?? 0) - (r.tradeCosts ?? 0) - (r.transfers ?? 0);
}

/** What the change of real income is made of, for those who are in the question. */
export function PartsTable({ baseline, rows }: { baseline: BaselineAnswer; rows: readonly WelfareRow[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables scroll, and keys must reach them
    <section class="scroll" tabIndex={0} aria-label="parts of the change of real income">
      <table>
        <caption>
          Parts of the change of real income, percentage points, estimated by a model of the world of{" "}
          {baseline.year}
        </caption>
        <thead>
          <tr>
            <th scope="col">Country</th>
            <th scope="col" class="number">
              Real income
            </th>
            {PARTS.map(([heading]) => (
              <th key={heading} scope="col" class="number">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.country}>
              <th scope="row">{titleIn(baseline, r.country)}</th>
              <td class="number">{points(r.welfare)}</td>
              {PARTS.map(([heading, of]) => (
                <td key={heading} class="number">
                  {points(of(r))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Parts are added up by eye: as many digits in each, and no rounding to nothing. */
function points(value: number | null): string {
  if (value === null) return "…";
  const text = (value * 100).toFixed(3);
  return Number(text) === 0 ? "0" : text.replace("-", "−");
}

interface FlowsProps {
  readonly baseline: BaselineAnswer;
  readonly solved: Solved;
  readonly pair: readonly [string, string];
  readonly onPick: (pair: readonly [string, string]) => void;
}

/** Trade between two of the table's countries, sector by sector, before and after. */
export function FlowsTable({ baseline, solved, pair, onPick }: FlowsProps) {
  const [a, b] = pair;
  const options = baseline.countries.map((code) => ({ value: code, text: titleIn(baseline, code) }));
  const at = (exporter: string, sector: string) =>
    solved.flows.find((f) => f.exporter === exporter && f.sector === sector);
  const sectors = baseline.sectors.filter((s) => at(a, s) || at(b, s));
  const total = (exporter: string, of: "before" | "after") =>
    solved.flows.filter((f) => f.exporter === exporter).reduce((sum, f) => sum + f[of], 0);
  const cells = (before: number | undefined, after: number | undefined) => (
    <>
      <td class="number">{money(before)}</td>
      <td class="number">{money(after)}</td>
      <td class="number">{before && after !== undefined ? formatPercent(after / before - 1) : "–"}</td>
    </>
  );
  return (
    <>
      <div class="controls">
        <Select
          label="Trade between"
          value={a}
          options={options.filter((o) => o.value !== b)}
          onPick={(v) => onPick([v, b])}
        />
        <Select
          label="and"
          value={b}
          options={options.filter((o) => o.value !== a)}
          onPick={(v) => onPick([a, v])}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables scroll, and keys must reach them */}
      <section class="scroll" tabIndex={0} aria-label="trade before and after">
        <table>
          <caption>
            Million US dollars of {baseline.year}: before, the input-output table with trade imbalances
            treated as chosen above; after, as the model estimates
          </caption>
          <thead>
            <tr>
              <th scope="col">Goods</th>
              {[a, b].map((code) =>
                ["before", "after", "change"].map((word) => (
                  <th key={code + word} scope="col" class="number">
                    {titleIn(baseline, code)} sells, {word}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Everything</th>
              {cells(total(a, "before"), total(a, "after"))}
              {cells(total(b, "before"), total(b, "after"))}
            </tr>
            {sectors.map((s) => (
              <tr key={s}>
                <th scope="row">{sentenceCase(sectorName(baseline, s))}</th>
                {cells(at(a, s)?.before, at(a, s)?.after)}
                {cells(at(b, s)?.before, at(b, s)?.after)}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function money(value: number | undefined): string {
  if (value === undefined) return "–";
  return value === 0 ? "0" : formatNumber(value, { digits: 3 });
}

/** Whether the answer may be used, and how it was found. */
export function HowFound({
  solved,
  milliseconds,
}: {
  solved: { readonly converged: boolean; readonly residual: number; readonly iterations?: number };
  milliseconds: number | undefined;
}) {
  const rounds = solved.iterations === undefined ? "" : ` after ${solved.iterations} rounds`;
  if (!solved.converged)
    return (
      <p role="alert">
        <strong>No equilibrium was found.</strong> The figures are where the iteration stood{rounds}, with a
        residual of {solved.residual.toExponential(1)}: they must not be used. Choose a smaller change.
      </p>
    );
  return (
    <p class="quiet">
      Equilibrium found{rounds}: every market clears to {solved.residual.toExponential(0)} of its size.
      {milliseconds !== undefined && ` Solved in this page in ${Math.max(1, Math.round(milliseconds))} ms.`}
    </p>
  );
}
