import type { Result } from "../result.ts";
import { citation } from "./citation.ts";
import { toDocument } from "./document.ts";
import { textOf } from "./values.ts";

/** The answer to paste into a report: finding, table with units, what is missing, sources and receipt. */
export function toMarkdown(result: Result): string {
  const { finding, columns, rows, coverage, receipt } = toDocument(result);
  const numeric = (type: string) => type === "integer" || type === "decimal" || type === "double";
  const parts = [
    `## ${escaped(finding ?? result.title)}`,
    ...(finding ? [escaped(result.title)] : []),
    [
      `| ${columns.map((c) => escaped(c.unit ? `${c.name} (${c.unit})` : c.name)).join(" | ")} |`,
      `| ${columns.map((c) => (numeric(c.type) ? "---:" : "---")).join(" | ")} |`,
      ...rows.map((row) => `| ${columns.map((c) => escaped(textOf(row[c.name]) ?? "")).join(" | ")} |`),
    ].join("\n"),
    ...(coverage.notes.length > 0
      ? [coverage.notes.map((n) => `- **${n.kind}**: ${escaped(n.text)}`).join("\n")]
      : []),
    citation(result).attribution,
    `Receipt: \`${receipt.contentHash}\`, snapshot \`${receipt.snapshot}\`, Tightrope ${receipt.tightrope}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;").replace(/\r?\n/g, " ");
}
