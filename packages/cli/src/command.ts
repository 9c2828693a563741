import type { ParseArgsConfig } from "node:util";

/** An option of a command, for parsing and for its help. */
export interface CommandOption {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;
  readonly description: string;
  readonly value?: string;
}

/** What a command gets: parsed arguments and the places it may write to. */
export interface Invocation {
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly positionals: readonly string[];
  readonly terminal: Terminal;
}

/** Results go to `out`, everything else to `err`. */
export interface Terminal {
  out(text: string | Uint8Array): void;
  err(text: string): void;
  /** True when results are read by a person: tables and colours. */
  readonly interactive: boolean;
  /** True when messages are read by a person: progress bars. */
  readonly progress: boolean;
  readonly colour: boolean;
  readonly width: number;
  readonly signal: AbortSignal;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The form after `tightrope NAME`. */
  readonly usage: string;
  readonly details?: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly examples: readonly string[];
  /** Options that depend on the positionals (the parameters of an indicator). */
  optionsFor?(positionals: readonly string[]): Promise<Readonly<Record<string, CommandOption>>>;
  /** Returns the exit status. */
  run(invocation: Invocation): Promise<number>;
}

/** Options that every command takes. */
export const COMMON: Readonly<Record<string, CommandOption>> = {
  workspace: {
    type: "string",
    short: "w",
    value: "DIR",
    description: "workspace folder (else $TIGHTROPE_WORKSPACE, else the nearest upwards)",
  },
  engine: {
    type: "string",
    value: "URL",
    description: "run on another engine, e.g. trino://user@host:8080/tightrope (else $TIGHTROPE_ENGINE)",
  },
  memory: {
    type: "string",
    value: "SIZE",
    description: "memory the engine may use before it spills, e.g. 2GB (default 4GB)",
  },
  threads: { type: "string", value: "N", description: "threads the engine may use (default: all)" },
  help: { type: "boolean", short: "h", description: "show this help" },
  debug: { type: "boolean", description: "show the stack of an error" },
  quiet: { type: "boolean", short: "q", description: "no progress, no remarks" },
};

export function parseConfig(
  options: Readonly<Record<string, CommandOption>>,
): NonNullable<ParseArgsConfig["options"]> {
  return Object.fromEntries(
    Object.entries(options).map(([name, o]) => [
      name,
      { type: o.type, ...(o.short ? { short: o.short } : {}), ...(o.multiple ? { multiple: true } : {}) },
    ]),
  );
}
