import { setTimeout } from "node:timers/promises";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { CancelledError } from "../../errors.ts";
import { ident, type Sql, sql } from "../../sql.ts";
import type { TableFiles } from "../engine.ts";
import { rowObjects } from "./session.ts";

/** Questions about a table before it is worth a copy in memory: a single answer seldom asks so often. */
const WORTH = 6;

/** Milliseconds without a question after which a copy is made, so that nobody waits for it; and how long to hold out for them. */
const [QUIET, PATIENCE] = [150, 1000];

/** Database of copies; in memory, compressed, apart from the views. */
const HOME = "resident";

export type Work = <T>(
  signal: AbortSignal | undefined,
  work: (c: DuckDBConnection) => Promise<T>,
) => Promise<T>;

interface Copy {
  readonly name: string;
  readonly bytes: number;
  used: number;
  /** Answers that are being computed from it. */
  uses: number;
  /** Puts back what stood in its place. */
  restore(connection: DuckDBConnection): Promise<void>;
}

/**
 * Copies in memory of what many questions start from: small tables (cubes), whose view is turned to the copy once it
 * is asked for often, and relations that a question asks to keep. All copies together stay within `limit` bytes, counted as
 * if uncompressed; the one used longest ago goes first. A snapshot never changes, so a copy never is out of date.
 */
export class Residents {
  readonly #limit: number;
  readonly #work: Work;
  readonly #asked = new Map<string, number>();
  readonly #copies = new Map<string, Copy>();
  readonly #kept = new Map<string, Promise<Copy>>();
  readonly #leaving = new AbortController();
  /** One change at a time: copies are made in turn, so that the limit holds. */
  #turn: Promise<unknown> = Promise.resolve();
  #clock = 0;
  #lastAsked = 0;
  #names = 0;

  constructor(limit: number, work: Work) {
    this.#limit = limit;
    this.#work = work;
  }

  /** Whether a copy of the table could ever be made. */
  fits(table: TableFiles): boolean {
    const bytes = bytesOf(table);
    return bytes > 0 && bytes <= this.#limit;
  }

  /** Notes that a question reads a table; makes a copy, sorted by `by`, behind the scenes when it is worth one. */
  asked(schema: string, table: TableFiles, by: string | undefined, view: (from?: string) => string): void {
    const key = `${schema} ${table.name} ${by ?? ""}`;
    const copy = this.#copies.get(key);
    if (copy) copy.used = ++this.#clock;
    this.#lastAsked = performance.now();
    const times = (this.#asked.get(key) ?? 0) + 1;
    this.#asked.set(key, times);
    if (times !== WORTH) return;
    if (!this.fits(table)) return;
    const bytes = bytesOf(table);
    void this.#inTurn(async () => {
      await this.#quiet();
      await this.#work(this.#leaving.signal, async (c) => {
        await this.#room(bytes, c);
        const name = this.#name();
        const order = by === undefined ? "" : ` order by "${by}"`;
        await c.run(`create table ${name} as select * from "${schema}"."${table.name}"${order}`);
        // Compression happens at a checkpoint; one that must wait for another writer is only larger for a while.
        await c.run(`checkpoint ${HOME}`).catch(() => undefined);
        await c.run(view(name));
        const restore = async (connection: DuckDBConnection) => {
          await connection.run(view());
          this.#asked.set(key, -10 * WORTH); // Where copies take turns, making them costs more than they save.
        };
        this.#copies.set(key, { name, bytes, used: ++this.#clock, uses: 0, restore });
      });
    }).catch(() => undefined); // Without a copy the view answers as before.
  }

  async #quiet(): Promise<void> {
    const until = performance.now() + PATIENCE;
    for (;;) {
      const now = performance.now();
      const wait = Math.min(this.#lastAsked + QUIET, until) - now;
      if (wait <= 0) return;
      await setTimeout(wait, undefined, { signal: this.#leaving.signal, ref: false });
    }
  }

  /** Runs `use` on a relation with the rows of `rows`, computed once. */
  async keep<T>(
    schema: string,
    rows: Sql,
    use: (relation: Sql) => Promise<T>,
    run: (c: DuckDBConnection, text: string) => Promise<unknown>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    if (this.#limit === 0) return use(sql`(${rows})`);
    const key = `${schema} ${rows.sql} ${JSON.stringify(rows.values)}`;
    for (;;) {
      const making = this.#kept.get(key) ?? this.#make(key, run, signal);
      let copy: Copy;
      try {
        copy = await making;
      } catch (cause) {
        // Whoever began it has left: those who wait for it begin again.
        if (cause instanceof CancelledError && !signal?.aborted && !this.#leaving.signal.aborted) continue;
        throw cause;
      }
      if (this.#kept.get(key) !== making) continue;
      copy.used = ++this.#clock;
      copy.uses++;
      try {
        return await use(sql`${ident(HOME)}.${ident(copy.name.slice(HOME.length + 1))}`);
      } finally {
        copy.uses--;
        if (copy.bytes > this.#limit && copy.uses === 0)
          await this.#inTurn(() => this.#work(undefined, (c) => this.#drop(key, copy, c)));
      }
    }
  }

  #make(
    key: string,
    run: (c: DuckDBConnection, text: string) => Promise<unknown>,
    signal: AbortSignal | undefined,
  ): Promise<Copy> {
    const making = this.#work(signal, async (c) => {
      const name = this.#name();
      await run(c, `create table ${name} as `);
      const [size] = await rowObjects<{ rows: number }>(c, `select count(*) as rows from ${name}`);
      const types = await rowObjects<{ column_type: string }>(c, `describe ${name}`);
      const bytes = (size?.rows ?? 0) * widthOf(types.map((t) => t.column_type));
      const restore = async () => {
        this.#kept.delete(key);
      };
      return { name, bytes, used: ++this.#clock, uses: 0, restore } satisfies Copy;
    }).then(async (copy) => {
      this.#copies.set(key, copy);
      copy.uses++; // Not to be removed before whoever asked for it has it.
      try {
        if (copy.bytes <= this.#limit)
          await this.#inTurn(() => this.#work(undefined, (c) => this.#room(0, c)));
      } finally {
        copy.uses--;
      }
      return copy;
    });
    this.#kept.set(key, making);
    making.catch(() => this.#kept.delete(key));
    return making;
  }

  /** Bytes held now, as if uncompressed. */
  get bytes(): number {
    return [...this.#copies.values()].reduce((n, c) => n + c.bytes, 0);
  }

  /** Every copy that was begun is there. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  /** Stops what is being made. */
  async close(): Promise<void> {
    this.#leaving.abort();
    await this.#turn.catch(() => undefined);
    await Promise.allSettled(this.#kept.values());
  }

  /** Removes copies that nobody is using, the one used longest ago first, until `bytes` more fit. */
  async #room(bytes: number, connection: DuckDBConnection): Promise<void> {
    const idle = [...this.#copies].filter(([, c]) => c.uses === 0).sort(([, a], [, b]) => a.used - b.used);
    for (const [key, copy] of idle) {
      if (this.bytes + bytes <= this.#limit) return;
      await this.#drop(key, copy, connection);
    }
  }

  async #drop(key: string, copy: Copy, connection: DuckDBConnection): Promise<void> {
    if (copy.uses > 0 || this.#copies.get(key) !== copy) return;
    this.#copies.delete(key);
    // Where the files behind a view have been removed there is nothing to put back, and nobody to ask.
    await copy.restore(connection).catch(() => undefined);
    // A question that began before reads on in what it began with.
    await connection.run(`drop table ${copy.name}`);
  }

  #name(): string {
    return `${HOME}.r${++this.#names}`;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** The place for copies, and how many bytes they may take: a quarter of the memory limit unless said otherwise. */
export async function openResidents(
  instance: DuckDBInstance,
  asked: number | undefined,
  work: Work,
): Promise<Residents> {
  const connection = await instance.connect();
  try {
    await connection.run(`attach ':memory:' as ${HOME} (compress)`);
    const [limit] = await rowObjects<{ bytes: number }>(
      connection,
      "select parse_formatted_bytes(current_setting('memory_limit')) as bytes",
    );
    return new Residents(asked ?? (limit?.bytes ?? 0) / 4, work);
  } finally {
    connection.closeSync();
  }
}

function bytesOf(table: TableFiles): number {
  return table.files.reduce((n, f) => n + f.rows, 0) * widthOf(Object.values(table.columns));
}

/** Bytes of a row in memory, as DuckDB lays out vectors: text by its handle, lists by a guess. */
function widthOf(types: readonly string[]): number {
  return types.reduce((n, type) => n + (/char|decimal\(38|\[\]|array/i.test(type) ? 16 : 8), 0);
}
