import { EngineError } from "../../errors.ts";
import type { Frame } from "../../frame.ts";
import type { Sql } from "../../sql.ts";
import type { AttachedSnapshot, Engine, Fallback, QueryOptions, TableFiles } from "../engine.ts";
import { runStatement } from "./client.ts";
import { trinoDialect } from "./dialect.ts";
import { defaultLayout } from "./layout.ts";
import { statement } from "./literals.ts";
import {
  dropSchema,
  listSchemas,
  type PublishedSnapshot,
  pruneSnapshots,
  publishSnapshot,
  tableName,
} from "./snapshot.ts";
import { createTransport, sleep, type TransportOptions } from "./transport.ts";
import { concatFrames } from "./types.ts";
import { describeAddress, parseTrinoUrl, type TrinoSecrets } from "./url.ts";

export { trinoDialect } from "./dialect.ts";
export type { PublishedSnapshot } from "./snapshot.ts";
export { parseTrinoUrl, type TrinoAddress } from "./url.ts";

export interface TrinoOptions extends TransportOptions {
  /** Where a password or token is looked up by name. Default the environment. */
  readonly secrets?: TrinoSecrets;
  /** How often a question is asked anew after a fault of the cluster (a worker died), if patience ends sooner. Default 3. */
  readonly retries?: number;
  /** Pause before asking anew, in ms; doubled each time. Default 1 000. */
  readonly retryPause?: number;
}

const FALLBACKS: readonly Fallback[] = [
  { power: "load", instead: "loading runs on duckdb in this process" },
  { power: "keep", instead: "nothing is kept between questions: each is computed anew" },
];

/** An engine that other programs can share: it registers snapshots under names that outlive this process. */
export interface PublishingEngine extends Engine {
  publish(snapshotId: string, tables: readonly TableFiles[]): Promise<PublishedSnapshot>;
  /** Names of the schemas that hold published snapshots. */
  published(): Promise<readonly string[]>;
  /** Forgets a published snapshot; its files stay. */
  unpublish(schema: string): Promise<void>;
  /** Forgets every other snapshot of the same workspace and removes its links. Gives the schemas dropped. */
  prune(keep: PublishedSnapshot): Promise<readonly string[]>;
}

/** A snapshot under its name in the cluster. */
export interface PublishedAttachment extends AttachedSnapshot {
  readonly published: PublishedSnapshot;
}

export function isPublished(attached: AttachedSnapshot): attached is PublishedAttachment {
  return "published" in attached;
}

export function canPublish(engine: Engine): engine is PublishingEngine {
  return "publish" in engine && typeof engine.publish === "function";
}

/**
 * An engine on a Trino cluster (418 or newer) that sees the workspace's files.
 *
 * @example
 * const engine = createTrinoEngine("trino://analyst@trino.example.org:8443/tightrope?ssl=true");
 */
export function createTrinoEngine(url: string, options: TrinoOptions = {}): PublishingEngine {
  const { secrets, retries = 3, retryPause = 1_000, ...network } = { patience: 90_000, ...options };
  const { patience } = network;
  const address = parseTrinoUrl(url, secrets);
  const transport = createTransport(address, network);
  const attached = new Map<string, Promise<PublishedSnapshot>>();
  let closed = false;

  /** The whole answer or an error. Until it is whole nobody has seen any of it, so it may be asked for again. */
  async function ask(text: string, signal?: AbortSignal): Promise<Frame> {
    const again = retrying(signal);
    for (;;) {
      try {
        const frames: Frame[] = [];
        for await (const frame of runStatement(transport, text, signal)) frames.push(frame);
        return concatFrames(frames);
      } catch (error) {
        await again(error);
      }
    }
  }

  /** Waits before the next try, or throws the error when another try is not for it. */
  function retrying(signal: AbortSignal | undefined): (error: unknown) => Promise<void> {
    const started = Date.now();
    let attempts = 0;
    return async (error) => {
      const details = error instanceof EngineError ? error.details : {};
      // A cluster that starts is waited for as long as one that is away. A lost query is asked anew a few times, and while
      // patience lasts: a worker that died is given work until the coordinator notices, which may take a minute.
      const patient = Date.now() - started < patience;
      const worth =
        details.starting === true ? patient : details.passing === true && (attempts++ < retries || patient);
      if (!worth) throw error;
      await sleep(retryPause * 2 ** Math.min(attempts, 3), signal);
    };
  }

  const alive = () => {
    if (closed) throw new EngineError(`the engine is closed: ${describeAddress(address)}`);
  };
  const run = (text: string) => ask(text);

  function publish(snapshotId: string, tables: readonly TableFiles[]): Promise<PublishedSnapshot> {
    alive();
    const key = `${snapshotId} ${tables
      .map(({ name }) => name)
      .sort()
      .join(" ")}`;
    const before = attached.get(key);
    if (before) return before;
    const layout = () => {
      if (tables.every(({ files }) => files.length === 0)) return undefined;
      return address.layout ?? defaultLayout(tables);
    };
    const now = Promise.resolve().then(() => publishSnapshot(run, address, layout(), snapshotId, tables));
    attached.set(key, now);
    now.catch(() => attached.delete(key));
    return now;
  }

  async function attach(snapshotId: string, tables: readonly TableFiles[]): Promise<PublishedAttachment> {
    const snapshot = await publish(snapshotId, tables);
    const known = new Set(tables.map(({ name }) => name));

    /** A cluster that was rebuilt has lost the schema, not the files: it is registered again. */
    const again = async () => {
      attached.clear();
      await publish(snapshotId, tables);
    };

    return {
      published: snapshot,
      table(name) {
        if (!known.has(name)) throw new EngineError(`table ${name} is not part of the attached snapshot`);
        return tableName(snapshot, name);
      },
      async query(sql: Sql, { signal }: QueryOptions = {}) {
        alive();
        const text = statement(sql.sql, sql.values);
        try {
          return await ask(text, signal);
        } catch (error) {
          if (!isForgotten(error, snapshot.schema)) throw error;
          await again();
          return ask(text, signal);
        }
      },
      async *stream(sql: Sql, { signal }: QueryOptions = {}) {
        alive();
        // Pieces that were handed out cannot be taken back: from the first one on, a fault is an error.
        const text = statement(sql.sql, sql.values);
        const retry = retrying(signal);
        let renewed = false;
        for (;;) {
          let handed = false;
          try {
            for await (const frame of runStatement(transport, text, signal)) {
              handed = true;
              yield frame;
            }
            return;
          } catch (error) {
            if (handed) throw error;
            if (renewed || !isForgotten(error, snapshot.schema)) await retry(error);
            else {
              renewed = true;
              await again();
            }
          }
        }
      },
    };
  }

  return {
    name: "trino",
    dialect: trinoDialect,
    fallbacks: FALLBACKS,
    attach,
    publish,
    published: async () => listSchemas(run, address),
    async unpublish(schema) {
      attached.clear();
      await dropSchema(run, address, schema);
    },
    async prune(keep) {
      attached.clear();
      return pruneSnapshots(run, address, keep);
    },
    async close() {
      closed = true;
      await transport.close();
    },
  };
}

function isForgotten(error: unknown, schema: string): boolean {
  if (!(error instanceof EngineError)) return false;
  const name = error.details.error;
  return (name === "SCHEMA_NOT_FOUND" || name === "TABLE_NOT_FOUND") && error.message.includes(schema);
}
