#!/usr/bin/env node
// npm links this file when it installs, which in a fresh clone is before anything is built.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = new URL("../dist/main.js", import.meta.url);
if (existsSync(fileURLToPath(main))) await import(main.href);
else {
  process.stderr.write(
    "tightrope: not built yet: run npm run build (or npm run demo) in the repository first\n",
  );
  process.exitCode = 2;
}
