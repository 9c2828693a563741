import type { Loader } from "./source.ts";

/** A column of a wide file that holds one period, and the first day of that period. */
export interface PeriodColumn {
  readonly column: string;
  readonly frequency: "A" | "Q" | "M";
  readonly period: string;
}

/** Columns named after a year (2016, Y2016), a quarter (2016-Q1) or a month (2016-M01, 2016-01). */
export function periodColumns(header: readonly string[]): PeriodColumn[] {
  return header.flatMap((column) => {
    const match = /^Y?(\d{4})(?:-?(?:Q([1-4])|M?(0[1-9]|1[0-2])))?$/.exec(column);
    if (!match) return [];
    const frequency = match[2] ? "Q" : match[3] ? "M" : "A";
    const month = match[2] ? Number(match[2]) * 3 - 2 : Number(match[3] ?? 1);
    return [{ column, frequency, period: `${match[1]}-${String(month).padStart(2, "0")}-01` } as const];
  });
}

/**
 * Turns the table `from` into `name`: one row a filled cell, with `cell`, `cell_column`, `cell_period` and
 * `cell_frequency` beside the other columns. From here on the load counts figures, not lines; cells without a figure
 * are counted as left out.
 */
export async function unpivot(
  loader: Loader,
  name: string,
  from: string,
  columns: readonly PeriodColumn[],
): Promise<void> {
  const list = columns.map((c) => `"${c.column}"`).join(", ");
  const values = columns.map((c) => `('${c.column}', date '${c.period}', '${c.frequency}')`).join(", ");
  const [lines] = await loader.rows<{ n: number }>(`select count(*) as n from ${from}`);
  await loader.sql(
    `create or replace temp table ${name} as select u.*, p.cell_period, p.cell_frequency
     from (unpivot ${from} on ${list} into name cell_column value cell) u
     join (values ${values}) p(cell_column, cell_period, cell_frequency) using (cell_column)`,
  );
  const [filled] = await loader.rows<{ n: number }>(`select count(*) as n from ${name}`);
  const cells = (lines?.n ?? 0) * columns.length;
  loader.reads(cells);
  loader.skip("cells without a figure", cells - (filled?.n ?? 0));
}
