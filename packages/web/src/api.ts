import type { ChartHint } from "@tightrope/charts";
import type { CheckReport, Receipt, Result, Verification } from "@tightrope/core";
import type { IndicatorDescription, Problem } from "@tightrope/server";
import { snapshot } from "./router.ts";
import { authorization, refused } from "./token.ts";

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

/** Who publishes figures, and on what terms. */
export interface Origin {
  readonly title: string;
  readonly publisher: string;
  readonly url?: string;
  readonly licence: {
    readonly id: string;
    readonly title: string;
    readonly url?: string;
    readonly redistributable: boolean;
  };
}

export interface Load {
  readonly id: string;
  /** Of the figures, where the source is only a layout that anybody's figures come in. */
  readonly origin?: Origin;
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

export interface Source extends Origin {
  readonly name: string;
  readonly description: string;
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

/** A question under way, shared by all who ask it; called off when the last of them leaves. */
interface Flight {
  readonly answer: Promise<unknown>;
  readonly controller: AbortController;
  readonly place: Place;
  asking: number;
}

const flights = new Map<string, Flight>();

/** Asks for an address, once for all who want it meanwhile. `urgent` questions go before those that wait for a turn. */
export async function get<T>(url: string, signal?: AbortSignal, urgent = false): Promise<T> {
  const before = known<T>(url);
  if (before !== undefined) return before;
  let flight = flights.get(url);
  if (!flight) {
    const controller = new AbortController();
    const place: Place = { kind: "later" };
    const answer = turn(place, controller.signal, () => ask(url, { signal: controller.signal }))
      .then((data) => {
        kept.set(url, data);
        while (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
        return data;
      })
      .finally(() => flights.get(url)?.controller === controller && flights.delete(url));
    // Whoever leaves does not hear of it any more.
    answer.catch(() => undefined);
    flight = { answer, controller, place, asking: 0 };
    flights.set(url, flight);
  }
  // Who asks first may be in less of a hurry than who asks next.
  if (urgent && line.includes(flight.place)) flight.place.kind = "urgent";
  const shared = flight;
  shared.asking++;
  signal?.addEventListener(
    "abort",
    () => {
      if (--shared.asking > 0) return;
      shared.controller.abort();
      if (flights.get(url) === shared) flights.delete(url);
    },
    { once: true },
  );
  return (await shared.answer) as T;
}

/** A browser asks one server six things at once; what is seen first is asked first, and has the server nearly to itself. */
const AT_ONCE = 6;
const BESIDE_URGENT = 1;

interface Place {
  kind: "urgent" | "later";
  start?: () => void;
}

const line: Place[] = [];
const running = { urgent: 0, later: 0 };

async function turn<T>(place: Place, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const mine = new Promise<void>((start) => line.push(Object.assign(place, { start })));
  // Everything that one change asks for is in line before the first of it goes.
  setTimeout(next);
  await mine;
  const { kind } = place;
  try {
    if (signal.aborted) throw new DOMException("nobody waits for it any more", "AbortError");
    return await ask();
  } finally {
    running[kind]--;
    next();
  }
}

function next(): void {
  while (running.urgent + running.later < AT_ONCE) {
    const urgent = line.find((p) => p.kind === "urgent");
    const held = running.urgent > 0 && running.later >= BESIDE_URGENT;
    const chosen = urgent ?? (held ? undefined : line[0]);
    if (!chosen) return;
    line.splice(line.indexOf(chosen), 1);
    running[chosen.kind]++;
    chosen.start?.();
  }
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
    response = await fetch(url, {
      ...init,
      headers: { Accept: "application/json", ...authorization(), ...init.headers },
    });
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
  if (response.status === 401) refused();
  if (!response.ok) throw new RequestError(body as Problem);
  return body as T;
}

/** A file of the API, for which a link cannot bear a token. */
export async function fileOf(url: string): Promise<{ readonly name: string; readonly content: Blob }> {
  const response = await fetch(url, { headers: authorization() });
  if (response.status === 401) refused();
  if (!response.ok) throw new RequestError((await response.json()) as Problem);
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  return { name: name ?? "tightrope.json", content: await response.blob() };
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
