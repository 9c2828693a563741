import { DuckDBInstance } from "@duckdb/node-api";
import { allCountries, numericCodeTable, productCodes } from "@tightrope/core";

/** Economies whose trade is broadest, broadest first; those not named follow in a drawn order. */
const BROADEST =
  "CHN USA DEU ITA FRA NLD GBR JPN ESP IND BEL KOR POL TUR THA CZE AUT CAN ARE SGP CHE HKG MYS SWE VNM IDN BRA MEX DNK ZAF PRT HUN AUS ROU RUS GRC UKR".split(
    " ",
  );

/** Pairs that may trade: about 30,000 do, of the 50,000 that there are. */
const PAIRS = 30_500;
const FULL = 11_000_000;

/** Order of a file's rows: by exporter, importer and product, or by product first. */
export type RowOrder = "i, j, k" | "k, i, j";

/**
 * Writes a file of BACI's layout: `rows` flows of one year between the countries and areas that exist today, in the
 * six-digit codes of HS2017, petroleum oils in one code as BACI has them. The same seed and year give the same rows. As in the published files, rows come by exporter,
 * importer and product, and measures are padded to 13 characters (`2022,4,20,210610,        0.357,        0.002` is the
 * first row of BACI_HS22_Y2022_V202401b). Order weighs: rows that are nearly in the table's order already sort in half
 * the time.
 *
 * Each flow waits for a time that is exponential with a rate of exporter's breadth × importer's breadth × their
 * closeness × the exporter's bent for the chapter and for the product × how widely the product is traded, all
 * log-normal; the first `rows` to come are written. So large countries trade most codes with each other, most pairs trade
 * few, and those few lie in the chapters that the exporter is good at. The spreads are set to what real BACI has:
 *
 * |                         | here, 2022, seed 1       | real                                            |
 * | trading pairs           | 29,700                   | about 30,000 (from memory, no file at hand)     |
 * | China to Russia         | 3,634 codes, 96 chapters | 3,966 codes, 96 chapters (BACI HS2017, 2022)    |
 * | Russia to China         | 2,707 codes, 96 chapters | 1,861 codes, 88 chapters (the same)             |
 * | India to Russia         | 2,882 codes, 96 chapters | 2,298 codes, 94 chapters (India's customs)      |
 * | Russia to India         | 1,063 codes, 91 chapters | 907 codes, 76 chapters (the same)               |
 * | deviation of ln(value)  | 3.1                      | 3.0 from China to Russia, 4.2 back              |
 * | flows without quantity  | 2 %                      | about 2 %                                       |
 *
 * Cells of exporter, importer and chapter follow from that: 1.1 million, one for ten rows.
 */
export async function writeBaci(
  path: string,
  {
    year,
    rows = FULL,
    seed = 1,
    order = "i, j, k",
  }: { readonly year: number; readonly rows?: number; readonly seed?: number; readonly order?: RowOrder },
): Promise<void> {
  const living = new Set(
    allCountries().flatMap(({ iso3, kind }) =>
      kind === "country" && (!iso3.startsWith("X") || iso3 === "XKX") ? [iso3] : [],
    ),
  );
  // The last code of a country is the one in use (Comtrade's exceptions come after M49's own).
  const codes = new Map(
    numericCodeTable("baci")
      .filter(({ iso3 }) => living.has(iso3))
      .map(({ iso3, code }) => [iso3, code]),
  );
  // One number goes into each hash: hashes of several values that differ in one of them are not independent.
  const offset = (BigInt(year) * 1000n + BigInt(seed)) << 41n;
  const uniform = (key: string, salt: number) =>
    `((hash(${offset}::bigint + (${key})::bigint * 16 + ${salt}) >> 11)::double / 9007199254740992.0 + 1e-16)`;
  const normal = (key: string, salt: number) =>
    `(sqrt(-2 * ln(${uniform(key, salt)})) * cos(6.283185307179586 * ${uniform(key, salt + 1)}))`;
  const flow = "(pair * 8192 + p)";
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "6GB" });
  const connection = await instance.connect();
  const number = async (query: string) =>
    Number((await connection.runAndReadAll(query)).getRows()[0]?.[0] ?? 0);
  try {
    const countries = [...codes].map(([iso3, code]) => {
      const place = BROADEST.indexOf(iso3);
      return `(${code}, ${place < 0 ? BROADEST.length : place})`;
    });
    await connection.run(
      `create table countries as select row_number() over (order by place, hash(code + ${seed})) - 1 as c, code,
         pow((row_number() over (order by place, hash(code + ${seed})) - 1) / ${codes.size - 1}, 0.75) as smallness
       from (values ${countries.join(", ")}) v(code, place)`,
    );
    await connection.run(
      `create table pairs as select e.c * 1000 + m.c as pair, e.c as e, e.code as i, m.code as j,
         -16 * e.smallness - 6 * m.smallness + 0.9 * ${normal("e.c * 1000 + m.c", 1)} as closeness
       from countries e, countries m where e.c <> m.c
       order by closeness desc limit ${Math.ceil(PAIRS * Math.min(1, Math.sqrt(rows / FULL)))}`,
    );
    await connection.run(
      `create table bents as select e, p, k, ${normal("1000000 + e * 100 + chapter", 3)} + 1.6 * ${normal("2000000 + p", 5)} + ${normal("3000000 + e * 8192 + p", 7)} as bent
       from (select c as e from countries), (select row_number() over () - 1 as p, k, k // 10000 as chapter
         from (select unnest([${productCodes("HS2017", 6)
           .filter((code) => code < "98" && !code.startsWith("2710"))
           .concat("271000")
           .map(Number)
           .join(", ")}]) as k))`,
    );
    const waits = (which: string) =>
      `select pair, i, j, p, k, ${flow} as flow, -ln(${uniform(flow, 9)}) / exp(closeness + bent) as wait from (select * from pairs ${which}) join bents using (e)`;
    // How long to wait is estimated from every 16th pair, with some to spare.
    const sampled = await number("select count(*) from pairs where hash(pair) % 16 = 0");
    const all = await number("select count(*) from pairs");
    const until = await number(
      `select max(wait) from (${waits("where hash(pair) % 16 = 0")} order by wait limit ${Math.ceil((rows * 1.15 * sampled) / all)})`,
    );
    await connection.run(
      `create table flows as select * exclude (wait) from (${waits("")}) where wait <= ${until} order by wait limit ${rows}`,
    );
    const value = normal("flow", 10);
    await connection.run(`copy (
        select ${year} as t, i, j, lpad(k::varchar, 6, '0') as k, lpad(greatest(exp(2.7 + 3.1 * n), 0.001)::decimal(18,3)::varchar, 13, ' ') as v,
          lpad(case when ${uniform("flow", 12)} < 0.02 then 'NA' else greatest(exp(0.8 + 3.1 * n + 1.2 * ${normal("flow", 13)}), 0.001)::decimal(18,3)::varchar end, 13, ' ') as q
        from (select *, ${value} as n from flows) order by ${order}
      ) to '${path.replaceAll("'", "''")}' (format csv, header true)`);
    const written = await number("select count(*) from flows");
    if (written < rows) throw new Error(`the generator drew ${written} different flows, wanted ${rows}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
