import { tableRows, toCsv } from "@tightrope/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rowsOf, scratchWorkspace } from "../../fixtures/openalex/workspace.ts";
import { realFile } from "../../fixtures/real-data.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
});
afterEach(() => scratch.close());

const files = (parts: Readonly<Record<string, string>>) =>
  Promise.all(Object.entries(parts).map(([name, text]) => scratch.file(`${name}.csv`, text)));

const PROVISION =
  "provider_name,provider_id,provided_name,provided_id,share_provided,year\nUSA,P1,Design,N1,47,2022\nCHN,P2,Design,N1,,2022\nAcme,P9,Design,N1,3,2022\nCHN,P2,Fab,N2,200,2022\nGhost,P7,Fab,N2,1,2022\n";
const PROVIDERS =
  "provider_name,alias,provider_id,provider_type,country\nUSA,United States,P1,country,\nCHN,China,P2,country,\nAcme,,P9,organization,USA\nAcme,,P9,organization,NLD\n";

describe("eto-chips", () => {
  it("keeps providers, steps and links, and the shares of countries as figures beside", async () => {
    const [report] = await scratch.workspace.load(
      "eto-chips",
      await files({
        provision: PROVISION,
        providers: PROVIDERS,
        inputs: "input_id,input_name,type,stage_id\nN1,Design,process,S1\nN2,Fab,process,S2\n",
        sequence: "input_id,goes_into_id,is_type_of_id\nN1,N2,\n",
        stages: "stage_id,stage_name\nS1,Design stage\nS2,Fabrication\n",
      }),
    );
    // 3 providers, 2 steps and 2 stages; 3 provisions, 1 sequence and 2 stages of steps; 1 share of a country.
    expect(report?.rows).toMatchObject({ kept: 7 + 6 + 1, quarantined: 2 });
    expect(report?.rows.skipped).toEqual({ "further rows of a provider, joined to its first": 1 });
    const rows = (text: string) => rowsOf(scratch.workspace, text);
    expect(await rows("select id, schema, caption, countries from entities order by id")).toMatchObject([
      { id: "N1", schema: "SupplyStep", caption: "Design", countries: [] },
      { id: "N2" },
      { id: "P1", schema: "Country", countries: ["USA"] },
      { id: "P2", schema: "Country", countries: ["CHN"] },
      { id: "P9", schema: "Company", caption: "Acme", countries: ["NLD", "USA"] },
      { id: "S1", caption: "Design stage" },
      { id: "S2" },
    ]);
    expect(
      (
        await rows(
          "select subject, role, object, cast(share as double) as share from relations order by role, subject",
        )
      ).map((r) => [r.subject, r.role, r.object, r.share]),
    ).toEqual([
      ["N1", "belongs to", "S1", null],
      ["N2", "belongs to", "S2", null],
      ["N1", "goes into", "N2", null],
      ["P1", "provides", "N1", 47],
      ["P2", "provides", "N1", null],
      ["P9", "provides", "N1", 3],
    ]);
    expect(await rows("select line, reason from quarantine order by line")).toEqual([
      { line: 5, reason: "not a share in per cent: 200" },
      { line: 6, reason: "provider that providers.csv does not list: P7" },
    ]);
    expect(await rows("select country, cast(value as double) as v from observations")).toEqual([
      { country: "USA", v: 47 },
    ]);
  });

  it("says who provides a step, and refuses to export it", async () => {
    await scratch.workspace.load("eto-chips", await files({ provision: PROVISION, providers: PROVIDERS }));
    const result = await scratch.workspace.run("chip-supply-chain", { step: "design" });
    expect(result.rows.map((r) => [r.step, r.country, r.share, r.firms, r.rank])).toEqual([
      ["Design", "USA", 47, 1, 1],
      ["Design", "CHN", null, 0, null],
      ["Design", "NLD", null, 1, null],
    ]);
    expect(result.coverage.sources).toMatchObject([{ source: "eto-chips", redistributable: false }]);
    expect(() => toCsv(result)).toThrow(
      /^licence does not allow redistribution: eto-chips \(CC-BY-NC-4\.0\): export with --include-restricted/,
    );
    await expect(tableRows(scratch.workspace, "relations")).rejects.toThrow(
      /^licence does not allow redistribution: eto-chips: table relations is exported only with/,
    );
  });

  it("needs providers.csv", async () => {
    await expect(scratch.workspace.load("eto-chips", await files({ provision: PROVISION }))).rejects.toThrow(
      /^provision\.csv needs providers\.csv beside it/,
    );
  });

  const real = realFile("networks/eto_chip_explorer/provision.csv");
  it.skipIf(!real)("accounts for every row of the real files", async () => {
    const [report] = await scratch.workspace.load(
      "eto-chips",
      ["provision", "providers", "inputs", "sequence", "stages"].map(
        (name) => realFile(`networks/eto_chip_explorer/${name}.csv`) as string,
      ),
    );
    expect(report?.rows.quarantined).toBe(0);
    const [count] = await rowsOf(
      scratch.workspace,
      "select role, count(*) as n from relations where role = 'provides' group by role",
    );
    expect(count?.n).toBe(1300);
    const [links] = await rowsOf(
      scratch.workspace,
      "select count(*) as n from relations where role in ('goes into', 'is a type of')",
    );
    expect(links?.n).toBe(139);
    const kinds = await rowsOf(
      scratch.workspace,
      "select schema, count(*) as n from entities group by schema order by schema",
    );
    expect(kinds.map((k) => [k.schema, k.n])).toEqual([
      ["Company", 373],
      ["Country", 23],
      ["SupplyStep", 129],
    ]);
    const [row] = await rowsOf(
      scratch.workspace,
      "select count(*) as n, cast(max(value) as double) as high from observations where series = 'eto-chips.share'",
    );
    expect(row).toMatchObject({ n: 441, high: 100 });
    const { rows } = await scratch.workspace.run("chip-supply-chain", { step: "EUV lithography tools" });
    expect(rows[0]).toMatchObject({ country: "NLD", rank: 1 });
  });
});
