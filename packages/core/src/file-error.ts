import { FileError } from "./errors.ts";

/** What the file system refuses, by the code it gives: after "cannot use PATH: ". */
const REFUSALS: Readonly<Record<string, string>> = {
  EACCES: "this user may not",
  EPERM: "this user may not",
  EROFS: "its disk is read-only",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than the disk allows",
  ENOENT: "no such file or folder",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder, not a file",
  EEXIST: "it is there already",
  ENOTEMPTY: "the folder is not empty",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EBUSY: "another program is using it",
  ETXTBSY: "another program is using it",
  EIO: "the disk does not answer as it should",
  EPIPE: "the program that read it has ended",
};

/**
 * A refusal of the file system as a sentence that names the path; undefined for any other error.
 * `path` is used where the error does not name one, as that of a write to an open file does not.
 */
export function asFileError(error: unknown, path?: string): FileError | undefined {
  if (!(error instanceof Error) || error instanceof FileError) return undefined;
  const { code = "", syscall, path: own } = error as NodeJS.ErrnoException;
  if (syscall === undefined || !Object.hasOwn(REFUSALS, code)) return undefined;
  const where = own ?? path;
  // Making a folder on a read-only disk is answered with the absence of the folder above.
  const why =
    code === "ENOENT" && syscall === "mkdir"
      ? "the folder above it is missing or on a read-only disk"
      : (REFUSALS[code] as string);
  return new FileError(where ? `cannot ${doing(syscall)} ${where}: ${why}` : why, {
    cause: error,
    details: { code, ...(where ? { path: where } : {}) },
  });
}

function doing(syscall: string): string {
  if (syscall === "mkdir") return "make the folder";
  if (syscall === "write" || syscall === "rename" || syscall === "fsync") return "write";
  if (syscall === "read" || syscall === "scandir" || syscall === "stat") return "read";
  return "use";
}
