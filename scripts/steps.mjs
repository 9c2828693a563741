// What the demo and the tests share: find the tools, install what is missing, run a step and say how long it took.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a program in the repository; returns true when it ends with status 0. */
export function run(title, program, args, { env = {}, quiet = false } = {}) {
  const started = Date.now();
  console.log(`\n== ${title}`);
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    stdio: quiet ? "pipe" : "inherit",
    env: { ...process.env, ...env },
    shell: process.platform === "win32",
  });
  if (error) console.log(`   ${program} could not be started: ${error.message}`);
  if (quiet && status !== 0) console.log(`${stdout ?? ""}${stderr ?? ""}`);
  console.log(`   ${status === 0 ? "done" : "failed"} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return status === 0;
}

/** Node itself, on one of the repository's scripts or an installed program. */
export function node(title, args, options) {
  return run(title, process.execPath, args, options);
}

/** The script behind an installed program. */
export function bin(path) {
  return join(root, "node_modules", path);
}

/** Installs what the lock file names, unless it is there already. */
export function install() {
  const installed = join(root, "node_modules", ".package-lock.json");
  const lock = join(root, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs - 1000) return true;
  // Not `npm ci`: it refuses a lock file that lacks the builds of other platforms, which a mirror may not have.
  return run("installing packages", "npm", [
    "install",
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ]);
}

export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`node ${process.versions.node} is too old: Tightrope needs 20.19 or newer`);
  process.exit(2);
}

/** A Chromium to drive, or undefined. */
export function findChromium() {
  const candidates = [
    process.env.TIGHTROPE_CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ];
  return candidates.find((path) => path && existsSync(path));
}
