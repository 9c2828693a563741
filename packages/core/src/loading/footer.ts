import { open } from "node:fs/promises";
import { DataError } from "../errors.ts";

/** Bounds of a text column in a row group. */
export interface Bounds {
  readonly group: number;
  readonly column: string;
  readonly low: string;
  readonly high: string;
}

/**
 * Writes true bounds over those of columns that were written as enumerations, whose every row group claims to hold all
 * values. Bounds of another length than the ones they replace are refused: nothing in the file moves.
 *
 * The footer is Thrift's compact protocol: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md,
 * its structures are those of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift.
 */
export async function setBounds(path: string, bounds: readonly Bounds[]): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    const { buffer: tail } = await file.read(Buffer.alloc(8), 0, 8, size - 8);
    const length = tail.readUInt32LE(0);
    const start = size - 8 - length;
    const { buffer: footer } = await file.read(Buffer.alloc(length), 0, length, start);
    const places = placesOf(footer);
    for (const { group, column, low, high } of bounds) {
      const found = places.filter((p) => p.group === group && p.column === column);
      if (found.length === 0)
        throw new DataError(`${path} states no bounds of ${column} in row group ${group}`);
      for (const { upper, at, bytes } of found) {
        const text = Buffer.from(upper ? high : low);
        if (text.length !== bytes)
          throw new DataError(`${path} has no room for ${upper ? high : low} as a bound of ${column}`);
        text.copy(footer, at);
      }
    }
    await file.write(footer, 0, length, start);
  } finally {
    await file.close();
  }
}

interface Place {
  readonly group: number;
  readonly column: string;
  readonly upper: boolean;
  readonly at: number;
  readonly bytes: number;
}

/** Where a footer states the bounds of its columns, in the fields of today and in those they replaced. */
function placesOf(footer: Buffer): Place[] {
  const places: Place[] = [];
  const read = new CompactReader(footer);
  // FileMetaData 4: row groups; RowGroup 1: columns; ColumnChunk 3: metadata; there 3: path, 12: statistics.
  read.struct({
    4: () =>
      read.list((group) =>
        read.struct({
          1: () =>
            read.list(() =>
              read.struct({
                3: () => {
                  const names: string[] = [];
                  const found: { upper: boolean; at: number; bytes: number }[] = [];
                  const bound = (upper: boolean) => () => {
                    found.push({ upper, ...read.binary() });
                  };
                  read.struct({
                    3: () =>
                      read.list(() => {
                        const { at, bytes } = read.binary();
                        names.push(footer.toString("utf8", at, at + bytes));
                      }),
                    12: () =>
                      read.struct({ 1: bound(true), 2: bound(false), 5: bound(true), 6: bound(false) }),
                  });
                  for (const place of found) places.push({ group, column: names.join("."), ...place });
                },
              }),
            ),
        }),
      ),
  });
  return places;
}

/** Walks one value of Thrift's compact protocol. */
class CompactReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  #byte(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  /** An unsigned number of up to 32 bits; of a longer one only its bytes are passed over. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte();
      if (shift < 28) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  /** Reads a struct; fields that have a visitor are left to it, the others passed over. */
  struct(visit: Readonly<Record<number, () => void>>): void {
    let id = 0;
    for (let head = this.#byte(); head !== 0; head = this.#byte()) {
      const delta = head >> 4;
      const long = delta === 0 ? this.#varint() : 0;
      id = delta === 0 ? (long >>> 1) ^ -(long & 1) : id + delta;
      const visitor = visit[id];
      if (visitor) visitor();
      else this.#skip(head & 0x0f);
    }
  }

  list(visit: (n: number) => void): void {
    const { count } = this.#listHead();
    for (let n = 0; n < count; n++) visit(n);
  }

  binary(): { at: number; bytes: number } {
    const bytes = this.#varint();
    const at = this.#at;
    this.#at += bytes;
    return { at, bytes };
  }

  #listHead(): { count: number; type: number } {
    const head = this.#byte();
    return { count: head >> 4 === 15 ? this.#varint() : head >> 4, type: head & 0x0f };
  }

  #skip(type: number): void {
    switch (type) {
      case 1: // A field that is true or false says so in its head.
      case 2:
        return;
      case 3:
        this.#at += 1;
        return;
      case 4: // Whole numbers of two, four and eight bytes.
      case 5:
      case 6:
        this.#varint();
        return;
      case 7:
        this.#at += 8;
        return;
      case 8:
        this.binary();
        return;
      case 9:
      case 10: {
        const { count, type: of } = this.#listHead();
        for (let n = 0; n < count; n++)
          if (of <= 2) this.#at += 1;
          else this.#skip(of);
        return;
      }
      case 12:
        this.struct({});
        return;
      default:
        throw new DataError(`footer holds a value of type ${type}, which Parquet's has none of`);
    }
  }
}
