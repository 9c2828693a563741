import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { UsageError } from "../errors.ts";

import type { Frame, Row } from "../frame.ts";
import type { ChartHint, Columns, ComputeContext } from "../indicators/indicator.ts";
import { bloc, choice, countries, country } from "../indicators/parameters.ts";
import { dependence } from "./dependence.ts";
import { membershipOf } from "./members.ts";
import { figureParameters } from "./parameters.ts";
import { framed } from "./rows.ts";

/** What the indicators of dependence on a partner share; they differ in the side of trade they look at. */
export function dependenceOf(flow: "imports" | "exports") {
  const way = flow === "imports" ? "from" : "to";
  const parameters = z.object({
    reporter: country(`country whose ${flow} are measured`),
    partner: countries("partner, or several taken together").optional(),
    bloc: bloc("bloc, instead of partners").optional(),
    group: choice(
      ["none", "section", "chapter", "heading", "product", "end-use"],
      "how goods are told apart; none gives one figure for all that product names",
    ).default("section"),
    ...figureParameters,
  });
  const columns = {
    period: { type: "date", description: "first day of the period" },
    reporter: { type: "text", description: `country whose ${flow} are measured` },
    partner: { type: "text", description: "partner, partners joined by +, or bloc" },
    product: { type: "text", description: "goods that count" },
    group: {
      type: "text",
      description: "HS section, chapter, heading or product, end use, or empty for one figure",
    },
    value_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: `${flow} of the group ${way} the partner`,
    },
    total_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: `${flow} of the group ${way} everybody; null when not known`,
    },
    share: { type: "double", unit: "share (0 to 1)", description: "value_usd / total_usd" },
    group_share: { type: "double", unit: "share (0 to 1)", description: "the group in all goods asked for" },
    partners: {
      type: "integer",
      unit: "partners",
      description: "partners with a figure in every part of the period",
    },
    source: { type: "text", description: "source of the figures" },
    basis: { type: "text", description: "reported, mirrored or reconciled; mixed when periods differ" },
    status: { type: "text", description: "estimated when any part is an estimate, else reported" },
  } as const satisfies Columns;
  return {
    params: parameters,
    columns,
    async compute(
      _frame: Frame | undefined,
      params: z.output<typeof parameters>,
      context: ComputeContext,
    ): Promise<Frame> {
      const membership = await membershipOf({ bloc: params.bloc, members: params.partner }, context);
      if (!membership)
        throw new UsageError(
          `${flow.slice(0, -1)}-dependence needs --partner or --bloc: name a partner or a bloc`,
        );
      const rows = await dependence({ ...params, flow }, membership, params.group, context);
      return framed(
        columns,
        rows.map((r) => ({
          period: r.period,
          reporter: params.reporter,
          partner: membership.label,
          product: params.product,
          group: r.group,
          value_usd: r.value,
          total_usd: r.total,
          share: r.share,
          group_share: r.groupShare,
          partners: r.partners,
          source: r.source,
          basis: r.basis,
          status: r.estimated ? "estimated" : "reported",
        })),
      );
    },
    finding(rows: readonly Row[], params: z.output<typeof parameters>) {
      const last = rows.filter((r) => r.period === rows.at(-1)?.period && r.share !== null);
      const top = last.toSorted((a, b) => (b.share as number) - (a.share as number))[0];
      const end = rows.at(-1);
      if (!top && end && end.value_usd === null && end.total_usd !== null)
        return `${countryName(params.reporter)}'s ${flow} ${way} ${end.partner} are not reported for ${String(end.period).slice(0, 4)}`;
      if (!top) return undefined;
      const who =
        top.partner === params.partner?.[0] ? countryName(String(top.partner)) : String(top.partner);
      const what = top.group
        ? ` of ${params.group} ${top.group}, the most of any group,`
        : params.product === "total"
          ? ""
          : ` of ${params.product}`;
      return `${who} ${flow === "imports" ? "supplied" : "took"} ${((top.share as number) * 100).toFixed(1)}\u202f% of ${countryName(params.reporter)}'s ${flow}${what} in ${String(top.period).slice(0, 4)}`;
    },
    chart: { kind: "bar", x: "group", y: "share", status: "basis", format: "percent" } satisfies ChartHint,
  };
}
