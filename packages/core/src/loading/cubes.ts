import { cubeTable } from "../tables/cubes.ts";
import type { CubeDefinition, TableDefinition } from "../tables/table.ts";
import { identifier, order, quote } from "./sql-text.ts";

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

/**
 * The select of a cube over `from`: the base table's rows, or (`from.finer`) those of a finer cube. Columns that have
 * one value in the whole file, given in `constants`, are left out of the grouping, which halves its cost.
 */
export function cubeSelect(
  table: TableDefinition,
  cube: CubeDefinition,
  from: { readonly rows: string; readonly finer?: boolean },
  constants: ReadonlyMap<string, string>,
): string {
  const definition = cubeTable(table, cube);
  const groups = Object.entries(cube.groupBy).map(([name, { expression, type }]) => {
    const constant = expression === name ? constants.get(name) : undefined;
    if (constant !== undefined) return { name, select: `cast(${quote(constant)} as ${type})`, by: undefined };
    return { name, select: undefined, by: from.finer ? identifier(name) : expression };
  });
  const varying = groups.filter((g) => g.by !== undefined);
  const sums = cube.sums.map(
    (c) => `cast(sum(${identifier(c)}) as ${table.columns[c]?.type}) as ${identifier(c)}`,
  );
  const count = from.finer ? "cast(sum(flows) as bigint) as flows" : "count(*) as flows";
  const inner = `select ${[...varying.map((g) => `${g.by} as ${identifier(g.name)}`), ...sums, count].join(", ")} from ${from.rows}${varying.length > 0 ? " group by all" : ""}`;
  const outer = [
    ...groups.map((g) => (g.select ? `${g.select} as ${identifier(g.name)}` : identifier(g.name))),
    ...cube.sums.map(identifier),
    "flows",
  ];
  return `select ${outer.join(", ")} from (${inner}) order by ${order(definition)}`;
}
