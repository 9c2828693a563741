import type { CoverageNote } from "@tightrope/core";
import type { Draft } from "./draft.ts";
import { knownFrom } from "./known.ts";
import { textWidth, wrapText } from "./measure.ts";
import { textAt } from "./svg.ts";
import { SIZE } from "./theme.ts";

/** A badge has a sign and a word, so that it reads without colour. */
const BADGES: Readonly<Record<CoverageNote["kind"], string>> = {
  missing: "Missing",
  mirrored: "Mirrored",
  reconciled: "Reconciled",
  estimated: "Estimated",
  partial: "Partial",
  sample: "Sample",
  definition: "Definition",
  licence: "Licence",
};

interface Paragraph {
  readonly lead: string;
  readonly text: string;
}

/** What a picture must carry when it travels alone: coverage, source, vintage, licence, receipt. */
export function footerParagraphs(draft: Draft, notes: readonly string[]): Paragraph[] {
  const { coverage, receipt, indicator, rows } = draft.input;
  const covers = [...coverage.notes, ...knownFrom(rows, coverage.notes)];
  const short = receipt.contentHash.replace(/^sha256:/, "").slice(0, 12);
  const snapshot = receipt.snapshot.replace(/^sha256:/, "").slice(0, 12);
  return [
    ...(notes.length > 0 ? [{ lead: "Reading", text: notes.join(" ") }] : []),
    ...(covers.length > 0
      ? covers.map((note) => ({ lead: BADGES[note.kind], text: note.text }))
      : [{ lead: "Coverage", text: "the result notes no gap, estimate or mirrored figure" }]),
    ...sourceParagraphs(draft),
    {
      lead: "Receipt",
      text: `${short} · ${indicator} · snapshot ${snapshot} · Tightrope ${receipt.tightrope}`,
    },
  ];
}

/** One paragraph a source: publisher and title, vintage or day of retrieval, licence. */
function sourceParagraphs(draft: Draft): Paragraph[] {
  const { sources } = draft.input.coverage;
  if (sources.length === 0) return [{ lead: "Source", text: "none is named in the result" }];
  return sources.map((source) => {
    const vintage = source.vintage
      ? `version ${source.vintage}`
      : source.retrieved
        ? `retrieved ${source.retrieved}`
        : "vintage not recorded";
    const title = source.title.includes(source.publisher)
      ? source.title
      : `${source.publisher}, ${source.title}`;
    const limit = source.redistributable ? "" : ", not for redistribution";
    return { lead: "Source", text: `${title} · ${vintage} · ${source.licence}${limit}` };
  });
}

/** Sets the paragraphs from `y` down, each with its badge word before it. */
export function drawFooter(
  draft: Draft,
  notes: readonly string[],
  x: number,
  y: number,
): { nodes: SVGElement[]; height: number } {
  const { pen, theme, width } = draft;
  const leading = SIZE.foot + 4;
  const nodes: SVGElement[] = [
    pen.element("path", {
      d: `M${x},${y + 0.5}h${width}`,
      stroke: theme.hairline,
      "stroke-width": 1,
      fill: "none",
    }),
  ];
  let at = y + 8 + SIZE.foot;
  for (const { lead, text } of footerParagraphs(draft, notes)) {
    const indent = textWidth(`${lead} `, SIZE.foot, "semibold") + 4;
    nodes.push(textAt(pen, x, at, lead, { size: SIZE.foot, fill: theme.text, bold: true, role: "badge" }));
    const lines = hanging(text, Math.min(width, 900), indent);
    lines.forEach((line, i) => {
      nodes.push(
        textAt(pen, x + (i === 0 ? indent : 0), at + i * leading, line, {
          size: SIZE.foot,
          fill: theme.quiet,
          role: "footer",
        }),
      );
    });
    at += lines.length * leading + 1;
  }
  return { nodes, height: at - leading - y + 12 };
}

/** Lines of which the first one starts after `indent`. */
function hanging(text: string, width: number, indent: number): string[] {
  const [first = ""] = wrapText(text, width - indent, SIZE.foot);
  const rest = text
    .replace(/[ \n\t]+/g, " ")
    .trim()
    .slice(first.length)
    .trim();
  return rest === "" ? [first] : [first, ...wrapText(rest, width, SIZE.foot)];
}
