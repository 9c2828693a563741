import { sourcesByName } from "@tightrope/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sharedFile } from "../../fixtures/openalex/shared-data.ts";
import { rowsOf, scratchWorkspace } from "../../fixtures/openalex/workspace.ts";

let scratch: Awaited<ReturnType<typeof scratchWorkspace>>;
beforeEach(async () => {
  scratch = await scratchWorkspace();
});
afterEach(() => scratch.close());

describe("eto-chips", () => {
  it("keeps country shares, leaves firms out openly, and may not be redistributed", async () => {
    const provision = await scratch.file(
      "provision.csv",
      "provider_name,provider_id,provided_name,provided_id,share_provided,year\nUSA,P1,Design,N1,47,2022\nCHN,P2,Design,N1,,2022\nAcme,P9,Design,N1,3,2022\nCHN,P2,Fab,N2,200,2022\n",
    );
    const providers = await scratch.file(
      "providers.csv",
      "provider_name,alias,provider_id,provider_type\nUSA,United States,P1,country\nCHN,China,P2,country\nAcme,,P9,organization\n",
    );
    const [report] = await scratch.workspace.load("eto-chips", [provision, providers]);
    expect(report?.rows).toMatchObject({ read: 4, kept: 1, quarantined: 1 });
    expect(sourcesByName.get("eto-chips")?.licence.redistributable).toBe(false);
    await expect(scratch.workspace.load("eto-chips", [provision])).rejects.toThrow(/providers\.csv|already/);
  });

  const real = sharedFile("networks/eto_chip_explorer/provision.csv");
  it.skipIf(!real)("accounts for every row of the real files", async () => {
    const files = ["provision", "providers"].map(
      (name) => sharedFile(`networks/eto_chip_explorer/${name}.csv`) as string,
    );
    const [report] = await scratch.workspace.load("eto-chips", files);
    expect(report?.rows).toMatchObject({ read: 1300, quarantined: 0 });
    const [row] = await rowsOf(
      scratch.workspace,
      "select count(*) as n, count(distinct country) as c, cast(max(value) as double) as high from observations where series = 'eto-chips.share'",
    );
    expect(row).toMatchObject({ n: 441, high: 100 });
    expect(row?.c).toBeGreaterThan(15);
  });
});
