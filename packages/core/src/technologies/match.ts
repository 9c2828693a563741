import type { Technology } from "./technologies.ts";

/** What OpenAlex files a work under. */
export interface WorkLabels {
  field?: string | null;
  subfield?: string | null;
  topic?: string | null;
  topicName?: string | null;
}

/** True when a work filed under these OpenAlex labels belongs to the technology. */
export function matchesWork(technology: Technology, work: WorkLabels): boolean {
  return matches(technology, work, work.topicName ? spaced(work.topicName) : "");
}

/** The technologies among `all` that a work belongs to. */
export function technologiesOfWork(all: readonly Technology[], work: WorkLabels): Technology[] {
  const name = work.topicName ? spaced(work.topicName) : "";
  return all.filter((technology) => matches(technology, work, name));
}

function matches(technology: Technology, { topic, subfield, field }: WorkLabels, name: string): boolean {
  if (topic && technology.topics.includes(topic)) return true;
  if (subfield && technology.subfields.includes(subfield)) return true;
  if (field && technology.fields.includes(field)) return true;
  return holds(name, technology.words) && !holds(name, technology.not);
}

/** True when an IPC symbol, written with or without its spaces, belongs to the technology. */
export function matchesIpc(technology: Technology, symbol: string): boolean {
  const wanted = plainIpc(symbol);
  return technology.ipc.some((rule) => {
    const begin = plainIpc(rule);
    if (!wanted.startsWith(begin)) return false;
    // `G06N 1` must not take G06N 10: after a group number the next sign may not be a digit.
    return !/\d$/.test(begin) || begin.length <= 3 || !/^\d/.test(wanted.slice(begin.length));
  });
}

/** `h01l 21/02` and `H01L21/02` are the same symbol. */
export function plainIpc(symbol: string): string {
  return symbol.toUpperCase().replaceAll(/\s+/g, "");
}

/** Codes of the technology in one HS revision; undefined when the taxonomy does not list that revision. */
export function hsPrefixes(technology: Technology, revision: string): readonly string[] | undefined {
  return technology.hs6[revision];
}

/** A phrase between single spaces, lower-case, so that whole words can be found with `includes`. */
export function spaced(text: string): string {
  return ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
}

/** Phrases of the rules as they are looked for; thousands of topics ask for the same few hundred. */
const phrases = new WeakMap<readonly string[], readonly string[]>();

function holds(spacedName: string, words: readonly string[]): boolean {
  const wanted = phrases.get(words) ?? words.map(spaced);
  phrases.set(words, wanted);
  return wanted.some((word) => spacedName.includes(word));
}
