import type { Row } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import type { ComplexityIndices } from "../kernels/index.ts";
import type { ComplexityPeriod, ComplexityScope } from "./complexity-input.ts";
import { spanText } from "./spans.ts";

/** Exports below this make a country small; the Atlas's limit. */
const SMALL = 1e9;
const FEW = 30;

/** What must stand beside complexity figures: whose exports, who was left out, how well the vector is determined. */
export class ComplexityNotes {
  readonly #scope: ComplexityScope;
  readonly #context: ComputeContext;
  readonly #left = new Map<string, Set<string>>();
  readonly #mirrored: string[] = [];
  readonly #few: string[] = [];
  readonly #close: string[] = [];
  readonly #split: string[] = [];
  readonly #data = new Set<string>();
  #small = 0;

  constructor(scope: ComplexityScope, context: ComputeContext) {
    this.#scope = scope;
    this.#context = context;
  }

  add(period: ComplexityPeriod, indices?: ComplexityIndices): void {
    const { leftOut } = period;
    this.#data.add(
      `${period.source}, ${period.classification}, ${period.basis === "reconciled" ? "reconciled figures" : `the ${period.basis}s' figures`}`,
    );
    this.#context.cite(period.source);
    if (period.basis === "importer") this.#mirrored.push(period.period);
    if (period.countries.length < FEW) this.#few.push(period.period);
    this.#leave("areas that are no countries", leftOut.areas);
    this.#leave(`countries with fewer than ${this.#scope.min_population} people`, leftOut.smallPopulation);
    this.#leave("countries whose population is not known here", leftOut.unknownPopulation);
    this.#leave(`countries that export less than ${this.#scope.min_exports} dollars`, leftOut.smallExports);
    this.#leave(
      this.#scope.min_product > 0
        ? `products of which less than ${this.#scope.min_product} dollars are exported`
        : "products that only countries left out export",
      leftOut.smallProducts,
    );
    const n = period.products.length;
    let small = 0;
    for (let r = 0; r < period.countries.length; r++) {
      let sum = 0;
      for (let c = 0; c < n; c++) sum += period.values[r * n + c] as number;
      if (sum < SMALL) small++;
    }
    this.#small = Math.max(this.#small, small);
    if (!indices) return;
    this.#leave(
      "countries without any product of revealed advantage",
      pick(indices.droppedCountries, period.countries),
    );
    this.#leave(
      "products in which no country has revealed advantage",
      pick(indices.droppedProducts, period.products),
    );
    const { secondEigenvalue: second, thirdEigenvalue: third } = indices;
    if (second > 1 - 1e-9) this.#split.push(period.period);
    else if (second - third < 0.02 * second) this.#close.push(period.period);
  }

  finish(): void {
    const note = this.#context.note;
    if (this.#data.size === 0) return;
    note({ kind: "definition", text: `exports: ${[...this.#data].join("; ")}` });
    const mirrored = spanText(this.#mirrored);
    if (mirrored) note({ kind: "mirrored", text: `${mirrored}: exports as their buyers report them` });
    for (const [why, who] of this.#left)
      note({
        kind: "partial",
        text: `left out: ${who.size} ${why} (${[...who].sort().slice(0, 8).join(", ")}${who.size > 8 ? ", …" : ""})`,
      });
    const few = spanText(this.#few);
    if (few)
      note({
        kind: "sample",
        text: `${few}: fewer than ${FEW} exporters have figures, so places say little about the world`,
      });
    if (this.#scope.min_population === 0 && this.#scope.min_exports === 0 && this.#small > 0)
      note({
        kind: "definition",
        text: `no minimum size is set: up to ${this.#small} countries that export less than 1 bn dollars take part and can move the vector (the Atlas leaves them out: --min_population 1000000 --min_exports 1000000000)`,
      });
    const split = spanText(this.#split);
    if (split)
      note({
        kind: "definition",
        text: `${split}: the second eigenvalue is 1: groups of countries share no product, and the index only tells the groups apart`,
      });
    const close = spanText(this.#close);
    if (close)
      note({
        kind: "definition",
        text: `${close}: second and third eigenvalue lie within 2 %, so the vector is poorly determined`,
      });
  }

  #leave(why: string, who: readonly string[]): void {
    if (who.length === 0) return;
    const set = this.#left.get(why) ?? new Set();
    for (const w of who) set.add(w);
    this.#left.set(why, set);
  }
}

function pick(indices: Int32Array, names: readonly string[]): string[] {
  return [...indices].map((i) => names[i] as string);
}

/** 1 + the number of larger values, for each that is not NaN; NaN elsewhere. */
export function ranks(values: Float64Array): Float64Array {
  const sorted = values
    .filter((v) => !Number.isNaN(v))
    .sort()
    .reverse();
  const first = new Map<number, number>();
  sorted.forEach((v, i) => {
    if (!first.has(v)) first.set(v, i + 1);
  });
  return values.map((v) => first.get(v) ?? Number.NaN);
}

/** The first row of the last period, for a finding in words. */
export function lastOf(rows: readonly Row[]): Row | undefined {
  const last = rows.at(-1)?.period;
  return rows.find((r) => r.period === last);
}
