import type { CheckReport, ReadingOutcome } from "./check.ts";
import { coverageOf, sourceText } from "./coverage.ts";

/** The report as Markdown: a table of verdicts, then of each claim the number under each reading, receipts and coverage. */
export function toMarkdownReport(report: CheckReport): string {
  const lines = [
    `# ${report.title}`,
    "",
    `${report.author}, ${report.published}. Checked on snapshot \`${report.snapshot.slice(0, 12)}\`.`,
    "",
    "| claim | verdict | because |",
    "|---|---|---|",
    ...report.claims.map(
      (c) => `| ${cell(`${c.number ?? ""} ${c.sentence}`.trim())} | **${c.verdict}** | ${cell(c.because)} |`,
    ),
  ];
  for (const claim of report.claims) {
    if (claim.readings.length === 0) continue;
    lines.push(
      "",
      `## ${claim.number === undefined ? "" : `${claim.number}. `}${claim.sentence}`,
      "",
      `Expected: ${claim.expected}. Verdict: **${claim.verdict}**.`,
      "",
    );
    lines.push("| reading | value | holds | receipt |", "|---|---:|---|---|");
    for (const r of claim.readings)
      lines.push(
        `| ${cell(r.says)} | ${formatReading(r)} | ${r.holds === null ? "–" : r.holds ? "yes" : "no"} | ${r.receipt ? `\`${r.receipt.contentHash}\`` : "–"} |`,
      );
    const about = readingRemarks(claim.readings);
    const { notes, sources } = coverageOf(claim.readings);
    if (about.length > 0) lines.push("", ...about.map((r) => `- ${r.says}: ${r.text}`));
    if (notes.length > 0)
      lines.push(
        "",
        "Coverage:",
        "",
        ...notes.map((n) => `- ${n.kind}: ${n.text} (${n.readings.join(", ")})`),
      );
    if (sources.length > 0) lines.push("", "Sources:", "", ...sources.map((s) => `- ${sourceText(s)}`));
  }
  return `${lines.join("\n")}\n`;
}

/** Why readings have no number, and what those that have one leave out. */
export function readingRemarks(
  readings: readonly ReadingOutcome[],
): { readonly id: string; readonly says: string; readonly text: string }[] {
  return readings.flatMap(({ id, says, reason, leftOut }) => [
    ...(reason ? [{ id, says, text: reason }] : []),
    ...(leftOut ? [{ id, says, text: `${leftOut} rows without a figure left out` }] : []),
  ]);
}

/** A reading's value as people write it: shares in per cent, others to four significant digits. */
export function formatReading({ value, unit }: Pick<ReadingOutcome, "value" | "unit">): string {
  if (value === null) return "not known";
  if (unit?.startsWith("share")) return `${(value * 100).toFixed(1).replace("-", "−")} %`;
  if (Number.isInteger(value))
    return String(value)
      .replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009")
      .replace("-", "−");
  return String(Number(value.toPrecision(4))).replace("-", "−");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
