import { parentPort } from "node:worker_threads";
import { TightropeError } from "../errors.ts";
import { answer, type ModelTask } from "./model-task.ts";

/** From the thread: how far it is, or how it ended. */
export type FromThread =
  | { readonly progress: readonly [done: number, of: number] }
  | { readonly answer: unknown }
  | {
      readonly failed: {
        readonly name: string;
        readonly code?: string;
        readonly message: string;
        readonly details?: Readonly<Record<string, unknown>>;
        readonly stack?: string;
      };
    };

const port = parentPort;
if (!port) throw new Error("model-worker runs as a thread");
const send = (message: FromThread) => port.postMessage(message);

port.on("message", async (task: ModelTask) => {
  try {
    const onProgress = (done: number, of: number) => send({ progress: [done, of] });
    send({ answer: await answer(task as never, { onProgress }) });
  } catch (error) {
    const e = error as Error;
    const known = error instanceof TightropeError ? { code: error.code, details: error.details } : {};
    send({
      failed: { name: e.name, message: e.message, ...known, ...(e.stack ? { stack: e.stack } : {}) },
    });
  }
});
