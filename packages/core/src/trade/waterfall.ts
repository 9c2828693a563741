/** A row of a waterfall from one figure to another. */
export interface Step {
  readonly kind: "start" | "step" | "bound" | "remainder" | "end";
  readonly step: string;
  readonly label: string;
  /** Figure at the ends, change in between; NaN for a bound, whose size is not known. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly how: string;
  readonly source?: string | undefined;
}

/**
 * Steps from one figure to another, in a fixed order, with what they leave named. The start, all known steps and the
 * remainder add up to the end; a bound lies inside the remainder and has no size of its own.
 */
export class Waterfall {
  readonly rows: Step[] = [];
  #at: number;

  constructor(label: string, value: number, how: string, source?: string) {
    this.#at = value;
    this.rows.push({ kind: "start", step: "figure", label, value, low: value, high: value, how, source });
  }

  /** The figure so far. */
  get at(): number {
    return this.#at;
  }

  step(
    step: string,
    label: string,
    value: number,
    how: string,
    range: { low: number; high: number; source?: string | undefined },
  ): void {
    this.#at += value;
    this.rows.push({ kind: "step", step, label, value, how, ...range });
  }

  /** A cause whose size is not known, between two limits. */
  bound(step: string, label: string, low: number, high: number, how: string, source?: string): void {
    this.rows.push({ kind: "bound", step, label, value: Number.NaN, low, high, how, source });
  }

  end(label: string, value: number, how: string, causes: string, source?: string): void {
    const left = value - this.#at;
    const loose = this.rows.filter((r) => r.kind === "step");
    const slack = (of: (r: Step) => number) => loose.reduce((a, r) => a + of(r) - r.value, 0);
    this.rows.push({
      kind: "remainder",
      step: "unexplained",
      label: "unexplained",
      value: left,
      low: left - slack((r) => Math.max(r.low, r.high)),
      high: left - slack((r) => Math.min(r.low, r.high)),
      how: causes,
    });
    this.rows.push({ kind: "end", step: "other figure", label, value, low: value, high: value, how, source });
  }
}
