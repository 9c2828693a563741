/** Numbers as every chart, table and sentence shows them: three significant digits, a true minus, thin spaces. */
export type NumberFormat = "percent" | "usd" | "number";

export interface FormatOptions {
  /** Significant digits, default 3. */
  readonly digits?: number;
  /** Keep all digits before the decimal point (counts, table cells); default false. */
  readonly exact?: boolean;
  /** For ticks and labels: `1.2 bn` in place of `1.2 billion US dollars`. */
  readonly short?: boolean;
}

/** Narrow no-break space: thin, and it never ends a line. */
export const THIN = "\u202f";
export const MINUS = "\u2212";
export const NO_DATA = "no data";

/** @example formatNumber(-12345.6) // "−12 300" @example formatNumber(0.04213) // "0.0421" */
export function formatNumber(value: number | null | undefined, options: FormatOptions = {}): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_DATA;
  const sign = value < 0 ? MINUS : "";
  if (!Number.isFinite(value)) return `${sign}∞`;
  return sign + group(significant(Math.abs(value), options.digits ?? 3, options.exact ?? false));
}

/** A fraction as a percentage. @example formatPercent(0.3428) // "34.3 %" */
export function formatPercent(value: number | null | undefined, options: FormatOptions = {}): string {
  const text = formatNumber(typeof value === "number" ? cleanProduct(value) : value, options);
  return text === NO_DATA ? text : `${text}${THIN}%`;
}

const MAGNITUDES = [
  [1e12, "trillion", "tn"],
  [1e9, "billion", "bn"],
  [1e6, "million", "mn"],
  [1e3, "thousand", "k"],
] as const;

/** @example formatUsd(1.2e9) // "1.2 billion US dollars" @example formatUsd(1.2e9, { short: true }) // "1.2 bn" */
export function formatUsd(value: number | null | undefined, options: FormatOptions = {}): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_DATA;
  const short = options.short ?? false;
  // Compare what will be printed, so that 999.9 million reads 1 billion and not 1 000 million.
  const size = Math.abs(Number(value.toPrecision(options.digits ?? 3)));
  const found = MAGNITUDES.find(([factor]) => size >= factor);
  const words = found && (short || found[0] > 1e3) ? found : undefined;
  const number = formatNumber(words ? value / words[0] : value, options);
  if (short) return words ? `${number}${THIN}${words[2]}` : number;
  return `${number} ${words ? `${words[1]} ` : ""}US dollars`;
}

export function formatByHint(
  value: number | null | undefined,
  format: NumberFormat | undefined,
  options: FormatOptions = {},
): string {
  if (format === "percent") return formatPercent(value, options);
  if (format === "usd") return formatUsd(value, options);
  if (options.short && typeof value === "number" && Math.abs(value) >= 1e5) return formatUsd(value, options);
  return formatNumber(value, options);
}

/** ×100 without the dust of binary fractions (0.07 × 100 is 7.000000000000001). */
function cleanProduct(fraction: number): number {
  return Number((fraction * 100).toPrecision(14));
}

function significant(value: number, digits: number, exact: boolean): string {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(digits));
  const exponent = Math.floor(Math.log10(rounded) + 1e-12);
  if (exponent >= digits - 1) return (exact ? Math.round(value) : rounded).toFixed(0);
  if (exponent < -6) return rounded.toExponential().replace("e-", `${THIN}×${THIN}10^${MINUS}`);
  const text = rounded.toFixed(Math.max(0, digits - 1 - exponent));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function group(digits: string): string {
  const [whole = "", fraction] = digits.split(".");
  const grouped = /^\d+$/.test(whole) ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
