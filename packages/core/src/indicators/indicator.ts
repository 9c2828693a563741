import type { z } from "zod";
import type { Absence } from "../absence.ts";
import type { Dialect } from "../engines/dialect.ts";
import type { ColumnType, Frame, Row, Value } from "../frame.ts";
import type { Coverage, CoverageNote, Result } from "../result.ts";
import type { Sql } from "../sql.ts";

/** A described output column. */
export interface IndicatorColumn {
  readonly type: ColumnType;
  readonly unit?: string;
  readonly description: string;
}

export interface Reference {
  readonly text: string;
  readonly url?: string;
}

/** What a query builder may use: qualified tables of the snapshot and the dialect's few functions. */
export interface QueryContext {
  readonly dialect: Dialect;
  /** `by`: the column that the question narrows the table down by, which an engine may make quick. */
  table(name: string, by?: string): Sql;
}

/** What `compute` may use besides: further queries, other indicators, and notes on coverage. */
export interface ComputeContext extends QueryContext {
  query(sql: Sql): Promise<Frame>;
  /**
   * Runs `use` on a relation with the rows of a select that many questions on a snapshot share; an engine that can
   * computes them once.
   */
  keep<T>(rows: Sql, use: (relation: Sql) => Promise<T>): Promise<T>;
  /** What questions on one snapshot share, made once while there is room; nobody may change what comes back. */
  remember<T extends object>(key: string, make: () => Promise<T>): Promise<T>;
  /** Another indicator on the same snapshot and engine: composition instead of a second formula. */
  run(
    name: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<Pick<Result, "columns" | "rows" | "coverage">>;
  /** Adds a note that will stand under every picture of the result. */
  note(note: CoverageNote): void;
  /** Names a source that fed the result (by its registry name), so that it is cited. */
  cite(source: string): void;
  /** Whether a flow that a whole period of the source lacks was none, and how many pairs of countries a whole period has. */
  absence(source: string): Absence | undefined;
  /** How far a long computation is, 0 to 1. */
  progress?(fraction: number, doing: string): void;
  readonly signal?: AbortSignal;
}

/**
 * One named, documented, parameterised measurement. The command, the route, the OpenAPI entry, the assistant
 * tool and the form in the explorer follow from this object.
 *
 * Either `query` alone (its columns, in order, are the result), or `query` with `compute` (maths on the frame),
 * or `compute` alone (composition, or several queries). Query results must have a total order: end every query
 * with `order by` over a key of its output.
 */
export interface IndicatorDefinition<P extends z.ZodObject = z.ZodObject, C extends Columns = Columns> {
  /** kebab-case; also the file name, the route and the command argument. */
  readonly name: string;
  readonly title: string;
  /** One plain sentence: what it tells. */
  readonly summary: string;
  /** The formula in plain text or TeX. */
  readonly formula: string;
  readonly references: readonly Reference[];
  /** Group in lists: trade, research, money, supply chains, complexity, profiles, … */
  readonly group: string;
  /** Each field carries `.describe(meaning, unit)` and a default where one is sensible. */
  readonly params: P;
  /** Tables without which the question cannot be asked. */
  readonly tables: readonly string[];
  /** A country may be its own partner: what it gets at home is measured too, or being like itself is the upper bound. */
  readonly ownPartner?: boolean;
  /** Tables read when the workspace has them. */
  readonly optionalTables?: readonly string[];
  readonly columns: C;
  /** A small example that the docs and the OpenAPI document show, valid on the bundled case. */
  readonly example: Readonly<Record<string, unknown>>;
  query?(params: z.output<P>, context: QueryContext): Sql;
  compute?(frame: Frame | undefined, params: z.output<P>, context: ComputeContext): Frame | Promise<Frame>;
  /** Coverage notes that follow from the finished rows. */
  notes?(rows: readonly Row[], params: z.output<P>): readonly CoverageNote[];
  /** The finding in one sentence, written by the data; used as a chart's title. */
  finding?(rows: readonly Row[], params: z.output<P>): string | undefined;
  /** How a chart should show it. */
  readonly chart?: ChartHint;
  /** What parameters change about that: rows by year want another picture than rows by partner. */
  chartWith?(params: z.output<P>): Partial<ChartHint>;
}

/** How a chart should show an indicator's answer to these parameters. */
export function chartHintOf(
  indicator: Pick<AnyIndicator, "chart" | "chartWith"> | undefined,
  parameters: Readonly<Record<string, unknown>>,
): ChartHint | undefined {
  return indicator?.chart && { ...indicator.chart, ...indicator.chartWith?.(parameters) };
}

/** Enough for the generic view to draw a sensible picture; views may do better. */
export interface ChartHint {
  readonly kind:
    | "line"
    | "bar"
    | "slope"
    | "dot"
    | "matrix"
    | "bump"
    | "waterfall"
    | "map"
    | "multiples"
    | "table";
  readonly x: string;
  readonly y: string;
  readonly series?: string;
  readonly low?: string;
  readonly high?: string;
  /** Column that says how the value is known (reported, mirrored, estimated, …). */
  readonly status?: string;
  readonly format?: "percent" | "usd" | "number";
  readonly scale?: "linear" | "log";
  /** Matrix: the column that colours a cell, when `y` names the row category. */
  readonly value?: string;
  /** Multiples: the column that names a row's unit; only panels of one unit share an axis. */
  readonly unit?: string;
  /** Rows with this text in this column (empty for null) are the total of the others, and left out of a picture of them. */
  readonly total?: readonly [column: string, value: string];
}

export type Columns = Readonly<Record<string, IndicatorColumn>>;

type ValueOf<T extends ColumnType> = T extends "text" | "date"
  ? string | null
  : T extends "integer" | "decimal" | "double"
    ? number | null
    : T extends "boolean"
      ? boolean | null
      : Value;

/** The row type that a definition's columns promise. */
export type RowOf<C extends Columns> = { [K in keyof C]: ValueOf<C[K]["type"]> };

/** Methods are bivariant in their parameters, so a definition of any shape fits the registry. */
export type AnyIndicator = IndicatorDefinition;

export function defineIndicator<P extends z.ZodObject, const C extends Columns>(
  definition: IndicatorDefinition<P, C>,
): IndicatorDefinition<P, C> {
  return definition;
}

export type { Coverage };
