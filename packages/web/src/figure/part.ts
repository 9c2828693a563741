import type { ChartInput } from "@tightrope/charts";
import { useRef } from "preact/hooks";
import { type Answer, indicatorUrl, type Parameters } from "../api.ts";
import { type Request, useRequests } from "../request.ts";

/** One question that a picture rests on. */
export interface Asked {
  /** What this part is, where a picture has several: `Russia’s imports`. */
  readonly label: string;
  readonly indicator: string;
  readonly parameters: Parameters;
}

/** A question with its answer: what data, command line, citation and receipt are made from. */
export interface Part extends Asked {
  readonly answer: Answer;
}

/** Asks several questions; null ones are left out. `urgent` ones, which the top of a page needs, go first. */
export function useParts(
  asked: readonly (Asked | null)[],
  { urgent = false } = {},
): readonly Request<Part>[] {
  const requests = useRequests<Answer>(
    asked.map((a) => (a === null ? null : indicatorUrl(a.indicator, a.parameters))),
    urgent,
  );
  return requests.map((request, i) => {
    const question = asked[i];
    const { data } = request;
    return { ...request, data: question && data ? { ...question, answer: data } : undefined };
  });
}

/**
 * The question that follows from another's answer: while that answer is an earlier one's, which says nothing about this
 * one, the question before stays.
 */
export function useLastUnless(stale: boolean | undefined, question: Asked | null): Asked | null {
  const last = useRef(question);
  if (!stale) last.current = question;
  return last.current;
}

/** The parts that have been answered. */
export function answered(requests: readonly Request<Part>[]): Part[] {
  return requests.flatMap((r) => (r.data ? [r.data] : []));
}

/** Permalink of a part's data: the resolved question on the snapshot that answered it. */
export function dataUrl({ indicator, answer }: Part, suffix: string): string {
  const parameters = Object.fromEntries(
    Object.entries(answer.receipt.parameters).map(([k, v]) => [
      k,
      Array.isArray(v) ? v.join(",") : String(v),
    ]),
  );
  const query = new URLSearchParams({ ...parameters, snapshot: answer.receipt.snapshot.slice(0, 16) });
  return `/v1/indicators/${indicator}${suffix}?${query}`;
}

/** What one types to get the same answer at a terminal. */
export function commandLine({ indicator, parameters }: Asked): string {
  const options = Object.entries(parameters).flatMap(([name, value]) => {
    if (value === null || value === undefined || value === "") return [];
    const text = Array.isArray(value) ? value.join(",") : String(value);
    return [`--${name} ${/^[\w.:,/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`}`];
  });
  return ["tightrope run", indicator, ...options].join(" ");
}

/**
 * Several answers as one picture. Rows get the columns the picture needs; notes and sources are those of all parts;
 * each part's receipt is named in the footer, since one alone would not rebuild the picture.
 */
export function combined(
  parts: readonly Part[],
  {
    title,
    rowsOf,
    columns,
  }: {
    title: string;
    columns: ChartInput["columns"];
    rowsOf: (part: Part) => ChartInput["rows"];
  },
): ChartInput {
  const [first] = parts;
  if (!first) throw new RangeError("a picture needs at least one part");
  const several = parts.length > 1;
  return {
    indicator: unique(
      parts.map((p) => p.indicator),
      (i) => i,
    ).join(", "),
    title,
    parameters: {},
    columns,
    rows: parts.flatMap(rowsOf),
    coverage: {
      notes: [...mergedNotes(parts), ...receiptNote(parts)],
      sources: unique(
        parts.flatMap((p) => p.answer.coverage.sources),
        (s) => `${s.source} ${s.vintage}`,
      ),
    },
    receipt: {
      tightrope: first.answer.receipt.tightrope,
      snapshot: first.answer.receipt.snapshot,
      contentHash: several ? `${parts.length} receipts` : first.answer.receipt.contentHash,
    },
  };
}

type Note = ChartInput["coverage"]["notes"][number];

/** One receipt rebuilds one part: a picture of several names them all. */
export function receiptNote(parts: readonly Part[]): Note[] {
  if (parts.length < 2) return [];
  const each = parts.map((p) => `${p.label} ${p.answer.receipt.contentHash.slice(0, 12)}`);
  return [{ kind: "definition", text: `one receipt a part: ${each.join("; ")}` }];
}

/** Notes that every part carries are said once, without the part's name. */
function mergedNotes(parts: readonly Part[]): Note[] {
  const plain = parts.flatMap((p) => p.answer.coverage.notes);
  const seen = new Set<string>();
  const out: Note[] = [];
  for (const note of plain) {
    const key = `${note.kind} ${note.text}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const holders = parts.filter((p) => p.answer.coverage.notes.some((n) => `${n.kind} ${n.text}` === key));
    out.push(
      holders.length === parts.length
        ? note
        : { ...note, text: `${holders.map((p) => p.label).join(", ")}: ${note.text}` },
    );
  }
  return out;
}

function unique<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
