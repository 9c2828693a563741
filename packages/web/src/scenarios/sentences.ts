import { countryName, formatPercent } from "@tightrope/charts";
import type { BaselineAnswer } from "@tightrope/server";
import { listed, named, sentenceCase } from "../words.ts";
import type { Composed } from "./compose.ts";
import type { Solved, WelfareRow } from "./lab.ts";

type Names = Pick<BaselineAnswer, "labels" | "groupTitles" | "sectorLabels" | "countries" | "groups">;

/** A country, area or bloc of a baseline as it stands in a sentence. */
export function nameIn(names: Names, code: string): string {
  if (code === "all") return "everybody else";
  const bloc = names.groupTitles[code];
  if (bloc) return `the ${bloc}`;
  const label = countryName(code) ?? (names.labels[code] ?? code).replace(/ \(.*\)$/, "");
  if (!ADDED_UP.test(label)) return countryName(code) ? named(code) : label;
  return label.replace(/^Other /, "the rest of the ").replace(/^Rest /, "the rest ");
}

/** How the names of areas begin that a table adds up of many countries. */
const ADDED_UP = /^(Other|Rest) /;

/** An area that a table adds up says less than a country. */
export function isAddedUp(names: Names, code: string): boolean {
  return ADDED_UP.test(countryName(code) ?? names.labels[code] ?? code);
}

/** The same at the head of a list or a row. */
export function titleIn(names: Names, code: string): string {
  return names.groupTitles[code] ?? countryName(code) ?? (names.labels[code] ?? code).replace(/ \(.*\)$/, "");
}

/** What a question supposes, as a sentence without a full stop: `China and Russia stop trading`. */
export function supposition(c: Composed, names: Names): string {
  const [a, b] = [c.senders, c.target].map((codes) => listed(codes.map((code) => nameIn(names, code)))) as [
    string,
    string,
  ];
  const plural = (codes: readonly string[]) => codes.length > 1;
  const s = plural(c.senders) ? "" : "s";
  const all = c.sectors.join() === "all";
  const goods = all ? "" : listed(c.sectors.map((code) => sectorName(names, code)));
  const part = c.share < 1 ? `, for ${formatPercent(c.share)} of the goods` : "";
  const size = formatPercent(c.size);
  const points = `${Math.round(c.size * 1000) / 10} points`;
  const inGoods = all ? "" : ` in ${goods}`;
  const text = (): string => {
    if (c.kind === "cut-off") {
      if (c.side === "both") return `${a} and ${b} stop trading${inGoods}`;
      const nothing = all ? "nothing more" : `no more ${goods}`;
      return c.side === "exports" ? `${a} sell${s} ${b} ${nothing}` : `${a} buy${s} ${nothing} from ${b}`;
    }
    if (c.kind === "cost") {
      if (c.side === "both") return `trade between ${a} and ${b}${inGoods} costs ${size} more`;
      return c.side === "exports"
        ? `what ${a} sell${s} to ${b}${inGoods} costs ${size} more`
        : `what ${a} buy${s} from ${b}${inGoods} costs ${size} more`;
    }
    if (c.side === "both") return `${a} and ${b} raise tariffs on each other${inGoods} by ${points}`;
    const [by, on, many] = c.side === "imports" ? [a, b, plural(c.senders)] : [b, a, plural(c.target)];
    return `${by} raise${many ? "" : "s"} tariffs on ${all ? "goods" : goods} from ${on} by ${points}`;
  };
  return sentenceCase(text() + part);
}

/** Countries of the table that some names stand for. */
export function membersIn(names: Names, codes: readonly string[]): string[] {
  const found = codes.flatMap((code) =>
    code === "all" ? names.countries : (names.groups[code] ?? names.countries.filter((c) => c === code)),
  );
  return [...new Set(found)];
}

/** What comes of it for those who are in it: the hardest hit of each side. */
export function findingOf(
  sides: { readonly senders: readonly string[]; readonly target: readonly string[] },
  solved: Pick<Solved, "rows" | "converged">,
  names: Names,
): string {
  if (!solved.converged) return "No equilibrium was found: there is no figure to rely on";
  const hit = (codes: readonly string[], except: readonly string[] = []): WelfareRow | undefined => {
    const members = membersIn(names, codes).filter((c) => !except.includes(c));
    return solved.rows
      .filter((r) => members.includes(r.country))
      .reduce<WelfareRow | undefined>((x, r) => (x && x.welfare <= r.welfare ? x : r), undefined);
  };
  const target = hit(sides.target);
  const sender = hit(sides.senders, membersIn(names, sides.target));
  const first =
    target && `${nameIn(names, target.country)} would ${changeText(target.welfare)} of its real income`;
  const many = membersIn(names, sides.senders).length > 1 ? ", hit hardest of the senders," : "";
  const second =
    sender && `${nameIn(names, sender.country)}${many} ${first ? "would " : ""}${changeText(sender.welfare)}`;
  return sentenceCase([first, second].filter(Boolean).join("; "));
}

export function changeText(welfare: number): string {
  return `${welfare < 0 ? "lose" : "gain"} ${formatPercent(Math.abs(welfare))}`;
}

/** The answer to a forced choice. */
export function choiceFinding(
  country: string,
  losing: readonly { readonly partner: string; readonly welfare: number; readonly infinite: boolean }[],
  names: Names,
): string {
  const sorted = [...losing].sort((x, y) => x.welfare - y.welfare);
  const [worse, other] = sorted;
  if (!worse || !other) return "";
  const cost = (l: typeof worse) =>
    l.infinite ? "more than the model can say" : l.welfare < 0 ? formatPercent(-l.welfare) : "nothing";
  const times =
    !worse.infinite && other.welfare < 0 && worse.welfare / other.welfare >= 1.05
      ? `, ${(worse.welfare / other.welfare).toPrecision(2)} times as much`
      : "";
  return `Losing ${nameIn(names, worse.partner)} would cost ${nameIn(names, country)} ${cost(worse)} of its real income, losing ${nameIn(names, other.partner)} ${cost(other)}${times && `: the first costs${times.slice(1)}`}`;
}

/** Goods that nobody would sell any more, in words. */
export function unsuppliedText(
  unsupplied: readonly { readonly country: string; readonly sector: string }[],
  names: Names,
): string {
  const [first] = unsupplied;
  if (!first) return "";
  const more = unsupplied.length - 1;
  return `${sentenceCase(nameIn(names, first.country))} would have nobody left to buy ${sectorName(names, first.sector)} from${more > 0 ? `, and ${more} more ${more === 1 ? "good" : "goods"} would lack a seller` : ""}: the model puts no limit on what that costs, so there is no figure. Cut off a part, or raise the cost instead.`;
}

export function sectorName(names: Names, code: string): string {
  const label = names.sectorLabels[code] ?? code;
  return label.slice(0, 1).toLowerCase() + label.slice(1);
}
