import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: ["packages/*/test/e2e/**/*.test.ts"],
    globalSetup: ["packages/web/test/e2e/shared.ts"],
    testTimeout: 120_000,
    expect: { poll: { timeout: 20_000, interval: 100 } },
    hookTimeout: 120_000,
    // A browser on a busy machine may miss a moment; a second try is reported as one.
    retry: 1,
    pool: "forks",
    // One browser at a time: two cores.
    fileParallelism: false,
  },
});
