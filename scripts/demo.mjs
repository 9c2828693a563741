// npm run demo: install, build, load the figures that ship, check the China-Russia claims, serve the explorer.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bin, install, node, requireNode, root, run } from "./steps.mjs";

requireNode();
const serve = !process.argv.includes("--no-serve");
const workspace = join(root, ".tightrope-demo");
const cli = join(root, "packages", "cli", "dist", "main.js");

if (!install()) process.exit(1);
if (!node("building the library", [bin("typescript/bin/tsc"), "-b"])) process.exit(1);
if (
  !run("building the explorer", "npm", ["run", "build", "-w", "@tightrope/web", "--silent"], { quiet: true })
)
  process.exit(1);
if (existsSync(workspace)) rmSync(workspace, { recursive: true, force: true });
if (!node("loading the figures of the case", [cli, "init", workspace, "--case", "china-russia"]))
  process.exit(1);
const asRecorded = node("checking the claims", [cli, "check", "--case", "china-russia", "-w", workspace]);
if (!asRecorded) process.exitCode = 1;
if (serve) node("serving the explorer", [cli, "serve", "-w", workspace, "--open"]);
else console.log(`\nnext: npm run demo (serves the explorer), or npx tightrope serve -w .tightrope-demo`);
