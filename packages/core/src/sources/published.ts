import type { Licence, Origin, SourceDefinition } from "./source.ts";

/** What a workspace remembers of a load that says whose figures it brought. */
interface Load {
  readonly source: string;
  readonly origin?: Origin | undefined;
}

/** The source that a load's rows carry: with the name of the figures where the source is only a layout for anybody's. */
export function rowSource(load: Load): string {
  return load.origin ? `${load.source}:${load.origin.name}` : load.source;
}

/** Who published the figures of a load, and under which licence. */
export function published(
  load: Load,
  sources: ReadonlyMap<string, SourceDefinition>,
): SourceDefinition | Origin | undefined {
  return load.origin ?? sources.get(load.source);
}

/**
 * The values of `source` whose rows may be passed on. Rows that no load accounts for are not among them, and those of a
 * layout itself only when all its loads are open.
 */
export function openSources(
  loads: readonly Load[],
  sources: ReadonlyMap<string, SourceDefinition>,
): string[] {
  const open = new Map<string, boolean>();
  for (const load of loads) {
    const licence: Pick<Licence, "redistributable"> | undefined = published(load, sources)?.licence;
    for (const name of new Set([rowSource(load), load.source]))
      open.set(name, (open.get(name) ?? true) && (licence?.redistributable ?? false));
  }
  return [...open].flatMap(([name, may]) => (may ? [name] : [])).sort();
}
