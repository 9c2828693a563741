import type { ForcedChoice } from "@tightrope/core/models";
import type { BaselineAnswer } from "@tightrope/server";
import { type ChoiceQuestion, Lab, type ScenarioQuestion, type Solved } from "./lab.ts";

export type Question =
  | ({ readonly kind: "scenario" } & ScenarioQuestion)
  | ({ readonly kind: "choice" } & ChoiceQuestion);

export type ToWorker =
  | { readonly baseline: BaselineAnswer }
  | { readonly id: number; readonly question: Question };

/** What could not be solved, in the model's words; `unsupplied` when the cost is infinite. */
export interface Unsolved {
  readonly code: string;
  readonly message: string;
  readonly unsupplied: readonly { readonly country: string; readonly sector: string }[];
}

export interface FromWorker {
  readonly id: number;
  readonly milliseconds: number;
  readonly solved?: Solved;
  readonly choice?: ForcedChoice;
  readonly unsolved?: Unsolved;
}

/** The part of a worker's global scope that is used: the page's types have no name for it. */
interface Scope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

const scope = globalThis as unknown as Scope;
let lab: Lab | undefined;

scope.onmessage = ({ data }) => {
  if ("baseline" in data) {
    lab = new Lab(data.baseline);
    return;
  }
  const began = performance.now();
  const about = () => ({ id: data.id, milliseconds: performance.now() - began });
  try {
    if (!lab) throw new Error("a question came before the baseline");
    const { question } = data;
    if (question.kind === "choice") {
      const choice = lab.choice(question);
      scope.postMessage({ ...about(), choice });
    } else {
      const solved = lab.scenario(question);
      scope.postMessage({ ...about(), solved });
    }
  } catch (error) {
    const { code = "internal", message, details } = error as Error & Partial<Fault>;
    scope.postMessage({ ...about(), unsolved: { code, message, unsupplied: details?.unsupplied ?? [] } });
  }
};

interface Fault {
  readonly code: string;
  readonly details: { readonly unsupplied?: Unsolved["unsupplied"] };
}
