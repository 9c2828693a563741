import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DataError } from "../../errors.ts";

/** The first text of a plain or gzip file, enough to see which layout it has. */
export async function firstJson(path: string, wanted = 65_536): Promise<string> {
  const file = await open(path, "r");
  const magic = Buffer.alloc(2);
  await file.read(magic, 0, 2, 0).finally(() => file.close());
  const zipped = magic[0] === 0x1f && magic[1] === 0x8b;
  const raw = createReadStream(path, { highWaterMark: 65_536 });
  const stream = zipped ? raw.pipe(createGunzip()) : raw;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= wanted) break;
    }
  } catch (cause) {
    // A file cut off after its first lines is noticed again, with a message of its own, when it is read whole.
    if (length === 0)
      throw new DataError(`file is damaged: ${path} is not a whole gzip file: download it again`, { cause });
  } finally {
    raw.destroy();
  }
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
}

/**
 * DuckDB reads a gzip file that was cut off as far as it goes. A last line that does not parse gives such a file away;
 * only then is it inflated again to be sure.
 * @throws {DataError} when the gzip stream breaks off
 */
export async function refuseCutFile(path: string): Promise<void> {
  const file = await open(path, "r");
  const magic = Buffer.alloc(2);
  await file.read(magic, 0, 2, 0).finally(() => file.close());
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) return;
  try {
    await pipeline(
      createReadStream(path),
      createGunzip(),
      new Writable({ write: (_chunk, _encoding, done) => done() }),
    );
  } catch (cause) {
    throw new DataError(
      `file is damaged: ${path} breaks off in the middle of its gzip stream: download it again`,
      { cause },
    );
  }
}
