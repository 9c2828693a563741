import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { productCodes } from "@tightrope/core";
import { expect, test } from "vitest";
import { scratch } from "./scratch.ts";

const codes = productCodes("HS2017", 6);
const PARTNERS = [842, 276, 643, 251, 699, 76];

/** A file large enough to be loaded while it is hashed: measures are padded until it is. */
async function writeLarge(file: string): Promise<number> {
  const rows = PARTNERS.flatMap((partner) => codes.map((k) => `2021,156,${partner},${k},`));
  const pad = Math.ceil(70e6 / rows.length) - 25;
  await writeFile(file, `t,i,j,k,v,q\n${rows.map((row) => `${row}${"1.5".padStart(pad)},NA\n`).join("")}`);
  return rows.length;
}

test("a large file is loaded while it is hashed, once, and as what its encoding makes of it", async () => {
  const { folder, workspace, close } = await scratch();
  const file = join(folder, "BACI_HS17_Y2021_V202501.csv");
  const rows = await writeLarge(file);
  const [first] = await workspace.load("baci", [file], {});
  expect(first).toMatchObject({ already: false, rows: { read: rows, kept: rows } });
  const { snapshot } = await workspace.state();
  const [again] = await workspace.load("baci", [file], {});
  expect(again).toMatchObject({ already: true, id: first?.id });
  expect((await workspace.state()).snapshot).toBe(snapshot);

  // One byte that no UTF-8 text has, in a line at the end: the file is converted, and read anew.
  await appendFile(
    file,
    Buffer.concat([Buffer.from("2021,156,410,"), Buffer.from([0xe9]), Buffer.from(",1,1\n")]),
  );
  const [latin] = await workspace.load("baci", [file], {}, { replace: true });
  expect(latin).toMatchObject({
    already: false,
    convertedFrom: "windows-1252",
    rows: { read: rows + 1, kept: rows, quarantined: 1 },
  });
  await close();
}, 60_000);
