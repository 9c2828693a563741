/**
 * Every error a user can meet. The text is lower-case and says what is wrong, the value, and what would be
 * right. The command line maps `code` to an exit status and the server maps it to an HTTP status; nobody else does.
 */
export type ErrorCode =
  | "usage"
  | "unknown-name"
  | "data"
  | "workspace"
  | "locked"
  | "missing-data"
  | "engine"
  | "cancelled"
  | "restricted"
  | "receipt"
  | "model"
  | "fetch"
  | "file"
  | "internal";

export interface ErrorOptions {
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

export class TightropeError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** A parameter, option or file given by the user is not usable. */
export class UsageError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("usage", message, options);
  }
}

/** A name (country, product, indicator, source, …) that nothing here has; the text proposes the nearest. */
export class UnknownNameError extends TightropeError {
  constructor(kind: string, value: string, suggestions: readonly string[] = [], options: ErrorOptions = {}) {
    const hint = suggestions.length > 0 ? ` (did you mean ${suggestions.join(" or ")}?)` : "";
    super("unknown-name", `unknown ${kind}: ${value}${hint}`, {
      ...options,
      details: { kind, value, suggestions, ...options.details },
    });
  }
}

/** A file is not what its source expects, or is damaged. */
export class DataError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("data", message, options);
  }
}

/** The workspace folder is absent, damaged, read-only or newer than this version. */
export class WorkspaceError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("workspace", message, options);
  }
}

/** Another process is changing the workspace. */
export class LockedError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("locked", message, options);
  }
}

/** A question needs a table, or rows of it, that the workspace does not hold. */
export class MissingDataError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("missing-data", message, options);
  }
}

/** The engine refused or failed. */
export class EngineError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("engine", message, options);
  }
}

/** The caller aborted the work. */
export class CancelledError extends TightropeError {
  constructor(message = "cancelled", options?: ErrorOptions) {
    super("cancelled", message, options);
  }
}

/** A licence does not allow this export. */
export class RestrictedError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("restricted", message, options);
  }
}

/** A receipt cannot be read or does not rebuild its result. */
export class ReceiptError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("receipt", message, options);
  }
}

/** A model cannot be set up or solved as asked. */
export class ModelError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("model", message, options);
  }
}

/** A remote service failed, refused or ran out of credit. */
export class FetchError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("fetch", message, options);
  }
}

/** The file system refuses: a read-only disk, no space left, no such folder. */
export class FileError extends TightropeError {
  constructor(message: string, options?: ErrorOptions) {
    super("file", message, options);
  }
}
