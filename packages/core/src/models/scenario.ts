import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { UnknownNameError, UsageError } from "../errors.ts";
import { nearest } from "../nearest.ts";

const names = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((v) => (Array.isArray(v) ? v : [v]));

const fraction = z.union([z.number(), z.string()]).transform((value, context) => {
  const text = String(value).trim();
  const number = text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text === "" || text === "%" || !Number.isFinite(number))
    context.addIssue({
      code: "custom",
      message: `must be a number or a percentage, got ${JSON.stringify(value)}`,
    });
  return number;
});

const shockSchema = z
  .strictObject({
    senders: names.describe("who imposes it: country codes, groups, or `all` for everyone but the target"),
    target: names.describe("against whom: country codes, groups, or `all` for everyone but the senders"),
    side: z
      .enum(["exports", "imports", "both"])
      .default("both")
      .describe("`exports`: what senders sell to the target; `imports`: what they buy from it; `both`"),
    sectors: names
      .default(["all"])
      .describe("sector codes, labels, control lists such as `chpl/tier-1`, or `all`"),
    weights: z
      .enum(["trade", "equal"])
      .optional()
      .describe(
        "how a control list's share of a sector is found: `trade` (default) weighs codes by what the two sides trade, `equal` counts codes",
      ),
    kind: z
      .enum(["cut-off", "cost", "tariff"])
      .describe(
        "`cut-off`: no trade; `cost`: an iceberg or non-tariff cost; `tariff`: a duty whose revenue the importer keeps",
      ),
    size: fraction
      .optional()
      .describe(
        "cost: rise of the price paid, 0.25 or 25%; tariff: points added to the rate. Not for a cut-off",
      ),
    share: fraction
      .default(1)
      .describe(
        "part of each sector's goods it falls on, 0 to 1: a control list rarely covers a whole sector",
      ),
  })
  .superRefine((shock, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (shock.kind === "cut-off" && shock.size !== undefined)
      issue("size", "a cut-off has no size: leave it out, or use share for a partial one");
    if (shock.kind !== "cut-off" && shock.size === undefined)
      issue("size", `a ${shock.kind} needs a size, such as 0.25 or 25%`);
    if (shock.size !== undefined && !(shock.size > -1))
      issue("size", `must be above -1 (-100%), got ${shock.size}`);
    if (!(shock.share > 0 && shock.share <= 1))
      issue("share", `must be above 0 and at most 1, got ${shock.share}`);
  });

export const SCENARIO_OUTPUTS = ["countries", "sectors", "flows"] as const;

export const scenarioSchema = z.strictObject({
  scenario: z.string().min(1).describe("its title"),
  description: z.string().optional(),
  baseline: z.string().optional().describe("name of the baseline; the caller's default when left out"),
  deficits: z
    .enum(["zero", "share", "fixed"])
    .default("zero")
    .describe("trade imbalances: removed first, kept as share of world income, or kept as an amount"),
  numeraire: z
    .string()
    .default("world-income")
    .describe("`world-income` or the country whose wage is the unit"),
  elasticities: z
    .record(z.string(), z.number().positive("a trade elasticity must be above 0"))
    .default({})
    .describe("trade elasticities to use in place of the baseline's, by sector"),
  shocks: z.array(shockSchema).min(1),
  decompose: z.boolean().default(true).describe("split welfare into its parts"),
  uncertainty: z
    .strictObject({
      draws: z.int().min(2).max(10_000).default(100),
      seed: z.int().min(0).max(0xffffffff).default(1),
      spread: z.number().positive().max(2).default(0.3).describe("standard deviation of log elasticities"),
    })
    .optional()
    .describe("redo it with drawn elasticities and report bands"),
  outputs: z.array(z.enum(SCENARIO_OUTPUTS)).min(1).default(["countries"]),
});

export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioShock = Scenario["shocks"][number];

/**
 * Reads a scenario file. Every fault is reported with the place it is at, and unknown keys with the nearest known.
 *
 * @throws {UsageError} @throws {UnknownNameError}
 */
export function parseScenario(text: string, file = "scenario"): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault) {
    const { line } = lines.linePos(fault.pos[0]);
    throw new UsageError(`${file} is not valid yaml at line ${line}: ${fault.message.split("\n")[0]}`);
  }
  return checkScenario(document.toJS(), file);
}

/** The same for an object that is already parsed (from JSON, or from the explorer). */
export function checkScenario(value: unknown, file = "scenario"): Scenario {
  const parsed = scenarioSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    if (issue.code === "unrecognized_keys") {
      const [key] = issue.keys;
      const known = Object.keys(issue.path[0] === "shocks" ? shockSchema.shape : scenarioSchema.shape);
      throw new UnknownNameError(
        `key in ${file}${place(issue.path)}`,
        String(key),
        nearest(String(key), known),
      );
    }
  const text = parsed.error.issues.map(
    (issue) => `${place(issue.path).trim() || "the file"}: ${issue.message}`,
  );
  throw new UsageError(`${file} is not a scenario: ${text.join("; ")}`, { details: { issues: text } });
}

function place(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "";
  return ` ${path
    .map((p) => (typeof p === "number" ? `[${p + 1}]` : String(p)))
    .join(".")
    .replaceAll(".[", " ")}`;
}
