#!/usr/bin/env node
import { cli } from "./cli.ts";
import { systemTerminal, watchStreams } from "./terminal.ts";

const abort = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => abort.abort());
watchStreams();

process.exitCode = await cli(process.argv.slice(2), systemTerminal(abort.signal));
