import { isoTable } from "../../countries/index.ts";
import { DataError } from "../../errors.ts";
import type { Loader, LoadInput } from "../source.ts";

/**
 * Country shares of each input. Links of firms, and links without a share, are left out openly: they are relations
 * of companies, not figures of countries.
 */
export async function loadEtoChips(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  const providers = input.companions.find(({ name }) => /providers\.csv$/i.test(name));
  if (!providers)
    throw new DataError(`${input.name} needs providers.csv beside it: it says which providers are countries`);
  await loader.readCsv("provision", {
    path: input.path,
    wanted: ["provider_name", "provider_id", "provided_name", "provided_id", "share_provided", "year"],
  });
  await loader.readCsv("providers", {
    path: providers.path,
    wanted: ["provider_id", "provider_type"],
  });
  const [lines] = await loader.rows<{ n: number }>("select count(*) as n from provision");
  loader.reads(lines?.n ?? 0);
  const codes = isoTable("worldbank")
    .map(({ code, iso3 }) => `('${code.toLowerCase()}', '${iso3}')`)
    .join(", ");
  await loader.sql(
    `create temp table links as
     select p.line, c.iso3, p.provider_name, p.provided_id, p.share_provided, p."year", v.provider_type
     from provision p left join (select provider_id, min(provider_type) as provider_type from providers group by 1) v using (provider_id)
       left join (values ${codes}) as c(name, iso3) on c.name = lower(p.provider_name)`,
  );
  const [firms] = await loader.rows<{ n: number }>(
    "select count(*) as n from links where provider_type is distinct from 'country'",
  );
  const [open] = await loader.rows<{ n: number }>(
    "select count(*) as n from links where provider_type = 'country' and share_provided is null",
  );
  loader.skip("links of firms, which are no figures of countries", firms?.n ?? 0);
  const group = "provider_type = 'country' and (provider_name ilike 'various%' or provider_name = 'EUR')";
  const [groups] = await loader.rows<{ n: number }>(
    `select count(*) as n from links where ${group} and share_provided is not null`,
  );
  loader.skip("groups of countries (Europe, various)", groups?.n ?? 0);
  loader.skip("country provides the input, share not stated", open?.n ?? 0);
  const bad = `case when iso3 is null then 'unknown country: ' || provider_name
    when try_cast(share_provided as decimal(38,9)) is null or try_cast(share_provided as double) not between 0 and 100
      then 'not a share in per cent: ' || share_provided
    when try_cast("year" as integer) is null then 'not a year: ' || coalesce("year", 'nothing') end`;
  await loader.write(
    "observations",
    `select 'eto-chips' as source, 'eto-chips.share' as series, iso3 as country, '' as counterpart, provided_id as item,
       make_date(coalesce(try_cast("year" as integer), 1), 1, 1) as period, 'A' as frequency, share_provided as value, 'per cent' as unit,
       'estimated' as status, line as reject_line, ${bad} as reject_reason
     from links where provider_type = 'country' and share_provided is not null and not (${group})`,
  );
}
