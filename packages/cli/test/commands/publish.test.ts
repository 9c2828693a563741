import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "@tightrope/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTrino, type TrinoCluster, whyNoTrino } from "../../../../scripts/trino.mjs";
import { cli } from "../../src/cli.ts";

const reason = whyNoTrino();
if (reason) console.warn(reason);

let folder: string;
let workspace: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tightrope-publish-"));
  workspace = join(folder, "ws");
  const csv = join(folder, "pairs.csv");
  await writeFile(csv, "year,country1_iso2,country2_iso2,works\n2020,CN,US,9\n2020,CN,RU,7\n2021,CN,RU,3\n");
  expect((await tightrope("init", workspace)).status).toBe(0);
  expect((await tightrope("load", "coauthorship", csv, "-w", workspace)).status).toBe(0);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function tightrope(...argv: string[]) {
  let out = "";
  let err = "";
  const status = await cli(argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    interactive: false,
    progress: false,
    colour: false,
    width: 100,
    signal: new AbortController().signal,
  });
  return { status, out, err };
}

test.each([
  [["publish"], "cannot publish to nothing: write tightrope publish trino --engine trino://…"],
  [["publish", "s3"], "cannot publish to s3: write tightrope publish trino --engine trino://…"],
  [["publish", "trino"], "publish trino needs the cluster: --engine trino://user@host:8080/tightrope"],
  [
    ["publish", "trino", "--engine", "duckdb"],
    "the engine duckdb holds no tables for others: write --engine trino://…",
  ],
  [
    ["publish", "trino", "--engine", "mysql://ana:hush@h"],
    "unknown engine: mysql (expected duckdb or trino://user@host:port/catalog)",
  ],
])("%j is a usage error", async (argv, message) => {
  const { status, out, err } = await tightrope(...argv, "-w", workspace);
  expect([status, out, err]).toEqual([2, "", `tightrope: ${message}\n`]);
});

test("a cluster that is not there is a data error that names it", async () => {
  const { status, err } = await tightrope(
    "publish",
    "trino",
    "-w",
    workspace,
    "--engine",
    "trino://me@127.0.0.1:9/c",
  );
  expect([status, err]).toEqual([
    3,
    expect.stringMatching(/^tightrope: cannot reach trino at trino:\/\/127\.0\.0\.1:9\/c: /m),
  ]);
});

test("every command that asks asks the engine it is given", async () => {
  const share = [
    "collaboration-share",
    "--country",
    "CHN",
    "--partner",
    "RUS",
    "--from",
    "2020",
    "--to",
    "2020",
  ];
  const receipt = join(folder, "receipt.json");
  const answer = await tightrope("run", ...share, "-w", workspace, "--format", "json");
  expect(answer.status).toBe(0);
  await writeFile(receipt, answer.out);
  const shipped = fileURLToPath(new URL("../../../../cases/china-russia/", import.meta.url));
  const asking = [
    ["run", ...share],
    ["verify", receipt],
    [
      "why",
      "partner-share",
      "--reporter",
      "RUS",
      "--partner",
      "CHN",
      "--from",
      "2021",
      "--to",
      "2021",
      "--against",
      "basis=partner",
    ],
    ["check", join(shipped, "claims.yaml")],
    ["simulate", join(shipped, "scenarios", "coalition-on-russia.yaml")],
  ];
  const nowhere = ["-w", workspace, "--engine", "trino://me@127.0.0.1:9/c"];
  const answers = await Promise.all(asking.map((argv) => tightrope(...argv, ...nowhere)));
  answers.forEach(({ status, err }, i) => {
    expect([asking[i]?.[0], status, err]).toEqual([
      asking[i]?.[0],
      3,
      expect.stringContaining("cannot reach trino at trino://127.0.0.1:9/c: "),
    ]);
  });
}, 60_000);

describe.skipIf(reason)("with a cluster", () => {
  let cluster: TrinoCluster;
  beforeAll(async () => {
    cluster = await startTrino({ workers: 0 });
  }, 300_000);
  afterAll(() => cluster?.stop());

  test("publish prints catalog and schema, and run gives the bytes that DuckDB gives", async () => {
    const published = await tightrope("publish", "trino", "-w", workspace, "--engine", cluster.url);
    expect([published.status, published.out]).toEqual([
      0,
      expect.stringMatching(/^tightrope\.tightrope_[0-9a-f]{16}_[0-9a-f]{8}\n$/),
    ]);

    const question = [
      "run",
      "collaboration-share",
      "--country",
      "CHN",
      "--partner",
      "RUS",
      "--from",
      "2020",
      "--to",
      "2021",
    ];
    const here = await tightrope(...question, "-w", workspace, "--format", "json");
    const there = await tightrope(...question, "-w", workspace, "--format", "json", "--engine", cluster.url);
    expect([there.status, there.out]).toEqual([0, here.out]);
    expect(JSON.parse(here.out).rows.length).toBe(2);
  }, 120_000);

  test("what the cluster leaves to DuckDB is said, and the address may come from the environment", async () => {
    process.env.TIGHTROPE_ENGINE = cluster.url;
    try {
      const csv = join(folder, "pairs.csv");
      const loaded = await tightrope("load", "coauthorship", csv, "-w", workspace);
      expect([loaded.status, loaded.err]).toEqual([
        0,
        expect.stringContaining("trino: loading runs on duckdb in this process\n"),
      ]);
      expect((await tightrope("status", "-w", workspace)).err).toContain(
        "trino: nothing is kept between questions: each is computed anew\n",
      );
      expect((await tightrope("publish", "trino", "-w", workspace, "-q")).out).toMatch(/^tightrope\./);
    } finally {
      delete process.env.TIGHTROPE_ENGINE;
    }
  }, 120_000);

  test("a server outlives a restart of the coordinator", async () => {
    const server = await serve({ workspace, engine: cluster.url, port: 0, log: () => undefined });
    try {
      const ask = async () => {
        const answer = await fetch(
          `${server.url}/v1/indicators/collaboration-share?country=CHN&partner=RUS&from=2020&to=2021`,
        );
        return { status: answer.status, rows: ((await answer.json()) as { rows: unknown }).rows };
      };
      const before = await ask();
      expect(before.status).toBe(200);
      await cluster.killCoordinator();
      const during = fetch(
        `${server.url}/v1/indicators/collaboration-share?country=CHN&partner=USA&from=2020&to=2020`,
      );
      await cluster.startCoordinator();
      // Asked again until there is a coordinator; one that starts slowly may outlast the time a request has.
      const meanwhile = await during;
      if (meanwhile.status !== 200) {
        expect(meanwhile.status).toBeGreaterThanOrEqual(500);
        expect(meanwhile.headers.get("content-type")).toMatch("application/problem+json");
      }
      expect(await ask()).toEqual(before);
    } finally {
      await server.close();
    }
  }, 240_000);

  test("an older snapshot stays until it is pruned", async () => {
    const csv = join(folder, "more.csv");
    await writeFile(csv, "year,country1_iso2,country2_iso2,works\n2022,CN,RU,4\n");
    await tightrope("load", "coauthorship", csv, "-w", workspace);
    const publish = async (...more: string[]) =>
      JSON.parse(
        (
          await tightrope(
            "publish",
            "trino",
            "-w",
            workspace,
            "--engine",
            cluster.url,
            "--format",
            "json",
            ...more,
          )
        ).out,
      );
    const kept = await publish();
    expect(kept).toMatchObject({ dropped: [], copied: 0, catalog: "tightrope" });
    expect(kept.tables.find(({ name }: { name: string }) => name === "collaborations").rows).toBe(4);
    expect(await readdir(join(workspace, ".tightrope/trino"))).toHaveLength(2);
    expect((await publish("--prune")).dropped).toHaveLength(1);
    expect(await readdir(join(workspace, ".tightrope/trino"))).toEqual([kept.snapshot]);
  }, 120_000);
});
