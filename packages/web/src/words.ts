import { countryName, formatByHint, formatNumber, formatPercent } from "@tightrope/charts";

/** Names that English writes with an article. */
const WITH_THE =
  /^(United |Netherlands|Philippines|Bahamas|Gambia|Maldives|Solomon|Marshall|Cayman|Falkland|Faroe|Cook|European Union|U\.S\.|British |Central African|DR Congo|Congo)/;

/** A country's name as it stands in a sentence: `the United States`. */
export function named(code: string): string {
  const name = countryName(code) ?? code;
  return WITH_THE.test(name) ? `the ${name}` : name;
}

/** `Russia’s`, `the Netherlands’`. */
export function possessive(code: string): string {
  const name = named(code);
  return name.endsWith("s") ? `${name}’` : `${name}’s`;
}

/** Whether a code is a country and not an area that sources add up, such as the rest of the world (Kosovo is one). */
export function isCountry(code: string): boolean {
  return code === "XKX" || !/^X[A-Z]{2}$/.test(code);
}

export function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `January 2022`. */
export function monthText(period: unknown): string {
  const [year, month] = String(period).split("-");
  return `${MONTHS[Number(month) - 1] ?? ""} ${year}`.trim();
}

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

/** Straight quotation marks and apostrophes as print has them. */
export function curly(text: string): string {
  return text.replace(/(^|[\s(“])'(?=\S)/g, "$1‘").replaceAll("'", "’");
}

export function yearOf(period: unknown): number {
  return Number(String(period).slice(0, 4));
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

export function counted(n: number, one: string, many = `${one}s`): string {
  return `${formatNumber(n, { exact: true, digits: 15 })} ${n === 1 ? one : many}`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1e3) return `${bytes} bytes`;
  if (bytes < 1e6) return `${formatNumber(bytes / 1e3)} kB`;
  return `${formatNumber(bytes / 1e6)} MB`;
}

/** A number with what its unit says: shares as per cent. */
export function valueText(value: number | null | undefined, unit?: string): string {
  if (unit && /^(share|fraction)/i.test(unit)) return formatPercent(value);
  if (unit && /US dollars/.test(unit)) return formatByHint(value, "usd");
  return formatNumber(value);
}
