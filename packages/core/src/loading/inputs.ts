import { isUtf8 } from "node:buffer";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createGunzip } from "node:zlib";
import yauzl from "yauzl";
import { DataError } from "../errors.ts";
import { chunksOf } from "../hash.ts";

/** A file made ready for DuckDB: plain UTF-8 text (or left as it is), with the sha256 of what will be read. */
export interface ReadyFile {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Encoding it was converted from, when it was not UTF-8. */
  readonly convertedFrom?: string;
}

/** A data file among what a user hands in. */
export interface GivenFile {
  readonly name: string;
  /** Where a large plain file is, to be read while it is checked and hashed; in vain if it is no UTF-8 text. */
  readonly plain?: string;
  /** Unpacks, checks and hashes it. */
  makeReady(): Promise<ReadyFile>;
  /** Removes what making it ready wrote. */
  release(): Promise<void>;
}

export interface GivenOptions {
  /** What the source expects, for messages. */
  readonly expected: string;
  /** Hand compressed files over as they are. */
  readonly compressed?: boolean;
}

/** Bytes from which on checking and hashing take long enough to read the file meanwhile. */
const LARGE = 64e6;

/**
 * Lists what a user hands in: plain files, `.gz`, `.zip` (every member that holds data), or a folder of these. Each is
 * made ready on its own, so that the thirty years of an archive are never all unpacked at once.
 * @throws {DataError} in one sentence, here for a file that is absent, empty or no whole archive, and when it is made
 * ready for one that is truncated, a web page or not text.
 */
export async function listGiven(
  paths: readonly string[],
  scratch: string,
  options: GivenOptions,
): Promise<GivenFile[]> {
  const given: GivenFile[] = [];
  for (const path of paths) {
    const info = await stat(path).catch((cause) => {
      throw new DataError(`no such file: ${path}`, { cause });
    });
    if (info.isDirectory()) {
      const inside = (await readdir(path, { recursive: true, withFileTypes: true }))
        .filter((e) => e.isFile() && !e.name.startsWith("."))
        .map((e) => join(e.parentPath, e.name))
        .sort();
      if (inside.length === 0) throw new DataError(`folder is empty: ${path}: expected ${options.expected}`);
      given.push(...(await listGiven(inside, scratch, options)));
      continue;
    }
    if (info.size === 0) throw new DataError(`file is empty: ${path}: expected ${options.expected}`);
    const magic = await firstBytes(path);
    if (magic[0] === 0x50 && magic[1] === 0x4b && magic[2] === 0x03)
      given.push(...(await membersOf(path, scratch, options)));
    else if (options.compressed) given.push(givenFile(basename(path), scratch, () => asItIs(path)));
    else if (magic[0] === 0x1f && magic[1] === 0x8b)
      given.push(
        givenFile(basename(path), scratch, async (folder) => {
          const to = join(folder, basename(path).replace(/\.gz$/i, ""));
          await inflate(path, to);
          return asText(to, basename(path), folder, options);
        }),
      );
    else
      given.push({
        ...givenFile(basename(path), scratch, (folder) => asText(path, basename(path), folder, options)),
        ...(info.size >= LARGE ? { plain: path } : {}),
      });
  }
  return given;
}

/** A file whose copies go to a folder of their own. */
function givenFile(name: string, scratch: string, make: (folder: string) => Promise<ReadyFile>): GivenFile {
  const folder = join(scratch, `in-${randomUUID()}`);
  return {
    name,
    async makeReady() {
      await mkdir(folder, { recursive: true });
      return make(folder);
    },
    release: () => rm(folder, { recursive: true, force: true }),
  };
}

async function inflate(path: string, to: string): Promise<void> {
  await pipeline(createReadStream(path), createGunzip(), createWriteStream(to)).catch((cause) => {
    if (cause?.code === "ENOSPC") throw cause;
    throw new DataError(
      `file is damaged: ${path} ends or breaks in the middle of its gzip stream: download it again`,
      { cause },
    );
  });
}

async function firstBytes(path: string, count = 512): Promise<Buffer> {
  const file = await open(path, "r").catch((cause) => {
    throw new DataError(
      `file cannot be read: ${path}: ${cause.code === "EACCES" ? "permission denied" : cause.message}`,
      { cause },
    );
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function asItIs(path: string): Promise<ReadyFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunksOf(path)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { name: basename(path), path, sha256: hash.digest("hex"), bytes };
}

/** Checks that a plain file is text and converts it to UTF-8, into `folder`, when it is in another encoding. */
async function asText(path: string, name: string, folder: string, options: GivenOptions): Promise<ReadyFile> {
  const head = await firstBytes(path);
  if (head[0] === 0xff && head[1] === 0xfe) return convert(path, name, "utf-16le", folder);
  if (head[0] === 0xfe && head[1] === 0xff) return convert(path, name, "utf-16be", folder);
  const start = head
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart()
    .toLowerCase();
  // No table starts with a tag: this is a web page, or the XML that file stores answer errors with.
  if (/^<(!|\?|[a-z])/.test(start))
    throw new DataError(
      `not data but a web page (${/^<!doctype html|<html/.test(start) ? "HTML" : "XML"}): ${name}: expected ${options.expected}; the download probably failed`,
    );
  if (head.includes(0))
    throw new DataError(`not text but a binary file: ${name}: expected ${options.expected}`);
  const hash = createHash("sha256");
  let bytes = 0;
  let valid = true;
  let carry = Buffer.alloc(0);
  for await (const chunk of chunksOf(path)) {
    hash.update(chunk);
    bytes += chunk.length;
    if (!valid) continue;
    const text = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk;
    const whole = wholeCharacters(text);
    valid = isUtf8(text.subarray(0, whole));
    carry = Buffer.from(text.subarray(whole));
  }
  if (!valid || carry.length > 0) return convert(path, name, "windows-1252", folder);
  return { name, path, sha256: hash.digest("hex"), bytes };
}

/** Length of the longest prefix that does not end inside a UTF-8 character. */
function wholeCharacters(text: Buffer): number {
  for (let back = 1; back <= 3 && back <= text.length; back++) {
    const byte = text[text.length - back] as number;
    if (byte < 0x80) return text.length;
    if (byte >= 0xc0) {
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < needs ? text.length - back : text.length;
    }
  }
  return text.length;
}

async function convert(path: string, name: string, from: string, folder: string): Promise<ReadyFile> {
  const to = join(folder, `utf8-${name.replace(/\.gz$/i, "")}`);
  const decoder = new TextDecoder(from);
  const hash = createHash("sha256");
  let bytes = 0;
  const recode = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, count(Buffer.from(decoder.decode(chunk, { stream: true }), "utf8")));
    },
    flush(done) {
      done(null, count(Buffer.from(decoder.decode(), "utf8")));
    },
  });
  function count(text: Buffer): Buffer {
    hash.update(text);
    bytes += text.length;
    return text;
  }
  await pipeline(createReadStream(path), recode, createWriteStream(to));
  return { name, path: to, sha256: hash.digest("hex"), bytes, convertedFrom: from };
}

/** The members of an archive that hold data. */
async function membersOf(path: string, scratch: string, options: GivenOptions): Promise<GivenFile[]> {
  const damaged = (cause: unknown) =>
    new DataError(`file is damaged: ${path} is not a whole zip archive: download it again`, { cause });
  const open = () =>
    yauzl.openPromise(path, { lazyEntries: true, autoClose: false }).catch((cause) => {
      throw damaged(cause);
    });
  const members: GivenFile[] = [];
  const archive = await open();
  try {
    for await (const entry of archive.eachEntry()) {
      const name = basename(entry.fileName);
      if (entry.fileName.endsWith("/") || name.startsWith(".") || !/\.(csv|tsv|txt|json|jsonl)$/i.test(name))
        continue;
      if (/^(readme|licen[cs]e)/i.test(name)) continue;
      members.push(
        givenFile(name, scratch, async (folder) => {
          const to = join(folder, name);
          const again = await open();
          try {
            let sum = 0;
            const summed = async function* (chunks: AsyncIterable<Buffer>) {
              for await (const chunk of chunks) {
                sum = crc32(chunk, sum);
                yield chunk;
              }
            };
            await pipeline(await again.openReadStreamPromise(entry), summed, createWriteStream(to));
            if (sum !== entry.crc32) throw new Error(`${name} does not have the checksum the archive states`);
          } catch (cause) {
            if ((cause as NodeJS.ErrnoException).code === "ENOSPC") throw cause;
            throw damaged(cause);
          } finally {
            again.close();
          }
          return asText(to, name, folder, options);
        }),
      );
    }
  } catch (cause) {
    throw damaged(cause);
  } finally {
    archive.close();
  }
  if (members.length === 0)
    throw new DataError(
      `zip archive holds no data file (csv, tsv, txt, json): ${path}: expected ${options.expected}`,
    );
  return members;
}
