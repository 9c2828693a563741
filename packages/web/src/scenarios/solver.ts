import type { BaselineAnswer } from "@tightrope/server";
import type { FromWorker, Question, ToWorker } from "./worker.ts";

type Answered = (answer: FromWorker) => void;

interface Waiting {
  readonly baseline: BaselineAnswer;
  readonly question: Question;
  readonly answered: Answered;
}

/**
 * The model beside the page. One question is solved at a time; while it is, only the latest other one waits, so that
 * a slider is never ahead by more than one answer.
 */
export class Solver {
  readonly #start: () => Worker;
  #worker: Worker | undefined;
  #baseline: BaselineAnswer | undefined;
  #running: { id: number; answered: Answered } | undefined;
  #next: Waiting | undefined;
  #count = 0;

  constructor(start: () => Worker) {
    this.#start = start;
  }

  ask(baseline: BaselineAnswer, question: Question, answered: Answered): void {
    this.#next = { baseline, question, answered };
    if (!this.#running) this.#turn();
  }

  #turn(): void {
    const next = this.#next;
    if (!next) return;
    this.#next = undefined;
    const worker = this.#opened();
    if (this.#baseline !== next.baseline) {
      this.#baseline = next.baseline;
      worker.postMessage({ baseline: next.baseline } satisfies ToWorker);
    }
    const id = ++this.#count;
    this.#running = { id, answered: next.answered };
    worker.postMessage({ id, question: next.question } satisfies ToWorker);
  }

  #opened(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#start();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      const running = this.#running;
      if (!running || running.id !== data.id) return;
      this.#running = undefined;
      running.answered(data);
      this.#turn();
    };
    worker.onerror = (event) => {
      // A worker that fell is started anew with the next question.
      worker.terminate();
      const running = this.#running;
      this.#worker = this.#baseline = this.#running = undefined;
      const message = event.message || "this browser could not start the model beside the page";
      running?.answered({ id: 0, milliseconds: 0, unsolved: { code: "internal", message, unsupplied: [] } });
      this.#turn();
    };
    this.#worker = worker;
    return worker;
  }
}
