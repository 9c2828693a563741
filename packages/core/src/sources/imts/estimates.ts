/** Figures that a country did not publish itself, although the data set shows it as their reporter. */
export interface EstimateRule {
  readonly country: string;
  readonly from: string;
  readonly because: string;
}

/** Rows of these countries from these days on are stored with the status `estimated`. */
export const ESTIMATES: readonly EstimateRule[] = [
  {
    country: "RUS",
    from: "2022-01-01",
    because:
      "Russia published no trade by partner from January 2022 on; the IMF fills the gap with its partners' reports and estimates",
  },
];

/** Partners that repeat what other rows say: with this row the sum over partners exceeds the published World by exactly it. */
export const OVERLAPS: Readonly<Record<string, string>> = {
  TX910: "other countries n.i.e., which have rows of their own too",
};
