import { CancelledError } from "@tightrope/core";
import { HttpProblem, RETRY } from "../problem.ts";

/** Lets a few in at once and keeps a bounded line waiting; who leaves the line loses the place. */
export class Gate {
  readonly #places: number;
  readonly #queue: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(places: number, queue: number) {
    this.#places = places;
    this.#queue = queue;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get inside(): number {
    return this.#inside;
  }

  /** @throws {HttpProblem} 503 when the line is full. */
  async through<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so that nobody slips in between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inside--;
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new CancelledError();
    if (this.#inside < this.#places) {
      this.#inside++;
      return;
    }
    if (this.#waiting.length >= this.#queue)
      throw new HttpProblem(
        503,
        "busy",
        `${this.#queue} questions are waiting already: ask again soon`,
        RETRY,
      );
    await new Promise<void>((enter, leave) => {
      const called = () => {
        signal.removeEventListener("abort", left);
        enter();
      };
      const left = () => {
        this.#waiting.splice(this.#waiting.indexOf(called), 1);
        leave(new CancelledError());
      };
      signal.addEventListener("abort", left, { once: true });
      this.#waiting.push(called);
    });
  }
}
