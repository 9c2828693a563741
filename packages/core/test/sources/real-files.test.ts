import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { query, real, scratch } from "../loading/scratch.ts";

let s: Awaited<ReturnType<typeof scratch>>;
beforeEach(async () => {
  s = await scratch();
});
afterEach(() => s.close());

/**
 * The published files, where they are at hand. `read` is the rows of a file, or the cells of a wide one, and `filled`
 * the cells that hold a figure other than zero, both counted with Python's csv module; `figures` are ones known from elsewhere.
 */
const FILES: readonly {
  source: string;
  file: string;
  read: number;
  filled?: number;
  options?: object;
  figures: string;
  are: Record<string, string>;
}[] = [
  {
    source: "imts",
    file: "trade/imf_imts_russia_partner_annual_2016_2024.csv",
    read: 4_230,
    filled: 3_704,
    // China's share of Russia's imports and exports in 2022 over the IMF's own World rows: 34.3 and 16.5 %.
    figures: `select round(sum(value_usd) filter (exporter = 'CHN' and importer = 'RUS') * 100.0 / sum(value_usd) filter (importer = 'RUS'), 1)::varchar imports,
      round(sum(value_usd) filter (importer = 'CHN' and exporter = 'RUS') * 100.0 / sum(value_usd) filter (exporter = 'RUS'), 1)::varchar exports
      from trade where year(period) = 2022`,
    are: { imports: "34.3", exports: "16.5" },
  },
  {
    source: "coauthorship",
    file: "research/openalex_country_coauthorship_1990_2023.csv.gz",
    read: 273_016,
    figures: `select max(works_full) filter (country_b = 'USA')::integer::varchar usa, max(works_full) filter (country_b = 'GBR')::integer::varchar gbr,
      max(works_full) filter (country_b = 'RUS')::integer::varchar rus from collaborations where country_a = 'CHN' and year = 2022`,
    are: { usa: "77370", gbr: "29217", rus: "4768" },
  },
  {
    source: "wdi",
    file: "macro/wdi_gdp_current_usd.csv",
    read: 13_979,
    options: { series: "NY.GDP.MKTP.CD" },
    figures: `select (count(*) filter (value > (select value from observations where country = 'RUS' and year(period) = 2022)) + 1)::varchar "rank"
      from observations where year(period) = 2022`,
    are: { rank: "8" },
  },
  {
    source: "wdi",
    file: "macro/wdi_gdp_ppp_current_intl.csv",
    read: 16_758,
    filled: 7_484,
    figures: `select (count(*) filter (value > (select value from observations where country = 'RUS' and year(period) = 2021)) + 1)::varchar "rank"
      from observations where year(period) = 2021`,
    are: { rank: "6" },
  },
  {
    source: "wiod",
    file: "io/wiod2013_wiot_2011.csv.gz",
    read: 2_354_835,
    filled: 466_595,
    options: { year: 2011 },
    figures: "select count(distinct from_country)::varchar countries from flows_io",
    are: { countries: "41" },
  },
];

describe("a published file", () => {
  it.each(FILES.map((f) => [f.source, f.file, f] as const))(
    "%s: every row of %s is accounted for, and known figures come out",
    { timeout: 120_000 },
    async (_source, name, { source, options, read, filled, figures, are }) => {
      const file = real(name);
      if (!file) return;
      const [report] = await s.workspace.load(source, [file], { ...options });
      const rows = report?.rows;
      const skipped = Object.values(rows?.skipped ?? {}).reduce((a, b) => a + b, 0);
      expect(rows?.kept).toBeGreaterThan(0);
      expect((rows?.kept ?? 0) + (rows?.quarantined ?? 0) + skipped).toBe(read);
      expect(rows?.read).toBe(read);
      const empty = Object.entries(rows?.skipped ?? {}).find(([why]) =>
        /^(cells without|zero cells)/.test(why),
      );
      if (filled !== undefined) expect(read - (empty?.[1] ?? 0)).toBe(filled);
      const aside = (await s.workspace.tables()).find((t) => t.name === "quarantine");
      expect(aside?.rows ?? 0).toBe(rows?.quarantined);
      expect(await query(s.workspace, figures)).toEqual([are]);
    },
  );
});
