import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface KeptAnswer {
  /** The question, without any key. */
  readonly url: string;
  /** ISO moment it was answered. */
  readonly retrieved: string;
  readonly body: unknown;
}

/** Answers of a web service on disk, one file a question, so that a fetch can stop and go on. */
export interface AnswerCache {
  read(key: string): Promise<KeptAnswer | undefined>;
  write(key: string, answer: KeptAnswer): Promise<void>;
}

/** Identity of a question. */
export function answerKey(question: string): string {
  return createHash("sha256").update(question).digest("hex");
}

/** A cache in a folder, which is made when the first answer arrives. A damaged file counts as no answer. */
export function folderCache(folder: string): AnswerCache {
  const file = (key: string) => join(folder, key.slice(0, 2), `${key}.json`);
  return {
    async read(key) {
      try {
        const kept = JSON.parse(await readFile(file(key), "utf8")) as Partial<KeptAnswer>;
        if (typeof kept.url !== "string" || typeof kept.retrieved !== "string" || kept.body === undefined)
          return undefined;
        return kept as KeptAnswer;
      } catch {
        return undefined;
      }
    },
    async write(key, answer) {
      const path = file(key);
      await mkdir(dirname(path), { recursive: true });
      // Renaming is atomic, so that a crash leaves either the whole answer or none.
      const draft = `${path}.${randomUUID()}.draft`;
      try {
        await writeFile(draft, JSON.stringify(answer));
        await rename(draft, path);
      } finally {
        await rm(draft, { force: true });
      }
    },
  };
}
