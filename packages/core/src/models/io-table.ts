import { DataError } from "../errors.ts";
import { type InputOutput, inputCoefficients, leontiefSolve } from "../kernels/index.ts";

/**
 * A world input-output table as published: names WIOD and ICIO use. Rows run country by country, sector within
 * country; money in one unit, current prices.
 */
export interface InputOutputTable {
  readonly countries: readonly string[];
  readonly sectors: readonly string[];
  /** How many final-use columns each country has (5 in WIOD); `Y` holds them side by side. */
  readonly finalUses: number;
  /** Row-major, size = countries × sectors. */
  readonly Z: Float64Array;
  /** Row-major `[size][countries × finalUses]`. */
  readonly Y: Float64Array;
  /** Output as published, one per row. */
  readonly output: Float64Array;
}

/** What was done to a table before use, counted. Money in the table's unit. */
export interface TableNotes {
  readonly negativeInputCells: number;
  readonly negativeInputValue: number;
  readonly negativeFinalCells: number;
  readonly negativeFinalValue: number;
  /** Sectors that report no output: nobody can buy from them, and their inputs are left out. */
  readonly idleSectors: readonly string[];
  /** Sectors whose inputs cost more than their output; inputs are scaled down to it. */
  readonly negativeValueAdded: readonly string[];
  /** Zero cells of Z and Y together: absent flows stay absent. */
  readonly zeroCells: number;
  /** World output after over before, less 1. */
  readonly outputChange: number;
}

/**
 * A table the models can stand on: negative cells (inventories drawn down, rounding, balancing items) become zero,
 * input coefficients stay as published, and output is solved again so that sales equal output in every row.
 * The same table gives the same object, cleaned once: neither may be written into.
 */
export function cleanTable(table: InputOutputTable): CleanTable {
  const found = cleaned.get(table) ?? clean(table);
  cleaned.set(table, found);
  return found;
}

interface CleanTable {
  readonly table: InputOutput;
  readonly notes: TableNotes;
}

const cleaned = new WeakMap<InputOutputTable, CleanTable>();

function clean(table: InputOutputTable): CleanTable {
  checkShape(table);
  const { countries, sectors, finalUses, Z, Y, output } = table;
  const N = countries.length;
  const J = sectors.length;
  const size = N * J;
  const label = (r: number) => `${countries[Math.floor(r / J)]}.${sectors[r % J]}`;
  let negativeInputCells = 0;
  let negativeInputValue = 0;
  let negativeFinalCells = 0;
  let negativeFinalValue = 0;
  let zeroCells = 0;
  const intermediate = Z.slice();
  for (let a = 0; a < intermediate.length; a++) {
    const value = intermediate[a] as number;
    if (value === 0) zeroCells++;
    else if (value < 0) {
      negativeInputCells++;
      negativeInputValue += value;
      intermediate[a] = 0;
    }
  }
  const final = new Float64Array(size * N);
  const demand = new Float64Array(size);
  for (let r = 0; r < size; r++)
    for (let c = 0; c < N * finalUses; c++) {
      const value = Y[r * N * finalUses + c] as number;
      if (value === 0) zeroCells++;
      else if (value < 0) {
        negativeFinalCells++;
        negativeFinalValue += value;
      } else {
        const cell = r * N + Math.floor(c / finalUses);
        final[cell] = (final[cell] as number) + value;
        demand[r] = (demand[r] as number) + value;
      }
    }

  const idle: boolean[] = [];
  const idleSectors: string[] = [];
  const negativeValueAdded: string[] = [];
  const inputs = new Float64Array(size);
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++) inputs[c] = (inputs[c] as number) + (intermediate[r * size + c] as number);
  const per = new Float64Array(size);
  for (let c = 0; c < size; c++) {
    const x = output[c] as number;
    idle[c] = !(x > 0);
    if (idle[c]) idleSectors.push(label(c));
    else if ((inputs[c] as number) > x * (1 + 1e-9)) {
      negativeValueAdded.push(label(c));
      per[c] = x / (inputs[c] as number);
    } else per[c] = 1;
  }
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) {
      const a = r * size + c;
      intermediate[a] = idle[r] ? 0 : (intermediate[a] as number) * (per[c] as number);
    }
    if (idle[r]) {
      demand[r] = 0;
      final.fill(0, r * N, (r + 1) * N);
    }
  }

  const usable = output.map((x) => Math.max(x, 0));
  const shape = { countries: N, sectors: J, intermediate, final, output: usable };
  const coefficients = inputCoefficients(shape);
  const solved = leontiefSolve(coefficients, demand, { tolerance: 1e-15 });
  const x = solved.x.map((value) => Math.max(value, 0));
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++)
      intermediate[r * size + c] = (coefficients[r * size + c] as number) * (x[c] as number);
  const before = usable.reduce((a, b) => a + b, 0);
  return {
    table: { countries: N, sectors: J, intermediate, final, output: x },
    notes: {
      negativeInputCells,
      negativeInputValue,
      negativeFinalCells,
      negativeFinalValue,
      idleSectors,
      negativeValueAdded,
      zeroCells,
      outputChange: x.reduce((a, b) => a + b, 0) / before - 1,
    },
  };
}

/** Which group each country and sector goes to. Names left out keep their own. Groups stand in order of first member. */
export interface AggregationMapping {
  readonly countries?: Readonly<Record<string, string>>;
  readonly sectors?: Readonly<Record<string, string>>;
}

/** A smaller table: flows of a group are the sums of its members'. Sums only, so no total changes. */
export function aggregateTable(table: InputOutputTable, mapping: AggregationMapping): InputOutputTable {
  checkShape(table);
  const country = groups(table.countries, mapping.countries ?? {}, "country");
  const sector = groups(table.sectors, mapping.sectors ?? {}, "sector");
  const J = table.sectors.length;
  const N = table.countries.length;
  const U = table.finalUses;
  const size = N * J;
  const n = country.names.length;
  const j = sector.names.length;
  const small = n * j;
  const rowOf = new Int32Array(size);
  for (let r = 0; r < size; r++)
    rowOf[r] = (country.of[Math.floor(r / J)] as number) * j + (sector.of[r % J] as number);
  const Z = new Float64Array(small * small);
  const Y = new Float64Array(small * n * U);
  const output = new Float64Array(small);
  for (let r = 0; r < size; r++) {
    const to = rowOf[r] as number;
    output[to] = (output[to] as number) + (table.output[r] as number);
    for (let c = 0; c < size; c++) {
      const a = to * small + (rowOf[c] as number);
      Z[a] = (Z[a] as number) + (table.Z[r * size + c] as number);
    }
    for (let c = 0; c < N * U; c++) {
      const a = to * n * U + (country.of[Math.floor(c / U)] as number) * U + (c % U);
      Y[a] = (Y[a] as number) + (table.Y[r * N * U + c] as number);
    }
  }
  return { countries: country.names, sectors: sector.names, finalUses: U, Z, Y, output };
}

function groups(
  names: readonly string[],
  mapping: Readonly<Record<string, string>>,
  kind: string,
): { names: string[]; of: number[] } {
  for (const name of Object.keys(mapping))
    if (!names.includes(name))
      throw new DataError(`the mapping names ${kind} ${name}, which the table does not have`, {
        details: { [kind]: name },
      });
  const found: string[] = [];
  const of = names.map((name) => {
    const group = mapping[name] ?? name;
    const at = found.indexOf(group);
    return at >= 0 ? at : found.push(group) - 1;
  });
  return { names: found, of };
}

function checkShape({ countries, sectors, finalUses, Z, Y, output }: InputOutputTable): void {
  const size = countries.length * sectors.length;
  const want = { Z: size * size, Y: size * countries.length * finalUses, output: size };
  for (const [name, length] of Object.entries({ Z: Z.length, Y: Y.length, output: output.length }))
    if (length !== want[name as keyof typeof want])
      throw new DataError(
        `${name} has ${length} cells; ${countries.length} countries × ${sectors.length} sectors need ${want[name as keyof typeof want]}`,
      );
  for (const [name, values] of Object.entries({ Z, Y, output }))
    for (const value of values)
      if (!Number.isFinite(value)) throw new DataError(`${name} holds ${value}; every cell must be a number`);
}
