import { agreements } from "./agreements/source.ts";
import { baci } from "./baci/source.ts";
import { coauthorship } from "./coauthorship/source.ts";
import { comtrade } from "./comtrade/source.ts";
import { etoChips } from "./eto-chips/source.ts";
import { eurostatComext } from "./eurostat-comext/source.ts";
import { flows } from "./flows/source.ts";
import { icio } from "./icio/source.ts";
import { imts } from "./imts/source.ts";
import { industryDeals } from "./industry-deals/source.ts";
import { openalex, openalexSample } from "./openalex/source.ts";
import { openalexCounts } from "./openalex-counts/source.ts";
import { patents } from "./patents/source.ts";
import { reference } from "./reference/source.ts";
import { series } from "./series/source.ts";
import type { SourceDefinition } from "./source.ts";
import { wdi } from "./wdi/source.ts";
import { wiod } from "./wiod/source.ts";
import { wiodCompact } from "./wiod-compact/source.ts";

/** Every source, in the order lists show them. */
export const sources: readonly SourceDefinition[] = [
  baci,
  comtrade,
  imts,
  eurostatComext,
  wdi,
  series,
  flows,
  coauthorship,
  openalex,
  openalexSample,
  openalexCounts,
  patents,
  agreements,
  industryDeals,
  etoChips,
  wiod,
  wiodCompact,
  icio,
  reference,
];

export const sourcesByName: ReadonlyMap<string, SourceDefinition> = new Map(sources.map((s) => [s.name, s]));
