import { DuckDBInstance } from "@duckdb/node-api";
import { numericCodeTable } from "@tightrope/core";

/**
 * Writes a file of BACI's layout: `rows` flows of one year between real BACI country numbers in 5,000 six-digit codes.
 * The same seed and year give the same rows. Exporters, importers and products follow Zipf-like weights and values are
 * log-normal, so that few pairs and products have most flows, as in the published files; like those, rows are sorted
 * by exporter, importer and product.
 */
export async function writeBaci(
  path: string,
  {
    year,
    rows = 11_000_000,
    seed = 1,
  }: { readonly year: number; readonly rows?: number; readonly seed?: number },
): Promise<void> {
  const seen = new Set<string>();
  const codes = numericCodeTable("baci").filter(
    ({ iso3 }) => !/^X(?!KX)/.test(iso3) && !seen.has(iso3) && seen.add(iso3),
  );
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "6GB" });
  const connection = await instance.connect();
  try {
    const uniform = (salt: string) =>
      `(hash(n, ${year}, ${seed}, '${salt}') >> 11)::double / 9007199254740992.0`;
    await connection.run(
      `create table countries as select (row_number() over (order by hash(code, ${seed})) - 1)::int as rank, code from (values ${codes.map((c) => `(${c.code})`).join(", ")}) c(code)`,
    );
    const [n] = [codes.length];
    // u^skew concentrates draws on low ranks; a third more draws than rows, since repeats of a key are dropped.
    const pick = (salt: string, size: number, skew: number) =>
      `cast(floor(pow(${uniform(salt)}, ${skew}) * ${size}) as int)`;
    await connection.run(`create table draws as select distinct e, m, p from (
      select ${pick("e", n, 1.9)} as e, ${pick("m", n, 1.4)} as m, ${pick("p", 5000, 1.3)} as p from range(${Math.round(rows * 1.75)}) r(n)) where e <> m limit ${rows}`);
    await connection.run(`copy (
      select ${year} as t, a.code as i, b.code as j, lpad((10100 + p * 197)::varchar, 6, '0') as k,
        round(exp(3 + 2.2 * sqrt(-2 * ln(${uniform("v").replaceAll("(n,", "(e, m, p,")} + 1e-12)) * cos(6.283185307 * ${uniform("w").replaceAll("(n,", "(e, m, p,")})), 3)::decimal(18,3) as v,
        case when hash(e, m, p, 'q') % 50 = 0 then '           NA' else round(exp(1 + 2 * ${uniform("q").replaceAll("(n,", "(e, m, p,")}), 3)::decimal(18,3)::varchar end as q
      from draws join countries a on a.rank = e join countries b on b.rank = m order by i, j, k
    ) to '${path.replaceAll("'", "''")}' (format csv, header true)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
