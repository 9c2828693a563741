import { UsageError } from "../errors.ts";
import { nearest } from "../nearest.ts";

const KEYS = [
  "source",
  "basis",
  "product",
  "revision",
  "period",
  "from",
  "to",
  "frequency",
  "value",
  "label",
  "valuation",
] as const;

/**
 * Parameters of `difference` for a figure that another indicator gave, and what it is held against.
 *
 * A figure of `partner-share` and others that ask about a reporter and its partner is the flow between the two; one
 * that spans several periods is taken at its last, unless `against.period` or `period` says otherwise.
 *
 * @param against `source=comtrade,basis=partner`: keys source, basis (reporter, partner, exporter, importer, reconciled),
 * product, revision, period, from, to, frequency, value, label, valuation
 * @throws {UsageError} for a figure that is not a flow between two countries, or a key nobody knows
 */
export function differenceParameters(
  indicator: string,
  parameters: Readonly<Record<string, unknown>>,
  against: Readonly<Record<string, string>>,
  period?: string,
): Record<string, unknown> {
  for (const key of Object.keys(against))
    if (!(KEYS as readonly string[]).includes(key)) {
      const near = nearest(key, KEYS);
      throw new UsageError(
        `unknown key in --against: ${key} (${near.length > 0 ? `did you mean ${near.join(" or ")}?` : `it takes ${KEYS.join(", ")}`})`,
      );
    }
  const ends = endsOf(indicator, parameters);
  const basis = (word: unknown): string | undefined => {
    if (word === undefined || word === "auto") return undefined;
    const role = { reporter: ends.reporter, partner: ends.partner }[String(word)];
    return role ?? String(word);
  };
  const product = parameters.product === undefined ? undefined : String(parameters.product);
  const asked = period ?? against.period;
  const last = parameters.to ?? parameters.from;
  const from =
    asked ??
    (indicator === "difference"
      ? parameters.from
      : last === undefined
        ? undefined
        : firstOf(String(last), parameters));
  if (from === undefined) throw new UsageError("say which period is meant: --period 2021");
  const whole = (key: string) => (parameters[key] === undefined ? {} : { [key]: parameters[key] });
  const own = indicator === "difference" ? parameters : {};
  return {
    ...own,
    exporter: ends.exporter,
    importer: ends.importer,
    ...(product === undefined ? {} : { product }),
    from,
    ...whole("frequency"),
    ...whole("source"),
    ...defined({ basis: basis(parameters.basis) }),
    ...defined({
      against_source: against.source,
      against_basis: basis(against.basis),
      against_product: against.product ?? revised(product, against.revision),
      against_from: against.from,
      against_to: against.to,
      against_frequency: against.frequency,
      against_value: against.value,
      against_label: against.label,
      against_valuation: against.valuation,
    }),
  };
}

/** `source=comtrade,basis=partner` as an object; a label may hold commas when it stands last. */
export function parseAgainst(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  let rest = text.trim();
  while (rest !== "") {
    const found = /^([a-z_]+)=(.*)$/s.exec(rest);
    if (!found) throw new UsageError(`--against is written as key=value, separated by commas: ${text}`);
    const [, key, after] = found as unknown as [string, string, string];
    const comma = key === "label" ? -1 : after.indexOf(",");
    out[key] = (comma < 0 ? after : after.slice(0, comma)).trim();
    rest = comma < 0 ? "" : after.slice(comma + 1).trim();
  }
  return out;
}

function endsOf(indicator: string, p: Readonly<Record<string, unknown>>) {
  if (p.exporter !== undefined && p.importer !== undefined)
    return { exporter: p.exporter, importer: p.importer, reporter: "exporter", partner: "importer" };
  if (p.reporter !== undefined && p.partner !== undefined)
    return p.flow === "exports"
      ? { exporter: p.reporter, importer: p.partner, reporter: "exporter", partner: "importer" }
      : { exporter: p.partner, importer: p.reporter, reporter: "importer", partner: "exporter" };
  throw new UsageError(
    `${indicator} has no flow between two countries to explain: give --exporter and --importer, or --reporter and --partner`,
  );
}

/** First day of the last period of a range, so that the flow of one period is explained. */
function firstOf(last: string, p: Readonly<Record<string, unknown>>): string {
  if (p.frequency === "M") return last.length >= 7 ? last.slice(0, 7) : last;
  return last.slice(0, 4);
}

function revised(product: string | undefined, revision: string | undefined): string | undefined {
  if (revision === undefined) return undefined;
  const code = /^(?:[A-Za-z0-9]+:)?(\d+)$/.exec(product ?? "")?.[1];
  if (code === undefined)
    throw new UsageError(`revision= needs a product that is an HS code, not ${product ?? "total"}`);
  return `${revision}:${code}`;
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined));
}
