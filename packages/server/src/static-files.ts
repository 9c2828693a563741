import { readFile, realpath, stat } from "node:fs/promises";
import { extname, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { etagOfText } from "./etag.ts";
import { Lru } from "./results/lru.ts";

const zip = promisify(gzip);

export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  readonly encoding?: "br" | "gzip";
  /** The name holds a hash of the content, so it never changes. */
  readonly immutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".map": "application/json",
};
const COMPRESSIBLE = /^(text\/|application\/(json|manifest|wasm)|image\/svg)/;
const KEPT_BYTES = 32 * 1024 * 1024;

/** Files below one folder and nothing else: no path out of it, no hidden file, no link that leads away. */
export function createFiles(folder: string) {
  const root = resolve(folder);
  const kept = new Lru<StaticFile>(KEPT_BYTES);

  return {
    async read(pathname: string, encodings: readonly string[]): Promise<StaticFile | undefined> {
      const path = await pathOf(root, pathname);
      const found = path ? await stat(path).catch(() => undefined) : undefined;
      if (!path || !found?.isFile()) return undefined;
      const type = TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
      const packed = COMPRESSIBLE.test(type) && found.size > 1024;
      const encoding = packed ? await encodingOf(path, encodings) : undefined;
      const identity = `${path} ${found.mtimeMs} ${found.size} ${encoding}`;
      const known = kept.get(identity);
      if (known) return known;
      const file: StaticFile = {
        bytes: new Uint8Array(await bytesOf(path, encoding)),
        type,
        etag: etagOfText(identity),
        immutable: /[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(path) && path.includes(`${sep}assets${sep}`),
        ...(encoding ? { encoding } : {}),
      };
      kept.set(identity, file, file.bytes.byteLength);
      return file;
    },
  };
}

/** The file a path names, or undefined for a path that is malformed or leads anywhere else. */
async function pathOf(root: string, pathname: string): Promise<string | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (/[\0\\]/.test(decoded) || decoded.split("/").some((part) => part.startsWith("."))) return undefined;
  const path = resolve(root, `.${decoded.endsWith("/") ? `${decoded}index.html` : decoded}`);
  if (!path.startsWith(root + sep)) return undefined;
  const [real, realRoot] = await Promise.all([
    realpath(path).catch(() => undefined),
    realpath(root).catch(() => root),
  ]);
  return real?.startsWith(realRoot + sep) ? real : undefined;
}

async function encodingOf(path: string, encodings: readonly string[]): Promise<"br" | "gzip" | undefined> {
  if (encodings.includes("br") && (await stat(`${path}.br`).catch(() => undefined))) return "br";
  return encodings.includes("gzip") ? "gzip" : undefined;
}

async function bytesOf(path: string, encoding: "br" | "gzip" | undefined): Promise<Uint8Array> {
  if (encoding === "br") return readFile(`${path}.br`);
  if (encoding === "gzip")
    return readFile(`${path}.gz`).catch(async () => zip(await readFile(path), { level: 9 }));
  return readFile(path);
}
