import { cubeTable } from "../tables/cubes.ts";
import type { CubeDefinition, TableDefinition } from "../tables/table.ts";
import { identifier, quote } from "./sql-text.ts";

/** Cubes of a table, finest first, so that a coarser one can be summed from a finer one's file. */
export function cubesInOrder(table: TableDefinition): CubeDefinition[] {
  return [...(table.cubes ?? [])].sort(
    (a, b) => Object.keys(b.groupBy).length - Object.keys(a.groupBy).length,
  );
}

/** Whether `coarse` can be summed from the rows of `fine`: it groups by some of the same columns and sums the same. */
export function follows(coarse: CubeDefinition, fine: CubeDefinition): boolean {
  return (
    Object.entries(coarse.groupBy).every(([name, g]) => fine.groupBy[name]?.expression === g.expression) &&
    coarse.sums.every((s) => fine.sums.includes(s))
  );
}

/** A value that is in every row; text as an enumeration, which the Parquet writer takes as the dictionary it is. */
function constantOf(value: string, type: string): string {
  return `cast(${quote(value)} as ${type === "varchar" ? `enum(${quote(value)})` : type})`;
}

/** What is known of a file's columns. */
export interface Known {
  /** Those that have one value in the whole file. */
  readonly constants: ReadonlyMap<string, string>;
  /** Those of which all values are in an enumeration of this name. */
  readonly enumerated: Readonly<Record<string, string>>;
}

/**
 * The select of a cube over `from`: the base table's rows, or (`from.finer`) those of a finer cube. Columns that have
 * one value in the whole file are left out of the grouping, which halves its cost; enumerations sort and are written faster.
 */
export function cubeSelect(
  table: TableDefinition,
  cube: CubeDefinition,
  from: { readonly rows: string; readonly finer?: boolean },
  { constants, enumerated }: Known,
): string {
  const definition = cubeTable(table, cube);
  const groups = Object.entries(cube.groupBy).map(([name, { expression, type }]) => {
    const constant = expression === name ? constants.get(name) : undefined;
    if (constant !== undefined) return { name, select: constantOf(constant, type), by: undefined };
    const by = from.finer ? identifier(name) : expression;
    const enumeration = expression === name ? enumerated[name] : undefined;
    return { name, select: enumeration && `${identifier(name)}::${enumeration}`, by };
  });
  const varying = groups.filter((g) => g.by !== undefined);
  const sums = cube.sums.map(
    (c) => `cast(sum(${identifier(c)}) as ${table.columns[c]?.type}) as ${identifier(c)}`,
  );
  const count = from.finer ? "cast(sum(flows) as bigint) as flows" : "count(*) as flows";
  // An expression that looks at such a column is then decided once, not in every row.
  const known = [...constants].filter(([c]) => Object.hasOwn(table.columns, c) && !from.finer);
  const rows =
    known.length === 0
      ? from.rows
      : `(select * replace (${known.map(([c, value]) => `cast(${quote(value)} as ${table.columns[c]?.type}) as ${identifier(c)}`).join(", ")}) from ${from.rows})`;
  const inner = `select ${[...varying.map((g) => `${g.by} as ${identifier(g.name)}`), ...sums, count].join(", ")} from ${rows}${varying.length > 0 ? " group by all" : ""}`;
  const outer = [
    ...groups.map((g) => (g.select ? `${g.select} as ${identifier(g.name)}` : identifier(g.name))),
    ...cube.sums.map(identifier),
    "flows",
  ];
  const by = (definition.sort ?? definition.key).filter(
    (c) => !groups.some((g) => g.name === c && g.by === undefined),
  );
  return `select ${outer.join(", ")} from (${inner})${by.length > 0 ? ` order by ${by.map(identifier).join(", ")}` : ""}`;
}
