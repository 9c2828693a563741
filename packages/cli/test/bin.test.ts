import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A clone in small: the package that brings the program, installed by npm before anything is built. */
const folder = mkdtempSync(join(tmpdir(), "tightrope-npx-"));
const own = fileURLToPath(new URL("..", import.meta.url));
const there = join(folder, "packages", "cli");
const shell = process.platform === "win32";

function npx(...args: string[]) {
  const { status, stdout, stderr } = spawnSync("npx", ["--offline", "tightrope", ...args], {
    cwd: folder,
    encoding: "utf8",
    shell,
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  mkdirSync(there, { recursive: true });
  const { dependencies: _, ...manifest } = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  writeFileSync(join(there, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "clone", private: true, workspaces: ["packages/cli"] }),
  );
  cpSync(join(own, "bin"), join(there, "bin"), { recursive: true });
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund"], { cwd: folder, shell });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("npx tightrope", () => {
  it("says what to run when nothing is built yet", () => {
    const { status, stdout, stderr } = npx("--version");
    expect(stderr).toContain("tightrope: not built yet: run npm run build");
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([status, stdout]).toEqual([2, ""]);
  }, 60_000);

  it("runs what was built after npm had linked it, with its arguments and exit status", () => {
    mkdirSync(join(there, "dist"), { recursive: true });
    writeFileSync(
      join(there, "dist", "main.js"),
      "console.log(process.argv.slice(2).join(' ')); process.exitCode = 3;\n",
    );
    expect(npx("status", "-w", "demo")).toMatchObject({ status: 3, stdout: "status -w demo\n" });
  }, 60_000);
});
