import { open } from "node:fs/promises";

/** First bytes of a file as text, for a loader that must look before it declares columns. */
export async function firstText(path: string, bytes = 65536): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await file.close();
  }
}
