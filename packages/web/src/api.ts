import type { ChartHint } from "@tightrope/charts";
import type { CheckReport, Receipt, Result, Verification } from "@tightrope/core";
import type { IndicatorDescription, Problem } from "@tightrope/server";
import { snapshot } from "./router.ts";

/** A result as `/v1/indicators/NAME` gives it. */
export interface Answer extends Result {
  readonly finding?: string;
  readonly chart?: ChartHint;
}

export type Indicator = IndicatorDescription & { readonly available: boolean };
export type { CheckReport, IndicatorDescription, Problem };

export interface Country {
  readonly iso3: string;
  readonly kind: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly ends?: string;
}

export interface Bloc {
  readonly bloc: string;
  readonly title: string;
}

export interface TableSummary {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  readonly sources: readonly string[];
}

export interface Load {
  readonly id: string;
  readonly inputs: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
  readonly retrieved?: string;
  readonly vintage?: string;
  readonly rows: {
    readonly read: number;
    readonly kept: number;
    readonly quarantined: number;
    readonly skipped?: Readonly<Record<string, number>>;
  };
}

export interface Source {
  readonly name: string;
  readonly title: string;
  readonly publisher: string;
  readonly url: string;
  readonly description: string;
  readonly licence: {
    readonly id: string;
    readonly title: string;
    readonly url?: string;
    readonly redistributable: boolean;
  };
  readonly tables: readonly string[];
  readonly loads: readonly Load[];
}

export interface Snapshots {
  readonly version: string;
  readonly current: string;
  readonly kept: readonly string[];
  readonly loads: readonly (Load & { readonly source: string })[];
}

export interface CaseSummary {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly claims: number;
}

export interface ClaimsIndex {
  readonly cases: readonly {
    readonly case: string;
    readonly title: string;
    readonly author: string;
    readonly published: string;
    readonly claims: readonly {
      readonly id: string;
      readonly number?: number;
      readonly sentence: string;
      readonly recorded: CheckReport["claims"][number]["verdict"];
    }[];
  }[];
}

export interface Coverage {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

/** What a request that failed says: the server's problem, or that the server could not be reached. */
export class RequestError extends Error {
  readonly problem: Partial<Problem> & { readonly title: string };
  constructor(problem: Partial<Problem> & { title: string }) {
    super(problem.detail ?? problem.title);
    this.name = "RequestError";
    this.problem = problem;
  }
}

/** Answers kept in the page: the address is the key, the oldest go first. */
const MOST_KEPT = 120;
const kept = new Map<string, unknown>();

/** An answer that the page already has, so that it can be drawn without waiting. */
export function known<T>(url: string): T | undefined {
  const found = kept.get(url) as T | undefined;
  if (found !== undefined) {
    kept.delete(url);
    kept.set(url, found);
  }
  return found;
}

export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  const before = known<T>(url);
  if (before !== undefined) return before;
  const data = await ask<T>(url, signal ? { signal } : {});
  kept.set(url, data);
  while (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
  return data;
}

/** Re-runs a receipt on the server and says whether the same comes out. */
export function verify(receipt: Receipt): Promise<Verification> {
  return ask("/v1/receipts/verify", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(receipt),
  });
}

async function ask<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, headers: { Accept: "application/json", ...init.headers } });
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new RequestError({
      title: "The server does not answer",
      detail: "start it again with: tightrope serve",
      code: "not-found",
    });
  }
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new RequestError({
      title: "The server's answer cannot be read",
      status: response.status,
      detail: text.slice(0, 200),
    });
  }
  if (!response.ok) throw new RequestError(body as Problem);
  return body as T;
}

export type Parameters = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

/** The address of an indicator's answer; `suffix` names another format of the same answer. */
export function indicatorUrl(name: string, parameters: Parameters, suffix = ""): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value === null || value === undefined || value === "") continue;
    query.set(key, Array.isArray(value) ? value.join(",") : String(value));
  }
  const pinned = snapshot.value;
  if (pinned) query.set("snapshot", pinned);
  const text = query.toString();
  return `/v1/indicators/${name}${suffix}${text ? `?${text}` : ""}`;
}

/** Any other resource, on the pinned snapshot where there is one. */
export function resourceUrl(path: string, parameters: Parameters = {}): string {
  return indicatorUrl("", parameters).replace("/v1/indicators/", `/v1/${path}`);
}
