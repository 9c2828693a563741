import {
  type AnyIndicator,
  canonicalJson,
  parseParameters,
  type Result,
  sha256,
  type Workspace,
} from "@tightrope/core";
import type { Metrics } from "../metrics.ts";
import { HttpProblem } from "../problem.ts";
import { Flights } from "./flights.ts";
import { Gate } from "./gate.ts";
import { Lru } from "./lru.ts";

export interface ResultsOptions {
  readonly concurrency: number;
  readonly queue: number;
  readonly cacheCells: number;
  readonly maxRows: number;
}

/** Runs indicators for many: remembered by snapshot, indicator and parameters, shared while they run, bounded. */
export class Results {
  readonly gate: Gate;
  readonly #ws: Workspace;
  readonly #metrics: Metrics;
  readonly #maxRows: number;
  readonly #kept: Lru<Result>;
  readonly #flights = new Flights<Result>();

  constructor(ws: Workspace, metrics: Metrics, options: ResultsOptions) {
    this.#ws = ws;
    this.#metrics = metrics;
    this.#maxRows = options.maxRows;
    this.#kept = new Lru(options.cacheCells);
    this.gate = new Gate(options.concurrency, options.queue);
    metrics.watch({
      cached: () => this.#kept.size,
      cells: () => this.#kept.weight,
      running: () => this.gate.inside,
      waiting: () => this.gate.waiting,
    });
  }

  /** @throws {HttpProblem} 413 when the answer has too many rows; whatever `run` throws besides. */
  async run(
    indicator: AnyIndicator,
    given: Readonly<Record<string, unknown>>,
    { snapshot, signal }: { snapshot: string; signal: AbortSignal },
  ): Promise<Result> {
    const parsed = parseParameters(indicator, given);
    const key = sha256(canonicalJson([snapshot, indicator.name, parsed]));
    const known = this.#kept.get(key);
    this.#metrics.cache(known !== undefined);
    const result =
      known ??
      (await this.#flights.join(key, signal, (shared) =>
        this.gate.through(shared, async () => {
          const done = this.#metrics.run(indicator.name);
          try {
            const fresh = await this.#ws.run(indicator.name, given, { snapshot, signal: shared });
            this.#kept.set(key, fresh, 50 + fresh.rows.length * fresh.columns.length);
            done("ok");
            return fresh;
          } catch (error) {
            done(shared.aborted ? "cancelled" : "error");
            throw error;
          }
        }),
      ));
    if (result.rows.length > this.#maxRows)
      throw new HttpProblem(
        413,
        "too-many-rows",
        `the answer has ${result.rows.length} rows, and this server gives at most ${this.#maxRows}: narrow the question`,
      );
    return result;
  }
}
