import { blocs } from "./blocs.ts";
import { collaborations } from "./collaborations.ts";
import { controlLists } from "./control-lists.ts";
import { cubeTable } from "./cubes.ts";
import { entities } from "./entities.ts";
import { flowsIo } from "./flows-io.ts";
import { observations } from "./observations.ts";
import { publications } from "./publications.ts";
import { quarantine } from "./quarantine.ts";
import { relations } from "./relations.ts";
import type { TableDefinition } from "./table.ts";
import { trade } from "./trade.ts";

/** Every table, base tables first; a cube is a table too. */
export const baseTables: readonly TableDefinition[] = [
  trade,
  observations,
  publications,
  collaborations,
  flowsIo,
  entities,
  relations,
  blocs,
  controlLists,
  quarantine,
];

export const allTables: readonly TableDefinition[] = baseTables.flatMap((table) => [
  table,
  ...(table.cubes ?? []).map((cube) => cubeTable(table, cube)),
]);
