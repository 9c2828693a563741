import { countryName } from "../countries/index.ts";
import type { CoverageNote } from "../result.ts";
import type { MarginScope, Margins } from "./cif-margin.ts";
import type { MirrorPair } from "./mirror-pairs.ts";
import { silences } from "./silence.ts";
import { spanText } from "./spans.ts";

/** What must stand beside two readings of one flow. */
export function mirrorNotes(
  pairs: readonly MirrorPair[],
  margins: Margins,
  scope: MarginScope & { readonly exporter: string; readonly importer: string },
): CoverageNote[] {
  const spanOf = (test: (p: MirrorPair) => boolean) => spanText(pairs.filter(test).map((p) => p.period));
  const notes: CoverageNote[] = [
    ...silenceNotes(
      [scope.exporter, scope.importer],
      pairs.map((p) => p.period),
    ),
  ];
  const estimated = spanOf((p) => p.estimated);
  if (estimated)
    notes.push({
      kind: "estimated",
      text: `${estimated}: one side is an estimate of the source and not that country's figure`,
    });
  for (const [side, who] of [
    ["exporter", scope.exporter],
    ["importer", scope.importer],
  ] as const) {
    const missing = spanOf((p) => p[side] === undefined);
    if (missing)
      notes.push({
        kind: "missing",
        text: `${missing}: no figure of ${countryName(who)} (the ${side}) for some or all of these goods`,
      });
  }
  if (pairs.some((p) => p.importer?.valuation === "CIF")) notes.push(marginNote(margins, scope));
  if (pairs.some((p) => [p.exporter, p.importer].some((s) => s && s.low < s.high)))
    notes.push({
      kind: "definition",
      text: "some codes were converted between HS revisions (headings and chapters, for which there is no table, were kept as they are) or belong to the goods only in part; converted_share says how much of the figure that touches",
    });
  return notes;
}

/** How transport was taken off. */
export function marginNote(margins: Margins, scope: MarginScope): CoverageNote {
  if (scope.margin === "none")
    return { kind: "definition", text: "no transport margin is taken off imports (CIF)" };
  const text = margins.fit
    ? `CIF/FOB margin fitted by distance, coast and border on ${margins.fit.used} flows that both ends report (CEPII GeoDist)`
    : `CIF/FOB margin is a constant ${scope.margin_constant}, an assumption${margins.reason ? `: ${margins.reason}, too few to fit one by distance` : ""}`;
  return { kind: "definition", text: `${text}; ranges take in the usual 5 to 10 %` };
}

/** Countries that had stopped publishing in some of the periods. */
export function silenceNotes(countries: readonly string[], periods: readonly string[]): CoverageNote[] {
  return silences.flatMap(({ country, from, why }): CoverageNote[] => {
    const span = spanText(periods.filter((p) => p >= from));
    return span && countries.includes(country)
      ? [
          {
            kind: "mirrored",
            text: `${span}: ${why}; its figures here are its partners' or estimates, never its own`,
          },
        ]
      : [];
  });
}
