import { inflateSync } from "node:zlib";

/** The pixels of an 8-bit RGBA PNG without interlacing, as resvg writes it. */
export function pixelsOf(png: Uint8Array): { width: number; height: number; rgba: Uint8Array } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const parts: Uint8Array[] = [];
  let [width, height] = [0, 0];
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (type === "IHDR") [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (type === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * 4;
  const rgba = new Uint8Array(stride * height);
  const get = (row: number, i: number): number => (row < 0 || i < 0 ? 0 : (rgba[row * stride + i] as number));
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const [a, b, c] = [i < 4 ? 0 : get(y, i - 4), get(y - 1, i), i < 4 ? 0 : get(y - 1, i - 4)];
      const guess = [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter as number] as number;
      rgba[y * stride + i] = (raw[y * (stride + 1) + 1 + i] as number) + guess;
    }
  }
  return { width, height, rgba };
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/** Share of the pixels between two heights that differ from the picture's corner. */
export function ink(image: ReturnType<typeof pixelsOf>, top: number, bottom: number): number {
  const { width, rgba } = image;
  let count = 0;
  for (let y = Math.round(top); y < Math.round(bottom); y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      if (rgba[at] !== rgba[0] || rgba[at + 1] !== rgba[1] || rgba[at + 2] !== rgba[2]) count++;
    }
  return count / Math.max(1, (Math.round(bottom) - Math.round(top)) * width);
}
