import {
  type CheckReport,
  checkClaims,
  formatReading,
  loadClaims,
  openCase,
  toClaimReview,
  toMarkdownReport,
  UsageError,
} from "@tightrope/core";
import pc from "picocolors";
import type { Command, Terminal } from "../command.ts";
import { casesFolder, withWorkspace } from "../open.ts";
import { progressBar } from "../progress.ts";

const FORMATS = ["table", "json", "md", "claimreview"];

export default {
  name: "check",
  summary: "check published claims against the figures; exit status 1 when a verdict is not the recorded one",
  usage: "[CLAIMS.yaml] [--case china-russia]",
  details: "Without a file, checks the claims of the case china-russia.",
  options: {
    case: { type: "string", value: "NAME", description: "check the claims of a case (default china-russia)" },
    only: {
      type: "string",
      value: "IDS",
      description: "only these claims, by id or number, separated by commas",
    },
    snapshot: { type: "string", value: "HASH", description: "an older snapshot of the workspace" },
    format: { type: "string", value: "FORMAT", description: `${FORMATS.join(", ")} (default: table)` },
  },
  examples: [
    "tightrope check -w demo",
    "tightrope check claims.yaml --format json",
    "tightrope check --only 1,2 --format claimreview",
  ],
  async run({ values, positionals, terminal }) {
    const format = String(values.format ?? "table");
    if (!FORMATS.includes(format))
      throw new UsageError(`unknown format: ${format} (write ${FORMATS.join(", ")})`);
    if (positionals.length > 1)
      throw new UsageError("check takes one claim file: tightrope check [CLAIMS.yaml]");
    const path =
      positionals[0] ?? (await openCase(casesFolder, String(values.case ?? "china-russia"))).claims;
    const file = await loadClaims(path);
    const wanted = typeof values.only === "string" ? values.only.split(",").map((t) => t.trim()) : undefined;
    const claims = wanted
      ? file.claims.filter((c) => wanted.includes(c.id) || wanted.includes(String(c.number)))
      : file.claims;
    if (claims.length === 0)
      throw new UsageError(
        `no claim called ${values.only}: ${path} has ${file.claims.map((c) => c.id).join(", ")}`,
      );
    const bar = progressBar(terminal, "checking");
    const report = await withWorkspace(
      values,
      (workspace) =>
        checkClaims(
          workspace,
          { ...file, claims },
          {
            signal: terminal.signal,
            ...(typeof values.snapshot === "string" ? { snapshot: values.snapshot } : {}),
            progress: (done, of) => bar.update(done / of, `${done} of ${of} claims`),
          },
        ).finally(bar.stop),
      { readOnly: true },
    );
    if (format === "json") terminal.out(`${JSON.stringify(report, null, 1)}\n`);
    else if (format === "md") terminal.out(toMarkdownReport(report));
    else if (format === "claimreview") terminal.out(`${JSON.stringify(toClaimReview(report), null, 1)}\n`);
    else terminal.out(verdicts(report, terminal));
    const other = report.claims.filter((c) => !c.asRecorded);
    for (const c of other) terminal.err(`${c.id}: recorded as ${c.recorded}, found ${c.verdict}\n`);
    return other.length > 0 ? 1 : 0;
  },
} satisfies Command;

const SIGNS = { holds: "●", fails: "✕", mixed: "◐", untestable: "○" } as const;

function verdicts(report: CheckReport, terminal: Terminal): string {
  const paint = pc.createColors(terminal.colour);
  const colours = {
    holds: paint.green,
    fails: paint.red,
    mixed: paint.yellow,
    untestable: paint.gray,
  } as const;
  const lines = [`${report.title} (${report.author}, ${report.published})`, ""];
  for (const c of report.claims) {
    lines.push(
      `${String(c.number ?? "").padStart(2)} ${colours[c.verdict](`${SIGNS[c.verdict]} ${c.verdict.padEnd(10)}`)} ${c.sentence}`,
    );
    lines.push(`${" ".repeat(16)}${paint.dim(c.because)}`);
    for (const r of c.readings) {
      const sign = r.holds === null ? "?" : r.holds ? "✓" : "✗";
      lines.push(
        `${" ".repeat(16)}${sign} ${formatReading(r).padStart(9)}  ${r.says}${r.reason ? paint.dim(` (${r.reason})`) : ""}`,
      );
    }
  }
  const count = (v: string) => report.claims.filter((c) => c.verdict === v).length;
  lines.push(
    "",
    `${report.claims.length} claims: ${count("holds")} hold, ${count("fails")} fail, ${count("mixed")} mixed, ${count("untestable")} untestable (snapshot ${report.snapshot.slice(0, 12)})`,
    "",
  );
  return lines.join("\n");
}
