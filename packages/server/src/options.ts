/** One line of the structured log. */
export interface LogEntry {
  readonly level: "info" | "warn" | "error";
  readonly event: "request" | "listening" | "closing";
  readonly [field: string]: unknown;
}

/** What a server does with data whose licence does not allow passing it on. */
export type RestrictedPolicy =
  /** Neither shown nor exported: for a server that others can reach. */
  | "refuse"
  /** Shown as JSON, Markdown and pictures, not exported as data files: for a server on one's own machine. */
  | "view"
  /** Shown and exported. */
  | "export";

export interface AppOptions {
  /** Folder of the built explorer. Default: the one built in this repository, when it is there. */
  readonly web?: string;
  /** Folder that holds the cases. Default: the one in this repository, when it is there. */
  readonly cases?: string;
  /** Origins that may read answers from a browser. Default: none. */
  readonly cors?: readonly string[];
  /** Who may frame `/embed`, as CSP sources. Default `'self'`; every other page may not be framed at all. */
  readonly embed?: readonly string[];
  /** Token that requests to `/v1` and `/metrics` must bear. Default: none is asked for. */
  readonly token?: string;
  /** Host names that requests may name. Default: any. A server on loopback allows its own names only. */
  readonly hosts?: readonly string[];
  /** Default `refuse`. */
  readonly restricted?: RestrictedPolicy;
  /** Rows an answer may have. Default 1 000 000. */
  readonly maxRows?: number;
  /** Bytes a request's body may have. Default 1 000 000. */
  readonly maxBody?: number;
  /** Milliseconds an answer may take. Default 60 000. */
  readonly timeLimit?: number;
  /** Questions the engine works on at once. Default 4. */
  readonly concurrency?: number;
  /** Questions that may wait for it. Default 1000. */
  readonly queue?: number;
  /** Values (rows times columns) of results kept in memory. Default 4 000 000. */
  readonly cacheCells?: number;
  /** Bytes of finished answers (pictures, files) kept in memory. Default 64 MB. */
  readonly cacheBytes?: number;
  /** Address written into the OpenAPI document. Default: the one a request came in on. */
  readonly publicUrl?: string;
  /** Where log entries go. Default: nowhere. */
  readonly log?: (entry: LogEntry) => void;
}

export const DEFAULTS = {
  cors: [] as readonly string[],
  embed: ["'self'"] as readonly string[],
  restricted: "refuse" as RestrictedPolicy,
  maxRows: 1_000_000,
  maxBody: 1_000_000,
  timeLimit: 60_000,
  concurrency: 4,
  queue: 1000,
  cacheCells: 4_000_000,
  cacheBytes: 64 * 1024 * 1024,
} satisfies AppOptions;

export type Settings = AppOptions & typeof DEFAULTS;
