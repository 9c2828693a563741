import type { BaselineAnswer } from "@tightrope/server";
import { useEffect, useState } from "preact/hooks";
import { Solver } from "./solver.ts";
import type { FromWorker, Question } from "./worker.ts";

const solver = new Solver(() => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));

/** Milliseconds a slider must rest before the longer question is asked: it would hold up the next move. */
const REST = 250;

export interface SolvedHere extends Partial<Omit<FromWorker, "id">> {
  /** True while the answer shown is that to an earlier question. */
  readonly stale: boolean;
}

/** Answers to questions in turn: a quick one first, then the full one. Solved in the page, while a slider moves. */
export function useSolved(
  baseline: BaselineAnswer | undefined,
  questions: readonly Question[] | null,
): SolvedHere {
  const key =
    baseline && questions ? `${baseline.name} ${baseline.snapshot} ${JSON.stringify(questions)}` : "";
  const [state, set] = useState<{ key: string; answer?: FromWorker }>({ key: "" });
  useEffect(() => {
    if (!baseline || !questions || key === "") return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let quick: number | undefined;
    const ask = (at: number) => {
      const question = questions[at];
      if (question)
        solver.ask(baseline, question, (answer) => {
          quick ??= answer.milliseconds;
          // An answer to an earlier place of the slider is still the best picture there is, until the next comes.
          set({ key: gone ? "" : key, answer: { ...answer, milliseconds: quick } });
          if (!gone && !answer.unsolved) timer = setTimeout(ask, REST, at + 1);
        });
    };
    ask(0);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [key]);
  return { ...state.answer, stale: state.key !== key };
}
