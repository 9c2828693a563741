import type { QueryContext } from "../indicators/indicator.ts";
import { all, date, type Sql, sql } from "../sql.ts";
import type { FlowScope } from "./parameters.ts";

/** Sources in the order they are preferred when several cover equally many periods. */
const PREFERENCE = ["imts", "comtrade", "baci", "eurostat-comext"];

/**
 * One country's flows with each partner, one source and one basis a period: common table expressions that end in
 * `flows(period, partner, value_usd, source, basis, status, partners)`.
 *
 * - `basis`: `reported` (the reporter's own figure), `mirrored` (its partner's) or `reconciled` (the source's).
 * - `partners`: how many partners have a figure in that period; a total over few of them is no total.
 * - The source and classification are those that cover most periods in the range (ties: IMTS, Comtrade, BACI, then
 *   by name; all-goods rows before products, newer HS revisions before older); the basis is chosen period by period.
 */
export function flowsOf(scope: FlowScope, { table, dialect }: QueryContext): Sql {
  const [own, other] =
    scope.flow === "imports" ? [sql`importer`, sql`exporter`] : [sql`exporter`, sql`importer`];
  const ownRole = scope.flow === "imports" ? "importer" : "exporter";
  const bucket =
    scope.by === "period"
      ? sql`period`
      : scope.by === "range"
        ? sql`min(period) over ()`
        : dialect.truncate(scope.by, sql`period`);
  return sql`
  candidates as (
    select source, classification, period, ${bucket} as bucket,
      case when reporter = 'reconciled' then 'reconciled' when reporter = ${ownRole} then 'reported' else 'mirrored' end as basis,
      ${other} as partner, value_usd, status
    from ${table("trade_pairs")}
    where ${all([
      sql`${own} = ${scope.reporter}`,
      sql`frequency = ${scope.frequency}`,
      ...(scope.from ? [sql`period >= ${date(scope.from)}`] : []),
      ...(scope.to ? [sql`period <= ${date(scope.to)}`] : []),
      ...(scope.source ? [sql`source = ${scope.source}`] : []),
      ...(scope.basis === "reconciled" ? [sql`reporter = 'reconciled'`] : []),
      ...(scope.basis === "reporter" ? [sql`reporter = ${ownRole}`] : []),
      ...(scope.basis === "partner" ? [sql`reporter not in ('reconciled', ${ownRole})`] : []),
    ])}
  ),
  offers as (
    select source, classification, period, basis, count(distinct partner) as partners
    from candidates group by source, classification, period, basis
  ),
  best as (
    select source, classification, row_number() over (order by
      sum(case when partners >= ${scope.min_partners} then 1 else 0 end) desc, count(*) desc,
      ${preference(sql`source`)}, source, case when classification = 'TOTAL' then 0 else 1 end, classification desc) as place
    from offers group by source, classification
  ),
  chosen as (
    select o.source, o.classification, o.period, o.basis, o.partners, row_number() over (partition by o.period order by
      case when o.partners >= ${scope.min_partners} then 0 else 1 end,
      case o.basis when 'reported' then 0 when 'reconciled' then 1 else 2 end) as place
    from offers o join best b on b.source = o.source and b.classification = o.classification and b.place = 1
  ),
  flows as (
    select c.bucket as period, c.partner, sum(c.value_usd) as value_usd,
      max(c.source) as source,
      case when min(c.basis) = max(c.basis) then max(c.basis) else 'mixed' end as basis,
      case when max(case when c.status = 'estimated' then 1 else 0 end) = 1 then 'estimated' else 'reported' end as status,
      min(k.partners) as partners, count(distinct c.period) as periods
    from candidates c join chosen k on k.place = 1 and k.source = c.source and k.classification = c.classification
      and k.period = c.period and k.basis = c.basis
    group by c.bucket, c.partner
  )`;
}

function preference(source: Sql): Sql {
  return sql`case ${source} when ${PREFERENCE[0]} then 0 when ${PREFERENCE[1]} then 1 when ${PREFERENCE[2]} then 2 when ${PREFERENCE[3]} then 3 else 4 end`;
}
