import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { initWorkspace } from "@tightrope/core";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";

/** What the Data Package standard v2 (datapackage.org/standard) asks of a descriptor, as far as ours uses it. */
const safePath = z
  .string()
  .min(1)
  .refine((p) => !p.startsWith("/") && !p.startsWith("~") && !/^[a-z]:/i.test(p), "absolute")
  .refine((p) => !p.split(/[\\/]/).includes(".."), "parent folder")
  .refine((p) => !p.split("/").some((part) => part.startsWith(".")), "hidden");
const licence = z
  .looseObject({
    name: z
      .string()
      .regex(/^[-A-Za-z0-9._]+$/)
      .optional(),
    path: z.url().optional(),
    title: z.string().optional(),
  })
  .refine((l) => l.name ?? l.path, "a licence has a name or a path");
const source = z
  .looseObject({ title: z.string().optional(), path: z.string().optional() })
  .refine((s) => s.title ?? s.path, "a source has a title or a path");
const types = [
  "string",
  "number",
  "integer",
  "boolean",
  "object",
  "array",
  "list",
  "datetime",
  "date",
  "time",
  "year",
  "yearmonth",
  "duration",
  "geopoint",
  "geojson",
  "any",
];
const tableSchema = z
  .looseObject({
    $schema: z.literal("https://datapackage.org/profiles/2.0/tableschema.json"),
    fields: z
      .array(
        z.looseObject({
          name: z.string().min(1),
          type: z.enum(types),
          constraints: z.looseObject({ required: z.boolean().optional() }).optional(),
        }),
      )
      .min(1),
    primaryKey: z.array(z.string()).min(1).optional(),
  })
  .refine((s) => (s.primaryKey ?? []).every((k) => s.fields.some((f) => f.name === k)), "a key names fields");
const resource = z.looseObject({
  name: z.string().regex(/^[a-z0-9._-]+$/),
  path: z.union([safePath, z.array(safePath).min(1)]),
  format: z.string(),
  mediatype: z.string().regex(/^.+\/.+$/),
  bytes: z.int().min(0).optional(),
  hash: z
    .string()
    .regex(/^([^:]+:[a-fA-F0-9]+|[a-fA-F0-9]{32})$/)
    .optional(),
  schema: tableSchema,
  sources: z.array(source).min(1),
  licenses: z.array(licence).min(1),
});
const descriptor = z.looseObject({
  $schema: z.literal("https://datapackage.org/profiles/2.0/datapackage.json"),
  name: z.string(),
  resources: z
    .array(resource)
    .min(1)
    .refine((list) => new Set(list.map((r) => r.name)).size === list.length, "names are unique"),
});

const root = join(import.meta.dirname, "../../../..");
const folder = mkdtempSync(join(tmpdir(), "tightrope-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * The standard's own implementation, where there is a Python that has it (`pip install frictionless`, then
 * TIGHTROPE_PYTHON=that python): what it finds wrong with a descriptor.
 */
const python = process.env.TIGHTROPE_PYTHON ?? "python3";
const judge = (program: string, ...args: string[]) =>
  execFileSync(python, ["-c", `import json, sys, frictionless\n${program}`, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
const frictionless = (() => {
  try {
    return judge("print(frictionless.__version__)").trim();
  } catch {
    console.warn(
      `skipped: ${python} has no frictionless, so that descriptors are only held against the rules written here; set TIGHTROPE_PYTHON to one that has`,
    );
    return undefined;
  }
})();
const objections = (path: string): string[] =>
  JSON.parse(
    judge(
      `found = []
try:
    frictionless.Package.from_descriptor(json.load(open(sys.argv[1])))
except frictionless.FrictionlessException as error:
    found = [str(e) for e in error.reasons or [error]]
print(json.dumps(found))`,
      path,
    ),
  );

/** What a cell of each type looks like; an empty one is missing. */
const FORMS = {
  string: /^/,
  date: /^\d{4}-\d\d-\d\d$/,
  integer: /^-?\d+$/,
  number: /^-?\d+(\.\d+)?(e-?\d+)?$/,
};

function cellsOf(text: string): string[][] {
  return text
    .trim()
    .split("\n")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        (m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? "",
      ),
    );
}

describe("datapackage.json", () => {
  it("of a workspace is a Data Package v2", async () => {
    const ws = await initWorkspace(join(folder, "ws"));
    await ws.load(
      "imts",
      [join(root, "cases/china-russia/figures/imts-russia-partners-2016-2024.csv")],
      {},
      { retrieved: "2025-06-30" },
    );
    await ws.load("baci", [join(root, "cases/china-russia/figures/baci-china-russia-hs6-2017-2023.csv.gz")]);
    await ws.close();
    const parsed = descriptor.parse(JSON.parse(readFileSync(join(folder, "ws/datapackage.json"), "utf8")));
    const trade = parsed.resources.find((r) => r.name === "trade");
    expect(trade?.path).toHaveLength(2);
    expect(trade?.licenses.map((l) => l.name).sort()).toEqual(["etalab-2.0", "imf-terms"]);
  });

  it.skipIf(!frictionless)(
    "of a workspace, and of the figures that ship, satisfies frictionless",
    async () => {
      const ws = await initWorkspace(join(folder, "judged"));
      await ws.load("wiod-compact", [join(root, "cases/china-russia/figures/wiod-compact-2011.csv.gz")]);
      await ws.close();
      expect(objections(join(folder, "judged/datapackage.json"))).toEqual([]);
      expect(objections(join(root, "cases/china-russia/figures/datapackage.json"))).toEqual([]);
      const broken = JSON.parse(readFileSync(join(folder, "judged/datapackage.json"), "utf8"));
      broken.resources[0].schema.fields[0].type = "varchar";
      broken.resources[0].licenses = [{}];
      writeFileSync(join(folder, "broken.json"), JSON.stringify(broken));
      expect(objections(join(folder, "broken.json"))).not.toEqual([]);
    },
  );

  it("of the figures that ship names source, licence and retrieval date of every file, under 6 MB in all", () => {
    const shipped = JSON.parse(
      readFileSync(join(root, "cases/china-russia/figures/datapackage.json"), "utf8"),
    );
    // The same rules as for a workspace; its table schemas name no profile, which the standard leaves open.
    descriptor.parse({
      ...shipped,
      resources: shipped.resources.map((r: { schema: object }) => ({
        ...r,
        schema: { $schema: "https://datapackage.org/profiles/2.0/tableschema.json", ...r.schema },
      })),
    });
    const list = z
      .array(
        z.looseObject({
          name: z.string(),
          path: safePath,
          bytes: z.int(),
          hash: z.string(),
          sources: z.array(source).min(1),
          licenses: z.array(licence).min(1),
          retrieved: z.iso.date(),
        }),
      )
      .min(1)
      .parse(shipped.resources);
    for (const { path, schema } of shipped.resources) {
      const bytes = readFileSync(join(root, "cases/china-russia/figures", path));
      const [head, ...rows] = cellsOf((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
      expect(head).toEqual(schema.fields.map((f: { name: string }) => f.name));
      for (const [i, { name, type }] of schema.fields.entries())
        for (const row of rows) {
          const cell = row[i] as string;
          if (cell !== "" && !FORMS[type as keyof typeof FORMS].test(cell))
            throw new Error(`${path}: ${name} is ${type} and holds ${cell}`);
        }
      const typed = Object.fromEntries(
        schema.fields.map((f: { name: string; type: string }) => [f.name, f.type]),
      );
      for (const [name, type] of [
        ["period", "date"],
        ["year", "integer"],
        ["value_usd", "number"],
        ["quantity_kg", "number"],
      ] as const)
        if (name in typed) expect(typed[name], `${path}: ${name}`).toBe(type);
    }
    const chpl = shipped.resources.find((r: { name: string }) => r.name === "chpl-2024-02-23");
    expect(chpl).toMatchObject({ retrieved: "2024-02-23", licenses: [{ name: "us-public-domain" }] });
    const codes = readFileSync(join(root, "cases/china-russia/figures", chpl.path), "utf8")
      .trim()
      .split("\n");
    expect(codes).toHaveLength(51);
    expect(list.reduce((n, r) => n + r.bytes, 0)).toBeLessThan(6e6);
    expect(
      list.flatMap((r) => r.licenses.map((l) => l.name)).filter((name) => /NC/i.test(name ?? "")),
    ).toEqual([]);
  });
});
