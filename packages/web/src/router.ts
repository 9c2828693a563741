import { computed, type ReadonlySignal, signal } from "@preact/signals";

/** Where the reader is. The address is the whole state of the explorer: nothing else is kept. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
  /** True under `/embed`: one picture and nothing around it. */
  readonly embedded: boolean;
}

export type Changes = Readonly<Record<string, string | number | readonly string[] | null | undefined>>;

const EMBED = "/embed";

/** Reads a place from a path and a query string. */
export function placeOf(pathname: string, search: string): Place {
  const embedded = pathname === EMBED || pathname.startsWith(`${EMBED}/`);
  const bare = embedded ? pathname.slice(EMBED.length) : pathname;
  const path = bare.replace(/\/+$/, "") || "/";
  return { path, query: new URLSearchParams(search), embedded };
}

/**
 * A query with some names changed: null, undefined and "" take a name out. Names keep their place, so that the same
 * choices give the same address.
 */
export function withChanges(query: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0))
      next.delete(name);
    else next.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  return next;
}

/** A query as people can read it: commas and colons stay as they are. */
export function queryText(query: URLSearchParams): string {
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%7E", "~");
  return text === "" ? "" : `?${text}`;
}

/** An address inside the explorer. The pinned snapshot travels along. */
export function hrefOf(path: string, changes: Changes = {}, base = new URLSearchParams()): string {
  return path + queryText(withChanges(base, changes));
}

const here = signal<Place>(
  typeof location === "undefined" ? placeOf("/", "") : placeOf(location.pathname, location.search),
);

export const place: ReadonlySignal<Place> = here;
export const snapshot = computed(() => here.value.query.get("snapshot") ?? undefined);

/** A link to another view, keeping what holds for all of them: the pinned snapshot and the theme. */
export function linkTo(path: string, changes: Changes = {}): string {
  const { query } = here.value;
  return hrefOf(path, { ...changes, snapshot: query.get("snapshot"), theme: query.get("theme") });
}

/** Changes some of the query. A new entry in the history unless `replace`. */
export function change(changes: Changes, { replace = false } = {}): void {
  const { query } = here.value;
  go(location.pathname + queryText(withChanges(query, changes)), { replace, keepScroll: true });
}

export function go(href: string, { replace = false, keepScroll = false } = {}): void {
  if (href === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", href);
  const before = here.value.path;
  read();
  if (!keepScroll && here.value.path !== before) {
    scrollTo(0, 0);
    // A new page begins at its heading for those who hear it.
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true }));
  }
}

function read(): void {
  here.value = placeOf(location.pathname, location.search);
}

/**
 * Follows links inside the explorer without loading the page anew; files and the API are left alone, unless
 * `takeFile` says that it fetches them itself.
 */
export function startRouter(takeFile: (link: HTMLAnchorElement) => boolean = () => false): void {
  addEventListener("popstate", read);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a");
    if (link?.origin !== location.origin) return;
    if (link.pathname.startsWith("/v1/") && takeFile(link)) return event.preventDefault();
    if (link.target || link.hasAttribute("download")) return;
    if (/^\/(v1|docs|openapi\.json|metrics|healthz|assets)(\/|$)/.test(link.pathname)) return;
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
