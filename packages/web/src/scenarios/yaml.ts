import type { Scenario } from "@tightrope/core/models";

/** A scenario as the file that `tightrope simulate` reads; what is as it would be anyway is left out. */
export function scenarioFile(scenario: Scenario): string {
  const { description, baseline, deficits, numeraire, elasticities, shocks, uncertainty } = scenario;
  const lines = [`scenario: ${quoted(scenario.scenario)}`];
  if (description) lines.push(`description: ${quoted(description.trim())}`);
  if (baseline) lines.push(`baseline: ${plain(baseline)}`);
  if (deficits !== "zero") lines.push(`deficits: ${deficits}`);
  if (numeraire !== "world-income") lines.push(`numeraire: ${plain(numeraire)}`);
  if (Object.keys(elasticities).length > 0) {
    lines.push("elasticities:");
    for (const [sector, value] of Object.entries(elasticities)) lines.push(`  ${plain(sector)}: ${value}`);
  }
  lines.push("shocks:");
  for (const s of shocks) {
    lines.push(`  - senders: ${list(s.senders)}`, `    target: ${list(s.target)}`, `    side: ${s.side}`);
    if (s.sectors.join() !== "all") lines.push(`    sectors: ${list(s.sectors)}`);
    if (s.weights !== undefined) lines.push(`    weights: ${s.weights}`);
    lines.push(`    kind: ${s.kind}`);
    if (s.size !== undefined) lines.push(`    size: ${s.size}`);
    if (s.share !== 1) lines.push(`    share: ${s.share}`);
  }
  if (uncertainty) lines.push(`uncertainty: ${JSON.stringify(uncertainty)}`);
  return `${lines.join("\n")}\n`;
}

function list(names: readonly string[]): string {
  return `[${names.map(plain).join(", ")}]`;
}

/** Words that YAML would read as something else than text are quoted. */
function plain(text: string): string {
  const safe = /^[A-Za-z][\w .-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return safe && text.trim() === text ? text : quoted(text);
}

/** JSON's strings are YAML's double-quoted ones. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
