// npm test: install what is missing, then checks, types, unit and conformance tests, and browser tests.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bin, findChromium, install, node, requireNode, root, run } from "./steps.mjs";
import { whyNoTrino } from "./trino.mjs";

requireNode();
const output = join(root, "test-output");
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };

function step(ok) {
  if (ok) total.passed++;
  else total.failed++;
  return ok;
}

function vitest(title, config, name) {
  const report = join(output, `${name}.json`);
  const ok = node(title, [
    bin("vitest/vitest.mjs"),
    "run",
    "--config",
    config,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) {
    total.failed++;
    return;
  }
  const counts = JSON.parse(readFileSync(report, "utf8"));
  total.passed += counts.numPassedTests;
  total.failed += counts.numFailedTests;
  total.skipped += counts.numPendingTests + (counts.numTodoTests ?? 0);
  // A suite that cannot even be imported counts no failed test of its own.
  if (!ok && counts.numFailedTests === 0) total.failed++;
}

const started = Date.now();
/** Why the tests on a real Trino are left out. It is asked here, since the test files run side by side and would fetch it twice. */
let noTrino;
if (step(install())) {
  step(
    node("style and import rules", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]),
  );
  const built = step(node("types", [bin("typescript/bin/tsc"), "-b"]));
  const web =
    built &&
    step(
      run("the explorer's build", "npm", ["run", "build", "-w", "@tightrope/web", "--silent"], {
        quiet: true,
      }),
    );
  noTrino = whyNoTrino();
  if (noTrino) delete process.env.TIGHTROPE_TRINO;
  vitest("unit and conformance tests", "vitest.config.ts", "unit");
  const chromium = findChromium();
  if (web && chromium) {
    process.env.TIGHTROPE_CHROMIUM = chromium;
    vitest("browser tests", "vitest.e2e.config.ts", "e2e");
  } else if (!chromium) {
    total.skipped++;
    console.log(
      "\n!! SKIPPED browser tests: no Chromium found. Install it (Debian: apt-get install chromium) or set TIGHTROPE_CHROMIUM.",
    );
  }
}
const data = process.env.TIGHTROPE_DATA ?? join(root, "..", "shared", "data");
if (!existsSync(data))
  console.log(
    `\n!! SKIPPED tests on the real files: ${data} is not there. Set TIGHTROPE_DATA to the folder that holds them.`,
  );
if (noTrino) console.log(`\n!! SKIPPED ${noTrino}`);
console.log(`\nall of it took ${((Date.now() - started) / 60000).toFixed(1)} minutes`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
