import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { country, text } from "./parameters.ts";

/**
 * Who provides which step of the chip supply chain. One row a step and country, from the relations of a supply-chain
 * data set: the share of the step that the data set gives the country (of sales or output, as it says), and how many
 * of the firms that provide the step are based there.
 *
 * Share is null when the data set names the country as a provider without a share, or names only firms of it; that is
 * not zero. Rank is among stated shares of the step. Shares of a step need not add up to 100: small providers and
 * groups (Europe, various countries) are not countries and have no row.
 *
 * @example
 * run("chip-supply-chain", { step: "EUV lithography tools" }) // the Netherlands alone
 */
export const chipSupplyChain = defineIndicator({
  name: "chip-supply-chain",
  title: "Who provides which step of the chip supply chain",
  summary: "Which countries provide a step of the chip supply chain, with what share and how many firms.",
  formula: "share_cs as stated; firms_cs = |{firms of c that provide s}|",
  references: [
    {
      text: "Khan, Mann, Peterson (2021), The Semiconductor Supply Chain: Assessing National Competitiveness, CSET",
      url: "https://doi.org/10.51593/20190016",
    },
  ],
  group: "supply chains",
  params: z.object({
    step: text("step, by identifier or part of its name, such as lithography", "text").optional(),
    country: country("only steps that this country provides, and its own rows").optional(),
  }),
  tables: ["relations", "entities"],
  columns: {
    stage: { type: "text", description: "stage the step belongs to, where it is one of the main steps" },
    step_id: { type: "text", description: "identifier of the step" },
    step: { type: "text", description: "name of the step" },
    country: { type: "text", description: "country that provides it, ISO3" },
    share: { type: "double", unit: "per cent", description: "share of the step, where it is stated" },
    rank: { type: "integer", unit: "rank", description: "by stated share, within the step" },
    firms: { type: "integer", unit: "firms", description: "firms based there that provide the step" },
    source: { type: "text", description: "source of the relations" },
  },
  example: { step: "lithography" },
  query(params, { table, dialect }) {
    const wanted = params.step
      ? sql`and (s.id = ${params.step} or strpos(lower(s.caption), lower(${params.step})) > 0)`
      : sql``;
    const one = params.country ? sql`where country = ${params.country}` : sql``;
    return sql`with provided as (
        select r.source, r.object, e.id, e.schema, e.countries, r.share
        from ${table("relations")} r join ${table("entities")} e on e.source = r.source and e.id = r.subject
        where r.role = 'provides'
      ),
      parts as (
        select p.source, p.object, u.country,
          max(case when p.schema = 'Country' then p.share end) as share,
          count(distinct case when p.schema = 'Company' then p.id end) as firms
        from provided p cross join ${dialect.unnest(sql`p.countries`, "u", "country")}
        group by p.source, p.object, u.country
      ),
      stages as (
        select b.source, b.subject, min(st.caption) as stage
        from ${table("relations")} b join ${table("entities")} st on st.source = b.source and st.id = b.object
        where b.role = 'belongs to' group by b.source, b.subject
      ),
      ranked as (
        select g.stage, s.id as step_id, s.caption as step, p.country, cast(p.share as double) as share,
          case when p.share is not null then rank() over (partition by p.source, p.object order by p.share desc nulls last) end as place,
          p.firms, p.source
        from parts p join ${table("entities")} s on s.source = p.source and s.id = p.object
          left join stages g on g.source = p.source and g.subject = p.object
        where s.schema = 'SupplyStep' ${wanted}
      )
      select stage, step_id, step, country, share, cast(place as integer) as "rank", cast(firms as integer) as firms, source
      from ranked ${one}
      order by source, step, step_id, place nulls last, country`;
  },
  notes: (rows) => [
    ...(rows.some((r) => r.share === null)
      ? [
          {
            kind: "missing" as const,
            text: "where no share is given the country or its firms are named as providers without one",
          },
        ]
      : []),
    {
      kind: "definition",
      text: "shares as the source states them; groups such as Europe are no countries and left out",
    },
  ],
  finding(rows, params) {
    const first = rows.find((r) => r.rank === 1);
    if (!first || (params.step === undefined && params.country === undefined)) return undefined;
    return `${countryName(first.country as string)} provides ${first.share}\u202f% of ${first.step}`;
  },
  chart: { kind: "bar", x: "country", y: "share", series: "step", format: "number" },
});
