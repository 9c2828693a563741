import type { ColumnDefinition, CubeDefinition, TableDefinition } from "./table.ts";

/** The table a cube is kept as. */
export function cubeTable(base: TableDefinition, cube: CubeDefinition): TableDefinition {
  const groups = Object.entries(cube.groupBy).map(([name, group]): [string, ColumnDefinition] => [
    name,
    { type: group.type, description: base.columns[name]?.description ?? name },
  ]);
  const sums = cube.sums.map((name): [string, ColumnDefinition] => {
    const column = base.columns[name];
    if (!column) throw new Error(`cube ${cube.name} sums ${name}, which ${base.name} does not have`);
    return [name, column];
  });
  return {
    name: cube.name,
    title: `${base.title}: ${cube.name}`,
    description: cube.description,
    columns: {
      ...Object.fromEntries(groups),
      ...Object.fromEntries(sums),
      flows: { type: "bigint", description: "rows of the base table" },
    },
    key: Object.keys(cube.groupBy),
  };
}
