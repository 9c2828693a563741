/** A table is one of a small fixed set of row types; its definition is the only place its columns are named. */
export interface ColumnDefinition {
  /** Portable SQL type, understood alike by DuckDB and Trino. */
  readonly type:
    | "varchar"
    | "date"
    | "integer"
    | "bigint"
    | "double"
    | "boolean"
    | `decimal(${number},${number})`
    | `array(${string})`;
  readonly description: string;
  readonly unit?: string;
  readonly nullable?: boolean;
  /** True: empty text means that there is none (no counterpart, no tier), and is a value of its own. */
  readonly emptyText?: boolean;
}

export interface TableDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  /** Columns that identify a row. Files are sorted by them in this order unless `sort` says otherwise. */
  readonly key: readonly string[];
  readonly sort?: readonly string[];
  /** Pre-aggregated companions, written with every file of the table and committed with it. */
  readonly cubes?: readonly CubeDefinition[];
}

/** `select groupBy…, sum(measures)…, count(*) as rows from table group by groupBy…`, kept as its own table. */
export interface CubeDefinition {
  readonly name: string;
  readonly description: string;
  /** Output column to SQL expression over the base table's columns. */
  readonly groupBy: Readonly<
    Record<string, { readonly expression: string; readonly type: ColumnDefinition["type"] }>
  >;
  readonly sums: readonly string[];
}

export function defineTable<const T extends TableDefinition>(definition: T): T {
  return definition;
}
