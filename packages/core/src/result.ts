import type { ColumnType, Row } from "./frame.ts";
import type { Receipt } from "./receipt.ts";

/** One column of a result: what the number is, of what, in which unit. */
export interface ResultColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit?: string;
  readonly description: string;
}

/** What is missing, mirrored or estimated in a result, and why, in words that fit under a chart. */
export interface CoverageNote {
  readonly kind:
    | "missing"
    | "mirrored"
    | "reconciled"
    | "estimated"
    | "partial"
    | "sample"
    | "definition"
    | "licence";
  readonly text: string;
}

/** A source that fed the result, with what a citation needs. */
export interface SourceCitation {
  readonly source: string;
  readonly title: string;
  readonly publisher: string;
  readonly licence: string;
  readonly licenceUrl?: string;
  readonly redistributable: boolean;
  readonly vintage?: string;
  readonly retrieved?: string;
  readonly url?: string;
}

export interface Coverage {
  readonly notes: readonly CoverageNote[];
  readonly sources: readonly SourceCitation[];
}

/** What `workspace.run` returns: rows as objects, each column described, and the receipt that rebuilds them. */
export interface Result<R extends Row = Row> {
  readonly indicator: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly R[];
  readonly coverage: Coverage;
  readonly receipt: Receipt;
}
