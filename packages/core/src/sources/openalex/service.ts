import { UsageError } from "../../errors.ts";
import { folderCache } from "../../fetch/cache.ts";
import { type HttpClient, type HttpOptions, httpClient } from "../../fetch/http.ts";

/** How to reach OpenAlex and where its answers are kept. */
export interface OpenAlexAccess
  extends Partial<
    Pick<HttpOptions, "refresh" | "concurrency" | "spacingMs" | "attempts" | "backoffMs" | "signal">
  > {
  /** Folder of kept answers; the same folder resumes a fetch. */
  readonly cache: string;
  /** Default: `OPENALEX_BASE_URL`, else https://api.openalex.org. */
  readonly baseUrl?: string;
  /** Default: `OPENALEX_API_KEY`. Free keys come from openalex.org/settings/api. */
  readonly apiKey?: string;
}

export function openAlexClient(access: OpenAlexAccess): HttpClient {
  const baseUrl = access.baseUrl ?? process.env.OPENALEX_BASE_URL ?? "https://api.openalex.org";
  if (!/^https?:\/\//.test(baseUrl))
    throw new UsageError(`OPENALEX_BASE_URL is not an address: ${baseUrl} (expected https://…)`);
  const key = access.apiKey ?? process.env.OPENALEX_API_KEY;
  const { refresh, concurrency, spacingMs, attempts, backoffMs, signal } = access;
  return httpClient({
    baseUrl,
    cache: folderCache(access.cache),
    userAgent: "tightrope",
    ...(key ? { secret: { api_key: key } } : {}),
    ...(refresh === undefined ? {} : { refresh }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(spacingMs === undefined ? {} : { spacingMs }),
    ...(attempts === undefined ? {} : { attempts }),
    ...(backoffMs === undefined ? {} : { backoffMs }),
    ...(signal === undefined ? {} : { signal }),
  });
}
