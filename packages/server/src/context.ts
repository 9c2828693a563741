import type { Workspace } from "@tightrope/core";
import type { Context, Hono } from "hono";
import type { Metrics } from "./metrics.ts";
import type { Settings } from "./options.ts";
import type { Bodies } from "./results/bodies.ts";
import type { Results } from "./results/results.ts";

/** What every route is given. */
export interface Services {
  readonly ws: Workspace;
  readonly settings: Settings;
  readonly results: Results;
  readonly bodies: Bodies;
  readonly metrics: Metrics;
}

export interface AppEnv {
  Variables: {
    /** Identifies a request in the log and in problem answers. */
    requestId: string;
    /** Aborted when the client leaves or the time limit is reached. */
    signal: AbortSignal;
    /** Aborted when the time limit is reached. */
    deadline: AbortSignal;
    /** Kept for the log: what went wrong inside. */
    fault?: unknown;
  };
}

export type App = Hono<AppEnv>;
export type AppContext = Context<AppEnv>;
/** A route file exports one of these. */
export type Routes = (app: App, services: Services) => void;
