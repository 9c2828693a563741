import { MissingDataError, type TightropeError, UnknownNameError } from "../errors.ts";
import type { Row, Value } from "../frame.ts";
import type { Receipt } from "../receipt.ts";
import type { Coverage, Result, ResultColumn } from "../result.ts";
import type { Claim, ClaimFile, Expectation, Reading, Selection } from "./claim-file.ts";
import { decidingChoice } from "./deciding-choice.ts";

export type Verdict = "holds" | "fails" | "mixed" | "untestable";

/** The number under one reading. */
export interface ReadingOutcome {
  readonly id: string;
  readonly says: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly indicator: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly value: number | null;
  readonly unit?: string;
  /** Null when this reading cannot be tested here. */
  readonly holds: boolean | null;
  /** Why there is no number. */
  readonly reason?: string;
  readonly coverage?: Coverage;
  readonly receipt?: Receipt;
}

export interface ClaimOutcome {
  readonly id: string;
  readonly number?: number;
  readonly sentence: string;
  readonly note?: string;
  readonly verdict: Verdict;
  readonly recorded: Verdict;
  /** True when the verdict is the recorded one. */
  readonly asRecorded: boolean;
  readonly expected: string;
  readonly expect?: Expectation;
  readonly readings: readonly ReadingOutcome[];
  /** In a sentence: under how many readings it holds, and which choice decides. */
  readonly because: string;
}

export interface CheckReport {
  readonly title: string;
  readonly author: string;
  readonly published: string;
  readonly publisher?: string;
  readonly url?: string;
  readonly snapshot: string;
  readonly claims: readonly ClaimOutcome[];
}

/** What checking needs of a workspace. */
export interface ClaimContext {
  run(
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    options?: { signal?: AbortSignal; snapshot?: string },
  ): Promise<Result>;
  state(snapshot?: string): Promise<{ snapshot: string }>;
}

export interface CheckOptions {
  readonly signal?: AbortSignal;
  readonly snapshot?: string;
  readonly progress?: (done: number, of: number) => void;
}

/** Checks every claim of a file under each of its readings. */
export async function checkClaims(
  workspace: ClaimContext,
  file: ClaimFile,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const outcomes: ClaimOutcome[] = [];
  for (const claim of file.claims) {
    options.progress?.(outcomes.length, file.claims.length);
    outcomes.push(await checkClaim(workspace, claim, options));
  }
  options.progress?.(outcomes.length, file.claims.length);
  return {
    title: file.title,
    author: file.author,
    published: file.published,
    ...(file.publisher ? { publisher: file.publisher } : {}),
    ...(file.url ? { url: file.url } : {}),
    snapshot: (await workspace.state(options.snapshot)).snapshot,
    claims: outcomes,
  };
}

export async function checkClaim(
  workspace: ClaimContext,
  claim: Claim,
  options: CheckOptions = {},
): Promise<ClaimOutcome> {
  const base = {
    id: claim.id,
    ...(claim.number === undefined ? {} : { number: claim.number }),
    sentence: claim.sentence,
    ...(claim.note ? { note: claim.note } : {}),
    recorded: claim.recorded,
  };
  const { test, expect } = claim;
  if (!test || !expect) {
    const because = `needs ${claim.untestable?.needs}: ${claim.untestable?.because}`;
    return {
      ...base,
      verdict: "untestable",
      asRecorded: claim.recorded === "untestable",
      expected: "",
      readings: [],
      because,
    };
  }
  const readings: readonly Reading[] =
    claim.readings.length > 0
      ? claim.readings
      : [{ id: "as-stated", says: "as stated", choices: {}, with: {} }];
  const outcomes: ReadingOutcome[] = [];
  for (const reading of readings) outcomes.push(await read(workspace, test, expect, reading, options));
  const tested = outcomes.filter((o) => o.holds !== null);
  const held = tested.filter((o) => o.holds);
  const verdict: Verdict =
    tested.length === 0
      ? "untestable"
      : held.length === tested.length
        ? "holds"
        : held.length === 0
          ? "fails"
          : "mixed";
  return {
    ...base,
    verdict,
    asRecorded: verdict === claim.recorded,
    expected: expectedText(expect),
    expect,
    readings: outcomes,
    because: explain(verdict, outcomes),
  };
}

async function read(
  workspace: ClaimContext,
  test: NonNullable<Claim["test"]>,
  expect: Expectation,
  reading: Reading,
  { signal, snapshot }: CheckOptions,
): Promise<ReadingOutcome> {
  const indicator = reading.indicator ?? test.indicator;
  const parameters = reading.indicator ? reading.with : { ...test.parameters, ...reading.with };
  const about = { id: reading.id, says: reading.says, choices: reading.choices, indicator };
  try {
    const result = await workspace.run(indicator, parameters, {
      ...(signal ? { signal } : {}),
      ...(snapshot ? { snapshot } : {}),
    });
    const selection = reading.select ?? test.select;
    const { value, reason } = pick(result.rows, selection);
    const unit = unitOf(result.columns, selection);
    return {
      ...about,
      parameters: result.parameters,
      value,
      ...(unit ? { unit } : {}),
      holds: value === null ? null : meets(value, expect),
      ...(reason ? { reason } : {}),
      coverage: result.coverage,
      receipt: result.receipt,
    };
  } catch (error) {
    if (
      error instanceof MissingDataError ||
      (error instanceof UnknownNameError && error.details.kind === "indicator")
    )
      return { ...about, parameters, value: null, holds: null, reason: (error as TightropeError).message };
    throw error;
  }
}

function pick(
  rows: readonly Row[],
  { column, where, pick: how, of }: Selection,
): { value: number | null; reason?: string } {
  const kept = rows.filter((row) =>
    Object.entries(where).every(([name, wanted]) => matches(row[name], wanted)),
  );
  if (how === "count") return { value: kept.length };
  if (kept.length === 0) return { value: null, reason: "the result has no such row" };
  if (how === "share") {
    const counted = kept.filter((row) =>
      Object.entries(of ?? {}).every(([name, wanted]) => matches(row[name], wanted)),
    );
    return { value: counted.length / kept.length };
  }
  const values = kept.map((row) => row[column]).filter((v): v is number => typeof v === "number");
  if (values.length === 0) return { value: null, reason: `${column} is not known` };
  switch (how) {
    case "only":
      return kept.length === 1
        ? { value: values[0] as number }
        : { value: null, reason: `${kept.length} rows fit where one was meant` };
    case "first":
      return { value: values[0] as number };
    case "last":
      return { value: values.at(-1) as number };
    case "min":
      return { value: values.reduce((a, b) => Math.min(a, b)) };
    case "max":
      return { value: values.reduce((a, b) => Math.max(a, b)) };
    case "sum":
      return { value: values.reduce((a, b) => a + b, 0) };
    case "mean":
      return { value: values.reduce((a, b) => a + b, 0) / values.length };
    case "range":
      return values.length > 1
        ? { value: values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b)) }
        : { value: null, reason: "one row has no range" };
    case "change":
      return values.length > 1
        ? { value: (values.at(-1) as number) - (values[0] as number) }
        : { value: null, reason: "one row is no change" };
  }
}

function unitOf(columns: readonly ResultColumn[], { column, pick: how }: Selection): string | undefined {
  if (how === "count") return "rows";
  if (how === "share") return "share (0 to 1)";
  return columns.find((c) => c.name === column)?.unit;
}

function matches(value: Value | undefined, wanted: Selection["where"][string]): boolean {
  if (typeof wanted !== "object") return value === wanted || String(value) === String(wanted);
  if (wanted.not !== undefined && matches(value, wanted.not)) return false;
  if (wanted.gte === undefined && wanted.lte === undefined) return true;
  return (
    typeof value === "number" &&
    value >= (wanted.gte ?? Number.NEGATIVE_INFINITY) &&
    value <= (wanted.lte ?? Number.POSITIVE_INFINITY)
  );
}

/** `about` is a half-open interval, as rounding is: 40 % with tolerance 2.5 points means [37.5, 42.5). */
export function meets(value: number, expect: Expectation): boolean {
  if (expect.about !== undefined && expect.tolerance !== undefined) {
    // Decimal arithmetic on the bounds: 0.4 − 0.025 must be 0.375, not the double beside it.
    const low = round12(expect.about - expect.tolerance);
    const high = round12(expect.about + expect.tolerance);
    if (value < low || value >= high) return false;
  }
  if (expect.at_least !== undefined && value < expect.at_least) return false;
  if (expect.at_most !== undefined && value > expect.at_most) return false;
  if (expect.more_than !== undefined && value <= expect.more_than) return false;
  if (expect.less_than !== undefined && value >= expect.less_than) return false;
  return true;
}

function round12(value: number): number {
  return Number(value.toPrecision(12));
}

function expectedText(expect: Expectation): string {
  const parts: string[] = [];
  if (expect.about !== undefined && expect.tolerance !== undefined)
    parts.push(
      `${expect.about} (${round12(expect.about - expect.tolerance)} ≤ x < ${round12(expect.about + expect.tolerance)})`,
    );
  if (expect.at_least !== undefined) parts.push(`at least ${expect.at_least}`);
  if (expect.at_most !== undefined) parts.push(`at most ${expect.at_most}`);
  if (expect.more_than !== undefined) parts.push(`more than ${expect.more_than}`);
  if (expect.less_than !== undefined) parts.push(`less than ${expect.less_than}`);
  return parts.join(" and ");
}

function explain(verdict: Verdict, outcomes: readonly ReadingOutcome[]): string {
  const tested = outcomes.filter((o) => o.holds !== null);
  const held = tested.filter((o) => o.holds);
  const untested = outcomes.length - tested.length;
  const left = untested > 0 ? `; ${untested} of ${outcomes.length} readings cannot be tested here` : "";
  if (verdict === "untestable") return outcomes[0]?.reason ?? "no reading can be tested here";
  if (verdict === "holds")
    return `holds under ${tested.length === 1 ? "the one reading" : `all ${tested.length} readings`}${left}`;
  if (verdict === "fails")
    return `holds under none of ${tested.length} reading${tested.length === 1 ? "" : "s"}${left}`;
  const deciding = decidingChoice(tested.map((o) => ({ choices: o.choices, holds: o.holds === true })));
  const where = held.map((o) => o.says).join("; ");
  return `holds under ${held.length} of ${tested.length} readings (${where})${deciding ? `; ${deciding}` : ""}${left}`;
}
