import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TableFiles } from "../../../src/engines/engine.ts";
import { defaultLayout, layOut, locationOf } from "../../../src/engines/trino/layout.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tightrope-layout-"));
  mkdirSync(join(folder, "tables/trade"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function table(...names: string[]): TableFiles {
  const files = names.map((name) => {
    const path = join(folder, "tables/trade", name);
    writeFileSync(path, name);
    return { path, rows: 1, bytes: name.length };
  });
  return { name: "trade", columns: {}, files };
}

test("a table's folder holds exactly its files, as links and not as copies", async () => {
  const [one] = [table("a", "b"), table("other")];
  const laid = await layOut(join(folder, "links"), one);
  expect(laid.copied).toBe(0);
  expect(readdirSync(laid.path).sort()).toEqual(["a", "b"]);
  expect(statSync(join(laid.path, "a")).ino).toBe(statSync(join(folder, "tables/trade/a")).ino);
  expect(readdirSync(join(folder, "links"))).toEqual(["trade"]);
});

test("done again it changes nothing; damaged, it is made anew", async () => {
  const one = table("a", "b");
  const { path } = await layOut(join(folder, "links"), one);
  const before = statSync(path).ino;
  await layOut(join(folder, "links"), one);
  expect(statSync(path).ino).toBe(before);

  rmSync(join(path, "b"));
  await layOut(join(folder, "links"), one);
  expect(readdirSync(path).sort()).toEqual(["a", "b"]);

  linkSync(join(path, "a"), join(path, "stray"));
  await layOut(join(folder, "links"), one);
  expect(readdirSync(path).sort()).toEqual(["a", "b"]);

  rmSync(join(path, "a"));
  writeFileSync(join(path, "a"), "short of it");
  await layOut(join(folder, "links"), one);
  expect(readFileSync(join(path, "a"), "utf8")).toBe("a");
});

test("two at once both succeed", async () => {
  const one = table("a", "b", "c");
  const laid = await Promise.all([1, 2, 3, 4].map(() => layOut(join(folder, "links"), one)));
  expect(new Set(laid.map(({ path }) => path)).size).toBe(1);
  expect(readdirSync(join(folder, "links"))).toEqual(["trade"]);
  expect(readdirSync(laid[0]?.path as string).sort()).toEqual(["a", "b", "c"]);
});

test("on another disk the files are copied, and it says how many", async (context) => {
  const elsewhere = "/dev/shm";
  if (!statSync(elsewhere, { throwIfNoEntry: false }) || statSync(elsewhere).dev === statSync(folder).dev)
    return context.skip("there is no second disk to try copies on");
  const links = mkdtempSync(join(elsewhere, "tightrope-layout-"));
  try {
    const laid = await layOut(links, table("a", "b"));
    expect(laid.copied).toBe(2);
    expect(readFileSync(join(laid.path, "b"), "utf8")).toBe("b");
  } finally {
    rmSync(links, { recursive: true });
  }
});

test("a missing file is an error, and leaves no half folder", async () => {
  const one = table("a", "b");
  rmSync(join(folder, "tables/trade/b"));
  await expect(layOut(join(folder, "links"), one)).rejects.toThrow(
    /cannot lay out table trade for trino in .*ENOENT/,
  );
  expect(readdirSync(join(folder, "links"))).toEqual([]);
});

test("a folder that cannot be written is named", async (context) => {
  if (process.getuid?.() === 0) return context.skip("the root user may write anywhere");
  const links = join(folder, "links");
  mkdirSync(links);
  chmodSync(links, 0o500);
  await expect(layOut(links, table("a"))).rejects.toThrow(/cannot lay out table trade for trino in .*EACCES/);
});

test("the links go beside the workspace's description", () => {
  writeFileSync(join(folder, "datapackage.json"), "{}");
  expect(defaultLayout([{ name: "none", columns: {}, files: [] }, table("a")])).toBe(
    join(folder, ".tightrope/trino"),
  );
});

test("outside a workspace a folder must be named", () => {
  expect(() => defaultLayout([table("a")])).toThrow("name a folder for trino's links with layout=");
});

test.each([
  ["/", "local:///", "/data/ws/x", "local:///data/ws/x"],
  ["/data/", "s3://bucket/prefix/", "/data/ws/x y", "s3://bucket/prefix/ws/x y"],
])("below %s here is below %s there", (files, location, path, expected) => {
  expect(locationOf(path, { files, location })).toBe(expected);
});

test("a folder the cluster cannot see is refused", () => {
  expect(() => locationOf("/home/x", { files: "/data/", location: "s3://b/" })).toThrow(
    "folder /home/x is not in /data/, which the cluster sees as s3://b/",
  );
});
