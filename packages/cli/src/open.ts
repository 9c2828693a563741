import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Engine,
  findWorkspace,
  openWorkspace,
  UsageError,
  type Workspace,
  WorkspaceError,
  type WorkspaceOptions,
} from "@tightrope/core";
import type { Invocation } from "./command.ts";

/** The folder of cases that ships with Tightrope. */
export const casesFolder = fileURLToPath(new URL("../../../cases", import.meta.url));

/** `--memory` and `--threads` as engine settings. */
export function engineOptions(values: Invocation["values"]): WorkspaceOptions["duckdb"] {
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1))
    throw new UsageError(`--threads is ${values.threads}: write a whole number from 1`);
  if (values.memory !== undefined && !/^\d+(\.\d+)?\s*(MB|GB|TB|MiB|GiB)$/i.test(String(values.memory)))
    throw new UsageError(`--memory is ${values.memory}: write a size such as 800MB or 4GB`);
  return {
    ...(values.memory === undefined ? {} : { memoryLimit: String(values.memory) }),
    ...(threads === undefined ? {} : { threads }),
  };
}

/** The workspace a command works on. */
export async function open(
  values: Invocation["values"],
  options: { readOnly?: boolean } = {},
): Promise<Workspace> {
  const folder =
    (values.workspace as string | undefined) ??
    process.env.TIGHTROPE_WORKSPACE ??
    findWorkspace(process.cwd());
  if (!folder)
    throw new WorkspaceError("no workspace here: name one with -w DIR or make one with tightrope init DIR");
  const duckdb = engineOptions(values);
  const engine = await openEngineOf(values);
  return openWorkspace(folder, {
    ...(duckdb ? { duckdb: { ...duckdb, spillFolder: join(folder, ".tightrope", "spill") } } : {}),
    ...(engine ? { engine } : {}),
    ...options,
  });
}

/** The engine asked for: `--engine`, else $TIGHTROPE_ENGINE, else the default one. */
export function engineAddress(values: Invocation["values"]): string | undefined {
  return (values.engine as string | undefined) || process.env.TIGHTROPE_ENGINE || undefined;
}

/** Says to standard error what the engine asked for leaves to others; the default one leaves nothing. */
export async function sayFallbacks(
  workspace: Workspace,
  { values, terminal }: Pick<Invocation, "values" | "terminal">,
): Promise<void> {
  if (values.quiet || engineAddress(values) === undefined) return;
  const { name, fallbacks = [] } = await workspace.engine();
  for (const { instead } of fallbacks) terminal.err(`${name}: ${instead}\n`);
}

/** The engine asked for, opened; undefined for the default one. */
export async function openEngineOf(values: Invocation["values"]): Promise<Engine | undefined> {
  const address = engineAddress(values);
  if (address === undefined) return undefined;
  const { openEngine } = await import("@tightrope/core");
  return openEngine(address);
}

/** Runs `work` with a workspace and closes it whatever happens. What another engine leaves to DuckDB is said first. */
export async function withWorkspace<T>(
  { values, terminal }: Pick<Invocation, "values" | "terminal">,
  work: (workspace: Workspace) => Promise<T>,
  options: { readOnly?: boolean } = {},
): Promise<T> {
  const workspace = await open(values, options);
  try {
    await sayFallbacks(workspace, { values, terminal });
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}
