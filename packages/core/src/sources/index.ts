import { baci } from "./baci/source.ts";
import { coauthorship } from "./coauthorship/source.ts";
import { imts } from "./imts/source.ts";
import { openalex, openalexSample } from "./openalex/source.ts";
import { series } from "./series/source.ts";
import type { SourceDefinition } from "./source.ts";
import { wdi } from "./wdi/source.ts";

/** Every source, in the order lists show them. */
export const sources: readonly SourceDefinition[] = [
  baci,
  imts,
  wdi,
  series,
  coauthorship,
  openalex,
  openalexSample,
];

export const sourcesByName: ReadonlyMap<string, SourceDefinition> = new Map(sources.map((s) => [s.name, s]));
