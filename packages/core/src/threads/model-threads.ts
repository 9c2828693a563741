import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { CancelledError, ModelError, type TightropeError, UnknownNameError, UsageError } from "../errors.ts";
import { type CoalitionResult, FRESH } from "../models/solve.ts";
import { type Answers, answer, type ModelTask, type TaskHooks } from "./model-task.ts";
import type { FromThread } from "./model-worker.ts";

/** Solves times cells of the trade array under which starting a thread costs more than it frees. */
const SMALL = 300_000;
/** Coalitions handed out together: where a sweep starts afresh, so that threads change no digit of it. */
const CHUNK = FRESH;
/** Threads kept waiting for the next question. */
const KEEP = 2;

const idle: Worker[] = [];

/**
 * Answers a question to the trade model beside the main thread, which stays free for other work: a server goes on
 * answering. Small questions are answered here, since a thread costs more; sweeps are divided among threads. The
 * digits are the same either way. Aborting ends the threads at once.
 */
export async function askModel<K extends ModelTask["kind"]>(
  task: Extract<ModelTask, { kind: K }>,
  hooks?: TaskHooks,
): Promise<Answers[K]>;
export async function askModel(task: ModelTask, hooks: TaskHooks = {}): Promise<Answers[ModelTask["kind"]]> {
  if (hooks.signal?.aborted) throw new CancelledError();
  if (workOf(task) < SMALL) return answer(task, hooks);
  if (task.kind === "coalitions" && task.subsets.length > CHUNK) return divided(task, hooks);
  return (await inThread(task, hooks)) as Answers[ModelTask["kind"]];
}

/** How many threads a sweep of so many coalitions is divided among. */
export function sweepThreads(subsets: number): number {
  return Math.max(1, Math.min(availableParallelism(), 8, Math.ceil(subsets / CHUNK)));
}

function workOf(task: ModelTask): number {
  const { countries, sectors } = task.data;
  const solves =
    task.kind === "coalitions"
      ? task.subsets.length
      : (task.scenario.decompose ? 14 : 2) + 3 * (task.scenario.uncertainty?.draws ?? 0);
  return countries ** 2 * sectors * solves;
}

/** Whole chunks go to the threads in turn, each thread gets its own all at once, and answers go back in their places. */
async function divided(
  task: Extract<ModelTask, { kind: "coalitions" }>,
  { signal, onProgress }: TaskHooks,
): Promise<CoalitionResult[]> {
  const threads = sweepThreads(task.subsets.length);
  const of = task.subsets.length;
  const done = new Array<number>(threads).fill(0);
  // When one thread fails the others are told to stop.
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const places = Array.from({ length: threads }, (_, t) =>
    task.subsets.flatMap((_s, k) => (Math.floor(k / CHUNK) % threads === t ? [k] : [])),
  );
  const results = new Array<CoalitionResult>(of);
  await Promise.all(
    places.map(async (mine, t) => {
      try {
        const part = { ...task, subsets: mine.map((k) => task.subsets[k] as readonly string[]) };
        const answers = (await inThread(part, {
          signal: either,
          onProgress: (n) => {
            done[t] = n;
            onProgress?.(
              done.reduce((a, b) => a + b, 0),
              of,
            );
          },
        })) as CoalitionResult[];
        for (const [i, k] of mine.entries()) results[k] = answers[i] as CoalitionResult;
      } catch (error) {
        stop.abort();
        throw error;
      }
    }),
  );
  return results;
}

function inThread(task: ModelTask, { signal, onProgress }: TaskHooks): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = idle.pop() ?? start();
    worker.ref();
    const finish = (how: () => void, keep: boolean) => {
      signal?.removeEventListener("abort", abort);
      worker.removeAllListeners("message");
      worker.removeAllListeners("error");
      worker.removeAllListeners("exit");
      worker.unref();
      if (keep && idle.length < KEEP) {
        worker.on("error", () => undefined);
        worker.on("exit", () => void (idle.includes(worker) && idle.splice(idle.indexOf(worker), 1)));
        idle.push(worker);
      } else void worker.terminate();
      how();
    };
    const abort = () => finish(() => reject(new CancelledError()), false);
    worker.removeAllListeners("error");
    worker.removeAllListeners("exit");
    worker.on("message", (message: FromThread) => {
      if ("progress" in message) onProgress?.(...(message.progress as [number, number]));
      else if ("answer" in message) finish(() => resolve(message.answer), true);
      else finish(() => reject(raised(message.failed)), true);
    });
    worker.on("error", (error) => finish(() => reject(error), false));
    worker.on("exit", (code) =>
      finish(() => reject(new ModelError(`the model's thread ended with ${code}`)), false),
    );
    signal?.addEventListener("abort", abort, { once: true });
    worker.postMessage(task);
  });
}

/** From sources (tests, benchmarks) the thread has to learn to read TypeScript first; built, it is plain JavaScript. */
function start(): Worker {
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL("./model-worker.js", import.meta.url));
  const file = new URL("./model-worker.ts", import.meta.url).href;
  const tsx = new URL(
    "./dist/esm/api/index.mjs",
    pathToFileURL(createRequire(import.meta.url).resolve("tsx/package.json")),
  ).href;
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(file)}); })`;
  return new Worker(code, { eval: true, execArgv: [] });
}

/** An error as it was in the thread: its class decides exit status and HTTP status. */
function raised(failed: Extract<FromThread, { failed: unknown }>["failed"]): Error {
  const details = failed.details ? { details: failed.details } : {};
  if (failed.code === "usage") return new UsageError(failed.message, details);
  if (failed.code === "model") return new ModelError(failed.message, details);
  if (failed.code === "unknown-name") {
    const { kind, value, suggestions } = failed.details as {
      kind: string;
      value: string;
      suggestions: readonly string[];
    };
    return new UnknownNameError(kind, value, suggestions);
  }
  const error = new Error(failed.message) as Error & Partial<TightropeError>;
  error.name = failed.name;
  if (failed.stack) error.stack = failed.stack;
  return error;
}
