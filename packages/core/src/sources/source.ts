import type { z } from "zod";
import type { Absence } from "../absence.ts";

export interface Licence {
  /** SPDX id where there is one, else a short name. */
  readonly id: string;
  readonly title: string;
  readonly url?: string;
  /** False: never exported without `--include-restricted`. */
  readonly redistributable: boolean;
}

/**
 * One published data set Tightrope can load: its metadata as data, and a loader that turns the published file
 * into table rows. Loading is SQL inside DuckDB; see `loading.ts` for what a loader is given.
 */
export interface SourceDefinition<O extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly publisher: string;
  /** Where the publisher offers it. None for layouts of anybody's figures, and for what Tightrope itself compiled. */
  readonly url?: string;
  readonly licence: Licence;
  /** How to cite it. */
  readonly citation: string;
  readonly description: string;
  /** The file this source expects, in one phrase that completes "expected …". */
  readonly accepts: string;
  readonly tables: readonly string[];
  /** Declared where a flow that a whole period lacks was none. Left out: it was not reported, which is not zero. */
  readonly absence?: Absence;
  /** Options of `tightrope load NAME FILE --option value`. */
  readonly options: O;
  /**
   * The options as they take effect for a file of this name, where the name may stand in for some: what was loaded before is
   * told by content and by these.
   */
  readonly settle?: (name: string, options: z.output<O>) => z.output<O>;
  /** Members or files whose name matches are companions of the others (code lists), not inputs of their own. */
  readonly companions?: RegExp;
  /** True: all files of one call are one load (works spread over parts, with merges between them). */
  readonly together?: boolean;
  /** True: of its several tables, each line of a file feeds one, so that what was read is held to what was kept. */
  readonly oneTablePerLine?: boolean;
  /** True: a part that nobody drew as a sample, for trying the layout; never advised where a question lacks data. */
  readonly sample?: boolean;
  /** True: the loader reads compressed files itself, and inputs are handed over as they are. */
  readonly compressed?: boolean;
  /** Paths of files that ship with Tightrope: this source is loaded without naming any, and at `init`. */
  readonly bundled?: () => readonly string[];
  load(input: LoadInput, options: z.output<O>, loader: Loader): Promise<void>;
}

/** One file to load, made readable: decompressed, unzipped to one member, and re-encoded to UTF-8 without BOM. */
export interface LoadInput {
  /** Name the user gave, for messages and for reading vintages out of it. */
  readonly name: string;
  /** Absolute path of a plain UTF-8 file DuckDB can read. */
  readonly path: string;
  /** All files of a load with `together`; otherwise just this one. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** Companion files given in the same call, made readable in the same way. */
  readonly companions: readonly { readonly name: string; readonly path: string }[];
}

/** What a loader may do. Provided by the workspace; sources never open files for writing themselves. */
export interface Loader {
  /**
   * Runs setup SQL in the loading session (temp views and tables). Positional `?` parameters.
   * File names go in as parameters, never pasted.
   */
  sql(text: string, parameters?: readonly unknown[]): Promise<void>;
  /** Runs a query and returns row objects, for small answers (counts, headers, distinct codes). */
  rows<R = Record<string, unknown>>(text: string, parameters?: readonly unknown[]): Promise<R[]>;
  /**
   * Declares a delimited file as table `name`: every header column as text (trimmed names, `nullText` cells null)
   * and `line` (bigint), the line of the file. Lines that do not parse are quarantined. Throws a DataError that
   * says what was expected and what was found when the header lacks a wanted column. With `types`, it has the columns
   * that have one, typed; cells that do not cast are quarantined.
   * Returns the header as found.
   */
  readCsv(name: string, options: CsvOptions): Promise<readonly string[]>;
  /**
   * Writes the rows of `select` to `table`. Its columns must be those of the table, plus `reject_reason`
   * (varchar, null when the row is good) and, when the row can be rejected, `reject_line` (bigint) and
   * `reject_column` (varchar). Rejected rows go to quarantine; dropped-by-design rows must be counted with
   * `skip`. May be called for several tables.
   */
  write(table: string, select: string, options?: WriteOptions): Promise<void>;
  /**
   * Writes the rows of `select`, which is in table order and column order, into scratch space in one pass and declares
   * them as view `name`, so that they can be checked before anything is kept. `write` with `draft` keeps them as they are.
   * Returns whether it has as many rows as there are lines in the files declared `direct`, all of which parse.
   */
  draft(name: string, select: string): Promise<boolean>;
  /** Rows of the published file that are left out by design (World totals, group rows), with the reason. */
  skip(reason: string, count: number): void;
  /**
   * How many figures the file holds, where a line holds several (one column a year). Without it a load counts the
   * lines that `readCsv` found. The load fails unless figures read = kept + quarantined + left out.
   */
  reads(count: number): void;
  /**
   * How many lines of the file were kept, where a line makes several figures and several lines make one: the load is
   * then accounted for in lines. Lines read = kept + quarantined + left out.
   */
  keepsLines(count: number): void;
  /** Ends the load with one sentence: the header found is not what this source expects, because `missing` is missing. */
  refuse(header: readonly string[], missing: string): never;
  /** Whose figures these are, for sources that load anybody's (`series`, `flows`); shown instead of the source's own metadata. */
  origin(origin: Origin): void;
  /** What the file says of itself: version, publication date. Becomes the vintage in every citation. */
  vintage(text: string): void;
  /** What these rows lack or hold only in part: it stands in the coverage of every result that rests on them. */
  note(text: string): void;
  /**
   * Takes over what `table` holds from this source: returns its files, for the loader to merge into what it writes,
   * and retires the loads they came with once this one is committed. For sources whose newer records replace older ones.
   */
  supersede(table: string): readonly string[];
  /** Progress from 0 to 1, with what is being done. */
  progress(fraction: number, doing: string): void;
}

/** Publisher and licence of figures whose source is only a layout. Rows carry `SOURCE:NAME` as their source. */
export interface Origin {
  /** Short name, lower-case: `cbr-settlement`. */
  readonly name: string;
  readonly title: string;
  readonly publisher: string;
  readonly url?: string | undefined;
  readonly licence: {
    readonly id: string;
    readonly title: string;
    readonly url?: string | undefined;
    readonly redistributable: boolean;
  };
}

export interface CsvOptions {
  readonly path: string;
  /** Columns that must be in the header. */
  readonly wanted: readonly string[];
  readonly delimiter?: string;
  readonly skipLines?: number;
  readonly nullText?: readonly string[];
  /** Types to read at once instead of text, for large trusted layouts; a cell that does not cast is quarantined. */
  readonly types?: Readonly<Record<string, string>>;
  /** With `types`: no table but a view that reads the file when a draft is made of it, without lines and without account. */
  readonly direct?: boolean;
}

export interface SortedRows {
  /** Where rows of a file read with `readCsv` may be refused: the others (reject_line, reject_column, reject_reason). Asked if there are any. */
  readonly rejects?: string;
  /** No two rows have the same key. Otherwise what was written is read back to see. */
  readonly distinct?: boolean;
  /**
   * Text columns given as enumerations by which questions skip row groups, with their types: DuckDB states the whole
   * enumeration as the bounds of each, so true ones are written over them. All their values are of one length.
   */
  readonly enumerated?: Readonly<Record<string, string>>;
}

export interface WriteOptions {
  /** For many millions of rows: `select` has good rows only, in table order and column order, and is written in one pass. */
  readonly sorted?: SortedRows;
  /** The rows are those of this draft, found whole by the source, and without repeats unless `sorted` says otherwise. */
  readonly draft?: string;
}

export function defineSource<O extends z.ZodObject>(definition: SourceDefinition<O>): SourceDefinition<O> {
  return definition;
}
