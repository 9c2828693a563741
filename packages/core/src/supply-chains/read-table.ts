import { MissingDataError } from "../errors.ts";
import { numbers, texts } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import type { InputOutputTable } from "../models/index.ts";
import { type Sql, sql } from "../sql.ts";

export interface TableChoice {
  readonly source?: string | undefined;
  readonly year?: number | undefined;
}

export interface ReadTable extends InputOutputTable {
  readonly source: string;
  readonly year: number;
}

/** What reading a table takes. */
export type TableContext = Pick<ComputeContext, "query" | "table" | "remember">;

/**
 * One year's world table as dense arrays, shared by whoever asks: not to be written into. Without a choice: the latest year
 * there is, of the source that comes first in the alphabet. Countries and sectors stand in alphabetical order.
 * @throws {MissingDataError} when the workspace holds no such table
 */
export async function readInputOutputTable(choice: TableChoice, context: TableContext): Promise<ReadTable> {
  const io = context.table("flows_io");
  const offers = await context.query(
    sql`select source, "year" from ${io} group by source, "year" order by "year" desc, source`,
  );
  const [names, years] = [texts(offers, "source"), numbers(offers, "year")];
  const at = names.findIndex(
    (name, i) => (choice.source ?? name) === name && (choice.year ?? years[i]) === years[i],
  );
  if (at < 0) {
    const held = names.map((name, i) => `${name} ${years[i]}`).join(", ");
    throw new MissingDataError(
      `no input-output table of ${[choice.source, choice.year].filter((x) => x !== undefined).join(" ") || "any year"}: ${held === "" ? "load wiod or icio" : `there are ${held}`}`,
      { details: { table: "flows_io" } },
    );
  }
  const [source, year] = [names[at] as string, years[at] as number];
  return context.remember(`input-output table ${source} ${year}`, () =>
    denseTable(source, year, io, context),
  );
}

async function denseTable(
  source: string,
  year: number,
  io: Sql,
  context: Pick<ComputeContext, "query">,
): Promise<ReadTable> {
  // Dense places by SQL, so that no name has to be looked up row by row here.
  const cells = await context.query(sql`with cells as (
      select from_country, from_sector, to_country, to_use, cast(value_usd_m as double) as value from ${io} where source = ${source} and "year" = ${year}
    ),
    countries as (select from_country as c, row_number() over (order by from_country) - 1 as n from cells group by from_country),
    sectors as (select from_sector as s, row_number() over (order by from_sector) - 1 as n from cells group by from_sector),
    finals as (select to_use as u, row_number() over (order by to_use) - 1 as n from cells
      where to_use <> 'output' and to_use not in (select s from sectors) group by to_use)
    select fc.n as seller, fs.n as product, tc.n as buyer, ts.n as sector, tf.n as final_use, x.value
    from cells x join countries fc on fc.c = x.from_country join sectors fs on fs.s = x.from_sector
      join countries tc on tc.c = x.to_country left join sectors ts on ts.s = x.to_use left join finals tf on tf.u = x.to_use
    order by seller, product, buyer, sector, final_use`);
  const countries = await namesIn(
    context,
    sql`select from_country as name from ${io} where source = ${source} and "year" = ${year} group by from_country order by from_country`,
  );
  const sectors = await namesIn(
    context,
    sql`select from_sector as name from ${io} where source = ${source} and "year" = ${year} group by from_sector order by from_sector`,
  );
  const [seller, product, buyer, sector, finalUse, value] = (
    ["seller", "product", "buyer", "sector", "final_use", "value"] as const
  ).map((c) => numbers(cells, c)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let finalUses = 0;
  for (const f of finalUse) if (f >= finalUses) finalUses = f + 1;
  const [N, J] = [countries.length, sectors.length];
  const size = N * J;
  const Z = new Float64Array(size * size);
  const Y = new Float64Array(size * N * finalUses);
  const output = new Float64Array(size);
  for (let i = 0; i < cells.length; i++) {
    const row = (seller[i] as number) * J + (product[i] as number);
    const [b, s, f, v] = [buyer[i] as number, sector[i] as number, finalUse[i] as number, value[i] as number];
    if (!Number.isNaN(s)) Z[row * size + b * J + s] = v;
    else if (!Number.isNaN(f)) Y[row * N * finalUses + b * finalUses + f] = v;
    else output[row] = v;
  }
  return { source, year, countries, sectors, finalUses, Z, Y, output };
}

async function namesIn(
  context: Pick<ComputeContext, "query">,
  query: Parameters<ComputeContext["query"]>[0],
): Promise<string[]> {
  return [...texts(await context.query(query), "name")] as string[];
}
