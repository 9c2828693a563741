import { useYears } from "../coverage.ts";
import { answered, type Part, useParts } from "../figure/part.ts";
import type { Request } from "../request.ts";
import { type Flow, researchShare, sharesOf, tradeShare } from "./shares.ts";

/** Answers that several pictures of the pair share: each side’s share in the other’s imports and exports, and research. */
export interface PairTrade {
  readonly requests: readonly Request<Part>[];
  /** How much of one side’s trade is with the other. */
  share(of: string, flow: Flow): Part | undefined;
  research(of: string): Part | undefined;
  /** The year shown: the one asked for, else the last with a share. */
  readonly year: number | undefined;
  readonly years: readonly number[];
  readonly done: boolean;
  /** Notes on the year shown, in words. */
  notes(flow: Flow): readonly string[];
}

export function usePairTrade(a: string, b: string, goods: string, asked: number | undefined): PairTrade {
  // Of the whole table, which the page knows already when other countries are chosen: a year without joint works has no row.
  const researchYears = useYears("collaborations") ?? [];
  const [from, to] = [researchYears[0], researchYears.at(-1)];
  const more = goods === "total" ? {} : { product: goods };
  const requests = useParts(
    [
      tradeShare(a, b, "imports", more),
      tradeShare(b, a, "imports", more),
      tradeShare(a, b, "exports", more),
      tradeShare(b, a, "exports", more),
      from && to ? researchShare(a, b, from, to) : null,
      from && to ? researchShare(b, a, from, to) : null,
    ],
    { urgent: true },
  );
  const parts = requests.slice(0, 4);
  const share = (of: string, flow: Flow) => parts[(of === a ? 0 : 1) + (flow === "imports" ? 0 : 2)]?.data;
  const all = answered(parts).flatMap(sharesOf);
  const years = [
    ...new Set(all.filter((s) => s.row.value_usd != null || s.value !== null).map((s) => s.year)),
  ].sort((x, y) => x - y);
  const known = all.filter((s) => s.value !== null).map((s) => s.year);
  const year = asked ?? (known.length > 0 ? Math.max(...known) : years.at(-1));
  return {
    requests,
    share,
    research: (of) => requests[of === a ? 4 : 5]?.data,
    year,
    years,
    done: parts.every((r) => r.data !== undefined || r.error !== undefined),
    notes(flow) {
      const texts = [share(b, flow), share(a, flow)].flatMap((part) => {
        const at = sharesOf(part).find((s) => s.year === year);
        if (!part || at?.value == null) return [];
        const notes = part.answer.coverage.notes
          .filter((n) => n.kind !== "definition" && covers(n.text, year))
          .map((n) =>
            n.kind === "estimated"
              ? `${part.label}: an estimate of the source, not what the country reported (${n.text})`
              : `${part.label}: ${n.text}`,
          );
        const source = part.answer.coverage.sources.map((s) => s.title).join(", ");
        return notes.length > 0
          ? notes
          : [`${part.label}: as reported, nothing estimated or missing (${source})`];
      });
      return [...new Set(texts)];
    },
  };
}

/** Whether a note that names its years (`2022 to 2024: …`) is about this one. */
function covers(text: string, year: number | undefined): boolean {
  const found = /^(\d{4})(?:[-\d]*)(?: to (\d{4}))?/.exec(text);
  if (!found || year === undefined) return true;
  const first = Number(found[1]);
  return year >= first && year <= Number(found[2] ?? first);
}
