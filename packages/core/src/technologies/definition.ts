import type { Technology } from "./technologies.ts";

/** How one question to OpenAlex selects a technology: by one kind of identifier, since it cannot ask for either. */
export interface CountedBy {
  readonly by: "subfields" | "topics";
  readonly ids: readonly string[];
}

/** What counts fetched from OpenAlex rest on; undefined for a technology that is found by words alone. */
export function countedBy({ subfields, topics }: Technology): CountedBy | undefined {
  if (subfields.length > 0) return { by: "subfields", ids: subfields };
  return topics.length > 0 ? { by: "topics", ids: topics } : undefined;
}

/** The definition behind `tech:NAME` in a source's rows, in a few words: two sources may not mean the same works. */
export function definitionOf(technology: Technology, source: string): string {
  if (source === "patents") return "IPC classes";
  if (source !== "openalex-counts") {
    const kinds = (["fields", "subfields", "topics", "words"] as const).filter(
      (kind) => technology[kind].length > 0,
    );
    return kinds.map((kind) => (kind === "words" ? "words in names of topics" : kind)).join(", ");
  }
  const counted = countedBy(technology);
  return counted ? `${counted.by} ${counted.ids.join(", ")} only` : "not counted";
}
