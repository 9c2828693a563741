/** One figure of a benchmark, printed as one line of JSON. */
export interface BenchLine {
  /** What was measured, with its size. */
  readonly what: string;
  /** Our time in seconds, the median of the runs. */
  readonly ours_s: number;
  /** The other tool with its version, or why it could not be run. */
  readonly theirs: string;
  readonly theirs_s: number | null;
  /** theirs_s / ours_s: above 1 when ours is faster. */
  readonly ratio: number | null;
  /** Peak resident memory of our process so far, in MB. */
  readonly peak_mb: number;
  /** How it was measured, where that needs words. */
  readonly note?: string;
}
