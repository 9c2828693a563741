/** `['a', 'b']`, for the table functions, which take no parameter inside a list. */
export function paths(files: readonly string[]): string {
  return `[${files.map((file) => `'${file.replaceAll("'", "''")}'`).join(", ")}]`;
}
