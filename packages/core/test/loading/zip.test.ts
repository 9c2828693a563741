import { existsSync, readdirSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { query, scratch } from "./scratch.ts";

/** An archive whose members are stored as they are (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16). */
function zipOf(members: Readonly<Record<string, string>>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(members)) {
    const data = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    local.push(Buffer.from("PK\u0003\u0004"), common, Buffer.from(name), data);
    central.push(Buffer.from("PK\u0001\u0002\u0014\u0000"), common, rest, Buffer.from(name));
    at += 30 + name.length + data.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(members).length, 4);
  end.writeUInt16LE(Object.keys(members).length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...local, directory, Buffer.from("PK\u0005\u0006"), end]);
}

const YEARS = [2017, 2018, 2019, 2020, 2021];
const year = (y: number) => `t,i,j,k,v,q\n${y},156,643,854231,1.5,0.1\n${y},643,156,270900,20,3\n`;
const archive = (more: Readonly<Record<string, string>> = {}) =>
  zipOf({
    "country_codes_V202501.csv": "country_code,country_name\n156,China\n",
    ...Object.fromEntries(YEARS.map((y) => [`BACI_HS17_Y${y}_V202501.csv`, year(y)])),
    ...more,
    "Readme.txt": "BACI",
  });

describe("an archive of years", () => {
  let place: Awaited<ReturnType<typeof scratch>>;
  let file: string;
  beforeEach(async () => {
    place = await scratch();
    file = join(place.folder, "BACI_HS17_V202501.zip");
  });
  afterEach(() => place.close());

  it("is unpacked year by year, each removed once it is loaded", async () => {
    await writeFile(file, archive());
    const tmp = join(place.workspace.folder, ".tightrope", "tmp");
    let most = 0;
    const reports = await place.workspace.load(
      "baci",
      [file],
      {},
      {
        progress: () => {
          // Read at once, while the loader waits for this call.
          most = Math.max(most, unpacked(tmp));
        },
      },
    );
    expect(reports.map((r) => [r.rows.read, r.rows.kept, r.already])).toEqual(YEARS.map(() => [2, 2, false]));
    // The year in hand, the next one, and the codes that come with all of them.
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    expect(existsSync(tmp) ? await readdir(tmp) : []).toEqual([]);
    const again = await place.workspace.load("baci", [file]);
    expect(again.every((r) => r.already)).toBe(true);
    const [sum] = await query(place.workspace, "select count(*) as n, sum(value_usd) as v from trade");
    expect(sum).toEqual({ n: "10", v: "107500.000" });
  });

  it("leaves nothing when a later year is no table", async () => {
    await writeFile(file, archive({ "BACI_HS17_Y2022_V202501.csv": "<!doctype html><title>503</title>" }));
    await expect(place.workspace.load("baci", [file])).rejects.toThrow(
      /^not data but a web page \(HTML\): BACI_HS17_Y2022_V202501\.csv: .*; none of the 6 files was kept$/,
    );
    expect((await place.workspace.state()).tables.trade ?? []).toEqual([]);
  });

  it("says so when a member is damaged", async () => {
    const bytes = archive();
    bytes.write("9999", bytes.indexOf("2021,156,643,854231"));
    await writeFile(file, bytes);
    await expect(place.workspace.load("baci", [file])).rejects.toThrow(/not a whole zip archive/);
  });
});

/** Files that lie unpacked in the scratch folders of a load. */
function unpacked(tmp: string): number {
  if (!existsSync(tmp)) return 0;
  return readdirSync(tmp, { recursive: true, withFileTypes: true }).filter(
    (e) => e.isFile() && /\/in-[0-9a-f-]+$/.test(e.parentPath),
  ).length;
}
