import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Row } from "@tightrope/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flowsWorkspace } from "../fixtures/flows/workspace.ts";
import { realData } from "../fixtures/real-data.ts";

const file = `${realData}/trade/world_trade_country_product_avg_1998_2000.csv.gz`;
const present = existsSync(file);
if (!present)
  console.warn(`skipped: ${file} is absent, so complexity is not checked against published values`);

/** The published matrix (226 countries, 785 products of SITC 4) through load, SQL and kernels, not as an array. */
describe.skipIf(!present)("complexity of the published world matrix, through the workspace", () => {
  let scratch: Awaited<ReturnType<typeof flowsWorkspace>>;
  const run = async (name: string, parameters: object) =>
    (await scratch.workspace.run(name, { areas: true, ...parameters } as never)).rows as Row[];

  beforeAll(async () => {
    scratch = await flowsWorkspace();
    const lines = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().replaceAll('"', "").split("\n");
    // "rom" is Romania's code until 2002
    const csv = lines.map((l, i) => (i === 0 ? `year,${l}` : `1999,${l.replace(/^rom/, "rou")}`)).join("\n");
    await scratch.mapped(
      "world",
      `${csv}\n`,
      `name: world
title: World trade by country and product, mean of 1998-2000
publisher: economiccomplexity
licence: { id: Apache-2.0, redistributable: true }
period: { column: year, format: year, frequency: A }
exporter: { column: country }
importer: XAN
role: exporter
product: { column: product }
classification: SITC4
value: value
`,
    );
  }, 60_000);
  afterAll(() => scratch.close());

  it("equals the R package economiccomplexity within 1e-9 relative", async () => {
    const rules = { convention: "economiccomplexity" };
    const iso = (id: string) => (id === "rom" ? "ROU" : id.toUpperCase());
    const by = (rows: Row[], key: string, value: string) =>
      new Map(rows.map((r) => [String(r[key]), r[value] as number]));
    const of = async (method: string, side: "eci" | "pci") =>
      by(await run(side, { ...rules, method }), side === "eci" ? "country" : "product", side);
    const tables: Record<string, Map<string, number>> = {
      "country diversity": by(await run("eci", rules), "country", "diversity"),
      "product ubiquity": by(await run("pci", rules), "product", "ubiquity"),
      "country eigenvalues": await of("eigenvector", "eci"),
      "product eigenvalues": await of("eigenvector", "pci"),
      "country fitness_20": await of("fitness", "eci"),
      "product fitness_20": await of("fitness", "pci"),
      "country reflections_20": await of("reflections", "eci"),
      "product reflections_20": await of("reflections", "pci"),
    };
    const off: string[] = [];
    const neighbours = new Map<string, Row[]>();
    let checked = 0;
    for (const line of readFileSync(`${realData}/trade/economiccomplexity_reference.csv`, "utf8")
      .trimEnd()
      .split("\n")
      .slice(1)) {
      const [kind, method, a, b, expected] = line.split(",") as [string, string, string, string, string];
      let value = tables[`${kind} ${method}`]?.get(kind === "country" ? iso(a) : a);
      if (kind === "proximity_product") {
        if (!neighbours.has(a))
          neighbours.set(a, await run("proximity", { code: a, min: 0, min_ubiquity: 1 }));
        value = neighbours.get(a)?.find((r) => r.neighbour === b)?.proximity as number;
      }
      if (kind === "density")
        value = (await run("density", { ...rules, country: iso(a), code: b }))[0]?.density as number;
      if (kind === "proximity_country") continue;
      checked++;
      // the file's reflections were computed in doubles, where the method loses its last eight digits
      const tolerance = method === "reflections_20" ? 5e-6 : 1e-9;
      if (!(Math.abs((value as number) - Number(expected)) <= tolerance * Math.abs(Number(expected))))
        off.push(`${line} is ${value}`);
    }
    expect(off).toEqual([]);
    expect(checked).toBe(180);
  }, 60_000);

  it("equals py-ecomplexity within 1e-8 under its convention", async () => {
    const reference = JSON.parse(
      readFileSync(
        fileURLToPath(new URL("../fixtures/complexity/py_ecomplexity_world.json", import.meta.url)),
        "utf8",
      ),
    ) as Record<"eci" | "pci" | "coi", Record<string, number>>;
    const close = (mine: unknown, theirs: number) =>
      Math.abs((mine as number) - theirs) <= 1e-8 * Math.max(1, Math.abs(theirs));
    const rules = { convention: "py-ecomplexity" };
    for (const r of await run("eci", rules)) {
      const id = r.country === "ROU" ? "rom" : String(r.country).toLowerCase();
      expect(close(r.eci, reference.eci[id] as number), id).toBe(true);
    }
    for (const r of await run("pci", rules))
      expect(close(r.pci, reference.pci[String(r.product)] as number)).toBe(true);
    for (const r of await run("complexity-outlook", rules)) {
      const id = r.country === "ROU" ? "rom" : String(r.country).toLowerCase();
      expect(close(r.outlook, reference.coi[id] as number), id).toBe(true);
    }
  }, 60_000);
});
