/** What it takes to get the same bytes again. Plain JSON, no clock, no machine. */
export interface Receipt {
  readonly tightrope: string;
  readonly indicator: string;
  /** Parameters after defaults, codes resolved, keys sorted. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Identity of the workspace state: sha256 over the identities of all its tables. */
  readonly snapshot: string;
  /** Identity of every table read: sha256 over the sha256 of its files. */
  readonly tables: Readonly<Record<string, string>>;
  readonly rows: number;
  /** sha256 over the canonical form of columns and rows (doubles to 15 significant digits). */
  readonly contentHash: string;
}
