import {
  type CheckReport,
  checkClaims,
  coverageOf,
  formatReading,
  loadClaims,
  openCase,
  type ReviewOptions,
  readingRemarks,
  sourceText,
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
    "review-url": {
      type: "string",
      value: "URL",
      description: "with claimreview: the page on which the review will stand (else the claim file's)",
    },
    "review-date": {
      type: "string",
      value: "DATE",
      description: "with claimreview: the day it is published (else the claim file's, else today)",
    },
    format: { type: "string", value: "FORMAT", description: `${FORMATS.join(", ")} (default: table)` },
  },
  examples: [
    "tightrope check -w demo",
    "tightrope check claims.yaml --format json",
    "tightrope check --only 1,2 --format claimreview --review-url https://example.org/checks/china-russia",
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
    const review = reviewOptions(values["review-url"], values["review-date"], file.review?.published);
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
      { values, terminal },
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
    else if (format === "claimreview")
      terminal.out(`${JSON.stringify(toClaimReview(report, review), null, 1)}\n`);
    else terminal.out(verdicts(report, terminal));
    const other = report.claims.filter((c) => !c.asRecorded);
    for (const c of other) terminal.err(`${c.id}: recorded as ${c.recorded}, found ${c.verdict}\n`);
    return other.length > 0 ? 1 : 0;
  },
} satisfies Command;

function reviewOptions(url: unknown, date: unknown, stated: string | undefined): ReviewOptions {
  if (url !== undefined && (typeof url !== "string" || !URL.canParse(url) || !/^https?:/.test(url)))
    throw new UsageError(`--review-url is ${url}: write an address such as https://example.org/check`);
  if (date !== undefined && !/^\d{4}-\d\d-\d\d$/.test(String(date)))
    throw new UsageError(`--review-date is ${date}: write a date such as 2026-11-23`);
  const today = new Date().toISOString().slice(0, 10);
  return {
    published: typeof date === "string" ? date : (stated ?? today),
    ...(typeof url === "string" ? { url } : {}),
  };
}

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
    const indent = " ".repeat(16);
    for (const r of c.readings) {
      const sign = r.holds === null ? "?" : r.holds ? "✓" : "✗";
      const receipt = r.receipt ? paint.dim(`  receipt ${r.receipt.contentHash.slice(0, 12)}`) : "";
      lines.push(`${indent}${sign} ${formatReading(r).padStart(9)}  ${r.says}${receipt}`);
      for (const { text } of readingRemarks([r]).filter((m) => !c.because.includes(m.text)))
        lines.push(`${indent}${" ".repeat(13)}${paint.dim(text)}`);
    }
    const { notes, sources } = coverageOf(c.readings);
    for (const { kind, text, readings } of notes) {
      const of = readings.length === c.readings.length ? "" : ` (${readings.join(", ")})`;
      lines.push(paint.dim(`${indent}${kind}: ${text}${of}`));
    }
    for (const source of sources) lines.push(paint.dim(`${indent}source: ${sourceText(source)}`));
  }
  const count = (v: string) => report.claims.filter((c) => c.verdict === v).length;
  lines.push(
    "",
    `${report.claims.length} claims: ${count("holds")} hold, ${count("fails")} fail, ${count("mixed")} mixed, ${count("untestable")} untestable (snapshot ${report.snapshot.slice(0, 12)})`,
    "",
  );
  return lines.join("\n");
}
