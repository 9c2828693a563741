#!/usr/bin/env node
import { cli } from "./cli.ts";
import { systemTerminal } from "./terminal.ts";

const abort = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => abort.abort());
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await cli(process.argv.slice(2), systemTerminal(abort.signal));
