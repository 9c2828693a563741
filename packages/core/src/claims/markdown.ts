import type { CheckReport, ReadingOutcome } from "./check.ts";

/** The report as Markdown: a table of verdicts, then the number under each reading of each claim. */
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
        `| ${cell(r.says)} | ${formatReading(r)} | ${r.holds === null ? "–" : r.holds ? "yes" : "no"} | ${r.receipt ? `\`${r.receipt.contentHash.slice(0, 12)}\`` : cell(r.reason ?? "")} |`,
      );
  }
  return `${lines.join("\n")}\n`;
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
