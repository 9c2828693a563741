import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FetchError } from "../../errors.ts";
import { type OpenAlexAccess, openAlexClient } from "../openalex/service.ts";
import type { CountsPlan, CountsQuestion } from "./plan.ts";

export interface CountsFetchOptions extends OpenAlexAccess {
  /** Folder for the file of answers, ready for `load openalex-counts`. */
  readonly out: string;
  /** Called after every question. */
  readonly progress?: (done: number, of: number) => void;
}

export interface FetchReport {
  /** File to load. */
  readonly file: string;
  readonly answers: number;
  /** Requests sent in this run, retries included. */
  readonly sent: number;
  /** Answers that were already kept. */
  readonly kept: number;
}

/** One line of the file of answers: the question beside what came back. */
export interface CountsAnswer {
  readonly country: string | null;
  readonly year: number;
  readonly field: string;
  readonly filter: string;
  readonly retrieved: string;
  /** Works that match, whether or not any country is known. */
  readonly count: number;
  readonly groups: readonly { readonly key: string; readonly count: number }[];
}

/**
 * Asks every question of the plan, several at once, and writes the answers to one file of JSON lines. Every answer
 * is kept in the cache as it comes, so that after a cut, an exhausted credit or a cancellation the same call goes
 * on where it stopped.
 */
export async function fetchOpenAlexCounts(
  plan: CountsPlan,
  options: CountsFetchOptions,
): Promise<FetchReport> {
  const client = openAlexClient(options);
  const answers: CountsAnswer[] = new Array(plan.questions.length);
  let next = 0;
  let done = 0;
  let kept = 0;
  let failed: unknown;
  const worker = async () => {
    while (failed === undefined && next < plan.questions.length) {
      const index = next++;
      try {
        const { answer, cached } = await ask(plan.questions[index] as CountsQuestion, client);
        answers[index] = answer;
        if (cached) kept++;
        done++;
        options.progress?.(done, plan.questions.length);
      } catch (error) {
        failed ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 4 }, worker));
  if (failed !== undefined) {
    if (failed instanceof FetchError)
      throw new FetchError(`${failed.message} (${done} of ${plan.questions.length} answers kept)`, {
        cause: failed,
        details: { ...failed.details, done, of: plan.questions.length },
      });
    throw failed;
  }
  await mkdir(options.out, { recursive: true });
  const file = join(options.out, "openalex-counts.jsonl");
  await writeFile(`${file}.draft`, answers.map((a) => `${JSON.stringify(a)}\n`).join(""));
  await rename(`${file}.draft`, file);
  return { file, answers: answers.length, sent: client.sent(), kept };
}

interface GroupPage {
  meta: { count: number; groups_count?: number | null; next_cursor?: string | null };
  group_by: { key: string; count: number }[];
}

const PAGE = 200;

async function ask(question: CountsQuestion, client: ReturnType<typeof openAlexClient>) {
  const query = { filter: question.filter, group_by: "authorships.countries" };
  const first = await client.get("/works", query);
  let page = groupPage(first.body, question);
  let cached = first.cached;
  let groups = page.group_by;
  // Without a cursor only the largest groups come back: when some may be missing, all are read page by page.
  if (groups.length >= PAGE || (page.meta.groups_count ?? 0) > groups.length) {
    groups = [];
    for (let cursor: string | null | undefined = "*"; cursor; ) {
      const answer = await client.get("/works", { ...query, cursor });
      cached &&= answer.cached;
      page = groupPage(answer.body, question);
      if (page.group_by.length === 0) break;
      groups.push(...page.group_by);
      cursor = page.meta.next_cursor;
    }
  }
  const answer: CountsAnswer = {
    ...question,
    retrieved: first.retrieved,
    count: page.meta.count,
    groups: groups.map(({ key, count }) => ({ key, count })),
  };
  return { answer, cached };
}

function groupPage(body: unknown, question: CountsQuestion): GroupPage {
  const page = body as Partial<GroupPage> | null;
  if (typeof page?.meta?.count !== "number" || !Array.isArray(page.group_by))
    throw new FetchError(
      `the answer for ${question.filter} is not a list of groups (expected "meta" and "group_by")`,
      { details: { kind: "answer", filter: question.filter } },
    );
  return page as GroupPage;
}
