import { toRows } from "../frame.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { type Sql, sql } from "../sql.ts";

/** Series in `observations` that says of whom all partners were asked for: one row a country, field and year. */
export const PARTNERS_SERIES = "openalex.partners";

/** Whose ties are complete in what a source holds of a field. */
export interface Wholeness {
  /** Countries with any joint work, by year. */
  readonly places: ReadonlyMap<number, ReadonlySet<string>>;
  /** Those of them with all their ties, by year. */
  readonly whole: ReadonlyMap<number, ReadonlySet<string>>;
  /** Countries that are on every work of the source. */
  readonly everywhere: ReadonlySet<string>;
}

/** Nothing is loaded, so nobody's ties are. */
const NOBODY: Wholeness = { places: new Map(), whole: new Map(), everywhere: new Set() };

/**
 * Tells whose ties are complete, since a pair that is absent has no joint work only then.
 *
 * A source that was asked country by country (openalex-counts) says whom it was asked about. Works, which give outputs
 * beside ties, are complete unless all of them have one country on them: then they were chosen by it, and only its own
 * ties are there. A bare list of pairs is an excerpt when all ties are with fewer than half of its countries (published
 * matrices need 73 to 98 % of theirs to touch every tie): then only these have all of theirs.
 */
export async function wholeTies(
  { source, field }: { readonly source: unknown; readonly field: string },
  context: ComputeContext,
): Promise<Wholeness> {
  if (typeof source !== "string") return NOBODY;
  // Named here, so that a receipt says what was read also when it is remembered.
  const pairs = context.table("collaborations");
  const observations = context.table("observations");
  return context.remember(`whole ties: ${source} ${field}`, async () => {
    const rows = async (query: Sql) => toRows(await context.query(query));
    const degrees = degreesOf(pairs, source, field);
    const places = byYear(await rows(sql`select year, c from (${degrees}) d order by year, c`));
    const asked = byYear(
      await rows(sql`select distinct year(period) as year, country as c from ${observations}
        where source = ${source} and series = ${PARTNERS_SERIES} and item = ${field} order by year, c`),
    );
    const [any] = await rows(sql`select count(*) as n from ${observations}
      where source = ${source} and series = ${PARTNERS_SERIES}`);
    if ((any?.n as number) > 0) return { places, whole: asked, everywhere: NOBODY.everywhere };
    const outputs =
      await rows(sql`select country_a as c, cast(sum(works_full) as double) as n, cast(sum(works_fractional) as double) as x
      from ${pairs} where source = ${source} and field = 'all' and country_a = country_b group by country_a order by country_a`);
    if (outputs.length === 0)
      return {
        places,
        whole: await inLists(pairs, degrees, { source, field }, rows),
        everywhere: NOBODY.everywhere,
      };
    const all = outputs.reduce((sum, { x }) => sum + ((x as number | null) ?? 0), 0);
    const everywhere = new Set(
      outputs.filter(({ n }) => all > 0 && (n as number) >= 0.99999 * all).map(({ c }) => c as string),
    );
    const kept = (countries: ReadonlySet<string>) =>
      everywhere.size === 0
        ? countries
        : new Set(everywhere.size === 1 ? [...countries].filter((c) => everywhere.has(c)) : []);
    return { places, whole: new Map([...places].map(([year, c]) => [year, kept(c)])), everywhere };
  });
}

/** Whether a country has all its ties in a year. */
export function isWhole({ whole }: Wholeness, year: unknown, country: string): boolean {
  return whole.get(year as number)?.has(country) ?? false;
}

/** `year, c, n`: with how many others each country has joint works. */
function degreesOf(pairs: Sql, source: string, field: string): Sql {
  const kept = sql`from ${pairs} where source = ${source} and field = ${field} and country_a <> country_b and works_full > 0`;
  return sql`select year, c, count(*) as n from (
      select year, country_a as c ${kept} union all select year, country_b as c ${kept}
    ) e group by year, c`;
}

/** In a list of pairs: everybody, or in an excerpt the few that all ties are with. */
async function inLists(
  pairs: Sql,
  degrees: Sql,
  { source, field }: { readonly source: string; readonly field: string },
  rows: (query: Sql) => Promise<Readonly<Record<string, unknown>>[]>,
): Promise<Wholeness["whole"]> {
  const found = await rows(sql`with degrees as (${degrees}),
      placed as (select year, c, row_number() over (partition by year order by n desc, c) as place from degrees),
      hubs as (
        select t.year as year, max(least(p.place, q.place)) as place from ${pairs} t
          join placed p on p.year = t.year and p.c = t.country_a join placed q on q.year = t.year and q.c = t.country_b
        where t.source = ${source} and t.field = ${field} and t.country_a <> t.country_b and t.works_full > 0 group by t.year
      ),
      sizes as (select year, max(place) as countries from placed group by year)
    select p.year as year, p.c as c from placed p join hubs h on h.year = p.year join sizes s on s.year = p.year
    where 2 * h.place >= s.countries or p.place <= h.place order by year, c`);
  return byYear(found);
}

function byYear(rows: readonly Readonly<Record<string, unknown>>[]): Map<number, Set<string>> {
  const years = new Map<number, Set<string>>();
  for (const { year, c } of rows) {
    const countries = years.get(year as number) ?? new Set();
    years.set(year as number, countries.add(c as string));
  }
  return years;
}
