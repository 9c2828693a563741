import { useLayoutEffect, useState } from "preact/hooks";
import { get, known, type RequestError } from "./api.ts";

/** What a view knows of an answer it asked for. */
export interface Request<T> {
  /** The answer; while a new one is awaited, the one before it. */
  readonly data?: T | undefined;
  readonly error?: RequestError | undefined;
  /** Milliseconds class of the wait: the reader sees nothing of it, then its place, then its progress. */
  readonly waiting: "no" | "brief" | "place" | "progress";
  /** True while `data` answers an earlier question. */
  readonly stale: boolean;
}

/** A question that cannot be asked yet, because what it depends on is not known. */
export const PENDING: Request<never> = { waiting: "brief", stale: false };

const PLACE_AFTER = 150;
const PROGRESS_AFTER = 1000;

/**
 * Asks for an address; leaving it or asking for another one calls the request off. Null asks for nothing. Questions are
 * sent before the page is painted anew, not after.
 */
export function useRequest<T>(url: string | null, urgent = false): Request<T> {
  const [state, set] = useState<Request<T> & { url: string | null }>(() => begin<T>(url));
  useLayoutEffect(() => {
    if (url === null) return set({ url, waiting: "no", stale: false });
    const ready = known<T>(url);
    if (ready !== undefined) return set({ url, data: ready, waiting: "no", stale: false });
    const controller = new AbortController();
    set((s) => ({ url, data: s.data, waiting: "brief", stale: s.data !== undefined }));
    const later = (waiting: Request<T>["waiting"]) => set((s) => (s.url === url ? { ...s, waiting } : s));
    const timers = [setTimeout(later, PLACE_AFTER, "place"), setTimeout(later, PROGRESS_AFTER, "progress")];
    const stop = () => timers.forEach(clearTimeout);
    get<T>(url, controller.signal, urgent).then(
      (data) => {
        stop();
        set({ url, data, waiting: "no", stale: false });
      },
      (error: RequestError) => {
        stop();
        if (!controller.signal.aborted) set({ url, error, waiting: "no", stale: false });
      },
    );
    return () => {
      stop();
      controller.abort();
    };
  }, [url]);
  // What is known is shown in the same frame in which it is asked for.
  if (state.url === url) return state;
  const ready = url === null ? undefined : known<T>(url);
  if (ready !== undefined) return { data: ready, waiting: "no", stale: false };
  return { data: state.data, waiting: "brief", stale: state.data !== undefined };
}

/** Several addresses at once: each its own request, in the order given. */
export function useRequests<T>(urls: readonly (string | null)[], urgent = false): readonly Request<T>[] {
  const key = urls.join("\n");
  const [state, set] = useState<{ key: string; all: readonly Request<T>[] }>(() => ({
    key,
    all: urls.map((url) => begin<T>(url)),
  }));
  useLayoutEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const put = (at: number, next: (before: Request<T>) => Request<T>) =>
      set((s) => (s.key === key ? { key, all: s.all.map((r, i) => (i === at ? next(r) : r)) } : s));
    set((s) => ({
      key,
      all: urls.map((url, i) => {
        const first = begin<T>(url);
        const before = s.all[i]?.data;
        return first.data === undefined && url !== null && before !== undefined
          ? { ...first, data: before, stale: true }
          : first;
      }),
    }));
    const later = (waiting: Request<T>["waiting"]) =>
      set((s) =>
        s.key === key ? { key, all: s.all.map((r) => (r.waiting === "no" ? r : { ...r, waiting })) } : s,
      );
    const timers = [setTimeout(later, PLACE_AFTER, "place"), setTimeout(later, PROGRESS_AFTER, "progress")];
    urls.forEach((url, i) => {
      if (url === null || known(url) !== undefined) return;
      get<T>(url, signal, urgent).then(
        (data) => put(i, () => ({ data, waiting: "no", stale: false })),
        (error: RequestError) => {
          if (!signal.aborted) put(i, () => ({ error, waiting: "no", stale: false }));
        },
      );
    });
    return () => {
      timers.forEach(clearTimeout);
      controller.abort();
    };
  }, [key]);
  if (state.key === key) return state.all;
  return urls.map((url, i) => {
    const first = begin<T>(url);
    const before = state.all[i]?.data;
    return first.data === undefined && url !== null && before !== undefined
      ? { ...first, data: before, stale: true }
      : first;
  });
}

function begin<T>(url: string | null): Request<T> & { url: string | null } {
  const ready = url === null ? undefined : known<T>(url);
  return ready === undefined && url !== null
    ? { url, waiting: "brief", stale: false }
    : { url, data: ready, waiting: "no", stale: false };
}
