import { isoTable } from "../../countries/index.ts";
import { DataError } from "../../errors.ts";
import type { Loader, LoadInput } from "../source.ts";

/** Columns of each file; those that may be absent are read as tables without rows. */
const COLUMNS = {
  provision: ["provider_name", "provider_id", "provided_name", "provided_id", "share_provided", "year"],
  providers: ["provider_name", "provider_id", "provider_type", "country"],
  inputs: ["input_id", "input_name", "type", "stage_id"],
  sequence: ["input_id", "goes_into_id", "is_type_of_id"],
  stages: ["stage_id", "stage_name"],
} as const;

/**
 * Steps and providers as entities; who provides what, what goes into what and which stage a step belongs to as
 * relations. Shares of countries are figures too, and go to `observations` beside; a country whose share is not stated
 * is a relation only.
 */
export async function loadEtoChips(input: LoadInput, _options: object, loader: Loader): Promise<void> {
  await readFiles(input, loader);
  const codes = isoTable("worldbank")
    .map(({ code, iso3 }) => `('${code.toLowerCase()}', '${iso3}')`)
    .join(", ");
  await loader.sql(`create temp table codes as select * from (values ${codes}) as c(name, iso3)`);
  const lone = "and provider_name not ilike 'various%' and provider_name <> 'EUR'";
  await loader.sql(
    `create temp table links as
     select p.*, v.provider_type, c.iso3, v.provider_type = 'country' ${lone.replaceAll("provider_name", "p.provider_name")} as is_country,
       case when v.provider_id is null then 'provider that providers.csv does not list: ' || coalesce(p.provider_id, 'nothing')
         when p.provided_id is null then 'provided_id is missing'
         when v.provider_type = 'country' ${lone.replaceAll("provider_name", "p.provider_name")} and c.iso3 is null then 'unknown country: ' || p.provider_name
         when p.share_provided is not null and (try_cast(p.share_provided as decimal(18,9)) is null or try_cast(p.share_provided as double) not between 0 and 100)
           then 'not a share in per cent: ' || p.share_provided
         when try_cast(p."year" as integer) is null then 'not a year: ' || coalesce(p."year", 'nothing') end as bad
     from provision p left join (select provider_id, min(provider_type) as provider_type from providers group by 1) v using (provider_id)
       left join codes c on c.name = lower(p.provider_name)`,
  );
  await writeEntities(loader);
  await writeRelations(loader);
  await loader.write(
    "observations",
    `select 'eto-chips' as source, 'eto-chips.share' as series, iso3 as country, '' as counterpart, provided_id as item,
       make_date(cast("year" as integer), 1, 1) as period, 'A' as frequency, share_provided as value, 'per cent' as unit,
       'estimated' as status
     from links where bad is null and is_country and share_provided is not null`,
  );
}

async function readFiles(input: LoadInput, loader: Loader): Promise<void> {
  for (const [name, wanted] of Object.entries(COLUMNS)) {
    const path =
      name === "provision"
        ? input.path
        : input.companions.find((c) => new RegExp(`${name}\\.csv(\\.gz)?$`, "i").test(c.name))?.path;
    if (path) await loader.readCsv(name, { path, wanted });
    else if (name === "providers")
      throw new DataError(
        `${input.name} needs providers.csv beside it: it says which providers are countries`,
      );
    else
      await loader.sql(
        `create temp table ${name} (line bigint, ${wanted.map((c) => `"${c}" varchar`).join(", ")})`,
      );
  }
}

async function writeEntities(loader: Loader): Promise<void> {
  const nothing = "cast(null as date) as starts, cast(null as date) as ends";
  const [again] = await loader.rows<{ n: number }>(
    "select count(*) - count(distinct provider_id) as n from providers where provider_id is not null",
  );
  loader.skip("further rows of a provider, joined to its first", again?.n ?? 0);
  await loader.write(
    "entities",
    `select 'eto-chips' as source, id, schema, caption, countries, properties, ${nothing}, line as reject_line,
       case when id is null then 'identifier is missing' end as reject_reason
     from (
       select v.provider_id as id, case when min(provider_type) = 'country' then 'Country' else 'Company' end as schema,
         min(v.provider_name) as caption,
         list_sort(list_distinct(list_filter(list(coalesce(c.iso3, o.iso3)), lambda x: x is not null))) as countries,
         '{}' as properties, min(v.line) as line
       from providers v left join codes c on c.name = lower(v.country)
         left join codes o on v.provider_type = 'country' and o.name = lower(v.provider_name)
       group by v.provider_id
       union all select input_id, 'SupplyStep', input_name, [], cast(json_object('kind', coalesce(type, '')) as varchar), line from inputs
       union all select stage_id, 'SupplyStep', stage_name, [], '{"kind":"stage"}', line from stages
       union all select provided_id, 'SupplyStep', min(provided_name), [], '{}', min(line) from links
         where provided_id not in (select input_id from inputs) and provided_id not in (select stage_id from stages) group by 1)`,
  );
}

async function writeRelations(loader: Loader): Promise<void> {
  const row = (subject: string, role: string, object: string) =>
    `'UnknownLink' as schema, ${subject} as subject, '${role}' as role, ${object} as object`;
  await loader.write(
    "relations",
    `select 'eto-chips' as source, concat_ws(' ', subject, role, object, year(starts)::varchar) as id, schema, subject, role, object,
       share, '{}' as properties, starts, cast(null as date) as ends, line as reject_line, bad as reject_reason
     from (
       select ${row("provider_id", "provides", "provided_id")}, try_cast(share_provided as decimal(18,9)) as share,
         case when bad is null then make_date(cast("year" as integer), 1, 1) end as starts, line, bad from links
       union all select ${row("input_id", "goes into", "goes_into_id")}, null, null, line, null from sequence where goes_into_id is not null
       union all select ${row("input_id", "is a type of", "is_type_of_id")}, null, null, line, null from sequence where is_type_of_id is not null
       union all select ${row("input_id", "belongs to", "stage_id")}, null, null, line, null from inputs where stage_id is not null)`,
  );
}
