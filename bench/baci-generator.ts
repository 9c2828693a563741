import { DuckDBInstance } from "@duckdb/node-api";
import { numericCodeTable } from "@tightrope/core";

const PRODUCTS = 5000;

/**
 * Writes a file of BACI's layout: `rows` flows of one year between real BACI country numbers in 5,000 six-digit codes.
 * The same seed and year give the same rows. Draws of exporters, importers and products are skewed and values are
 * log-normal, so that few pairs and products have most of the trade; rows are sorted as in the published files.
 */
export async function writeBaci(
  path: string,
  {
    year,
    rows = 11_000_000,
    seed = 1,
  }: { readonly year: number; readonly rows?: number; readonly seed?: number },
): Promise<void> {
  const byIso = new Map(
    numericCodeTable("baci")
      .filter(({ iso3 }) => !iso3.startsWith("X") || iso3 === "XKX")
      .map(({ iso3, code }) => [iso3, code]),
  );
  // One number goes into each hash: hashes of several values that differ in one of them are not independent.
  const offset = (BigInt(year) * 1000n + BigInt(seed)) << 41n;
  const uniform = (key: string, salt: number) =>
    `((hash(${offset}::bigint + (${key})::bigint * 16 + ${salt}) >> 11)::double / 9007199254740992.0)`;
  const pick = (salt: number, size: number, skew: number) =>
    `cast(floor(pow(${uniform("n", salt)}, ${skew}) * ${size}) as bigint)`;
  const flow = `((e * 1000 + m) * ${PRODUCTS} + p)`;
  const normal = `sqrt(-2 * ln(${uniform(flow, 4)} + 1e-12)) * cos(6.283185307 * ${uniform(flow, 5)})`;
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "6GB" });
  const connection = await instance.connect();
  try {
    const codes = [...byIso.values()].map((code) => `(${code})`).join(", ");
    await connection.run(
      `create table countries as select row_number() over (order by hash(code + ${seed})) - 1 as rank, code from (values ${codes}) c(code)`,
    );
    await connection.run(`create table draws as select distinct e, m, p from (
        select ${pick(1, byIso.size, 1.9)} as e, ${pick(2, byIso.size, 1.4)} as m, ${pick(3, PRODUCTS, 1.3)} as p
        from range(${Math.round(rows * 1.75)}) r(n))
      where e <> m order by hash(${flow}) limit ${rows}`);
    await connection.run(`copy (
        select ${year} as t, a.code as i, b.code as j, lpad((10100 + p * 197)::varchar, 6, '0') as k,
          greatest(exp(3 + 2.2 * ${normal}), 0.001)::decimal(18,3) as v,
          case when ${uniform(flow, 6)} < 0.02 then '           NA' else exp(1 + 2 * ${uniform(flow, 7)})::decimal(18,3)::varchar end as q
        from draws join countries a on a.rank = e join countries b on b.rank = m order by i, j, k
      ) to '${path.replaceAll("'", "''")}' (format csv, header true)`);
    const [[written]] = (await connection.runAndReadAll("select count(*)::integer from draws")).getRows() as [
      [number],
    ];
    if (written < rows) throw new Error(`the generator drew ${written} different flows, wanted ${rows}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
