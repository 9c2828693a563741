import { z } from "zod";
import { ReceiptError } from "./errors.ts";
import type { Receipt } from "./receipt.ts";
import type { Result } from "./result.ts";
import { tableHash, type WorkspaceState } from "./storage/datapackage.ts";
import { version } from "./version.ts";

export interface Verification {
  /** True when the re-run gives the same content hash. */
  readonly same: boolean;
  /** In words: what was run and, when it differs, what differs and why. */
  readonly findings: readonly string[];
  readonly receipt: Receipt;
  readonly rebuilt: Receipt;
}

const receiptSchema = z.object({
  tightrope: z.string(),
  indicator: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  snapshot: z.string(),
  tables: z.record(z.string(), z.string()),
  rows: z.number().int(),
  contentHash: z.string(),
});

/** Reads a receipt out of JSON: the receipt itself, or a result that carries one. @throws {ReceiptError} */
export function parseReceipt(json: unknown): Receipt {
  const candidate = json !== null && typeof json === "object" && "receipt" in json ? json.receipt : json;
  const parsed = receiptSchema.safeParse(candidate);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ReceiptError(
      `not a receipt: ${issue?.path.join(".") || "text"}: ${issue?.message}: expected the JSON that run or check printed`,
    );
  }
  return parsed.data;
}

/** A receipt of a check report, with the claim and reading it stands under; alone, it has no name. */
export interface NamedReceipt {
  readonly claim?: string;
  readonly reading?: string;
  readonly receipt: Receipt;
}

const reportSchema = z.object({
  claims: z.array(
    z.object({
      id: z.string(),
      readings: z.array(z.object({ id: z.string(), receipt: z.unknown().optional() })),
    }),
  ),
});

/**
 * Every receipt in the JSON that `run` or `check` printed: one, or one for each reading that has a number.
 * @throws {ReceiptError} when there is none
 */
export function parseReceipts(json: unknown): NamedReceipt[] {
  const report = reportSchema.safeParse(json);
  if (!report.success) return [{ receipt: parseReceipt(json) }];
  const found = report.data.claims.flatMap((claim) =>
    claim.readings.flatMap((reading) =>
      reading.receipt === undefined
        ? []
        : [{ claim: claim.id, reading: reading.id, receipt: parseReceipt(reading.receipt) }],
    ),
  );
  if (found.length === 0)
    throw new ReceiptError("nothing to verify: no reading of this check report has a receipt");
  return found;
}

export interface VerifyContext {
  state(): Promise<WorkspaceState>;
  snapshots(): Promise<string[]>;
  stateAt(snapshot: string): Promise<WorkspaceState>;
  run(name: string, parameters: Readonly<Record<string, unknown>>, snapshot?: string): Promise<Result>;
}

/** Re-runs a receipt: on its own snapshot when the workspace still keeps it, else on the current one. */
export async function verifyReceipt(receipt: Receipt, context: VerifyContext): Promise<Verification> {
  const current = await context.state();
  const kept =
    receipt.snapshot === current.snapshot || (await context.snapshots()).includes(receipt.snapshot);
  const result = await context.run(
    receipt.indicator,
    receipt.parameters,
    kept ? receipt.snapshot : undefined,
  );
  const rebuilt = result.receipt;
  const same = rebuilt.contentHash === receipt.contentHash;
  const findings: string[] = [
    same ? "same: the result has the same content hash" : "differs: the content hash is another one",
  ];
  if (!kept)
    findings.push(
      `snapshot ${receipt.snapshot.slice(0, 12)} is not kept here: run on the current one, ${current.snapshot.slice(0, 12)}`,
    );
  const used = kept ? await context.stateAt(receipt.snapshot) : current;
  for (const [table, hash] of Object.entries(receipt.tables)) {
    const here = tableHash(used.tables[table] ?? []);
    if (here !== hash)
      findings.push(`table ${table} has other files: ${hash.slice(0, 12)} then, ${here.slice(0, 12)} now`);
  }
  if (receipt.tightrope !== version)
    findings.push(`computed by version ${receipt.tightrope}, this is ${version}`);
  if (receipt.rows !== rebuilt.rows) findings.push(`${receipt.rows} rows then, ${rebuilt.rows} now`);
  return { same, findings, receipt, rebuilt };
}
