import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { FetchError, UsageError } from "../../errors.ts";
import type { FetchReport } from "../openalex-counts/fetch.ts";
import { type OpenAlexAccess, openAlexClient } from "./service.ts";

export interface WorksRequest {
  /** An OpenAlex filter, such as `authorships.countries:CN,authorships.countries:RU,publication_year:2022`. */
  readonly filter: string;
}

export interface WorksPlan {
  readonly filter: string;
  readonly works: number;
  /** Calls if no page is kept yet. */
  readonly calls: number;
}

export interface WorksFetchOptions extends OpenAlexAccess {
  /** Folder for the file of works, ready for `load openalex`. */
  readonly out: string;
  readonly progress?: (done: number, of: number) => void;
}

const PER_PAGE = 100;

/** Only what the tables need: an answer is a fifth of its full size. */
const SELECT = [
  "id",
  "title",
  "publication_year",
  "authorships",
  "primary_topic",
  "cited_by_count",
  "fwci",
  "is_retracted",
  "corresponding_author_ids",
  "updated_date",
].join(",");

/** Counts the works a filter matches, in one call, and from it the calls that fetching them takes. */
export async function planOpenAlexWorks(request: WorksRequest, access: OpenAlexAccess): Promise<WorksPlan> {
  const filter = request.filter.trim();
  if (filter === "") throw new UsageError("no filter given; name one, such as publication_year:2022");
  const { body } = await openAlexClient(access).get("/works", { filter, per_page: "1", select: "id" });
  const works = (body as { meta?: { count?: unknown } } | null)?.meta?.count;
  if (typeof works !== "number")
    throw new FetchError(`the answer for ${filter} has no meta.count`, { details: { kind: "answer" } });
  // The last page is empty and ends the list.
  return { filter, works, calls: Math.ceil(works / PER_PAGE) + 1 };
}

/**
 * Reads every work of a filter page by page and writes one gzip file of JSON lines, in the layout of the snapshot.
 * A page names the next, so pages come one after another; kept pages are not asked for again.
 */
export async function fetchOpenAlexWorks(plan: WorksPlan, options: WorksFetchOptions): Promise<FetchReport> {
  const client = openAlexClient(options);
  await mkdir(options.out, { recursive: true });
  const file = join(options.out, "openalex-works.jsonl.gz");
  const gzip = createGzip({ level: 6 });
  const sink = gzip.pipe(createWriteStream(`${file}.draft`));
  let works = 0;
  let kept = 0;
  let pages = 0;
  try {
    for (let cursor: string | null | undefined = "*"; cursor; ) {
      const query = { filter: plan.filter, select: SELECT, per_page: String(PER_PAGE), cursor };
      const answer = await client.get("/works", query);
      const page = answer.body as { meta?: { next_cursor?: string | null }; results?: unknown[] } | null;
      if (!Array.isArray(page?.results))
        throw new FetchError(`page ${pages + 1} of ${plan.filter} has no results list`, {
          details: { kind: "answer" },
        });
      pages++;
      if (answer.cached) kept++;
      if (page.results.length === 0) break;
      for (const work of page.results)
        if (!gzip.write(`${JSON.stringify(work)}\n`)) await once(gzip, "drain");
      works += page.results.length;
      options.progress?.(works, Math.max(works, plan.works));
      cursor = page.meta?.next_cursor;
    }
  } catch (error) {
    gzip.destroy();
    sink.destroy();
    throw error;
  }
  gzip.end();
  await finished(sink);
  await rename(`${file}.draft`, file);
  return { file, answers: works, sent: client.sent(), kept };
}
