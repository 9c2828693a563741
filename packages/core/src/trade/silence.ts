/** A country that stopped publishing its trade by partner: what stands for it afterwards is a mirror or an estimate. */
export interface Silence {
  readonly country: string;
  /** First day without figures by partner. */
  readonly from: string;
  readonly why: string;
}

export const silences: readonly Silence[] = [
  {
    country: "RUS",
    from: "2022-01-01",
    why: "Russia has published no trade by partner since January 2022",
  },
];

/** The silence that covers a country in a period (first day), if any. */
export function silenceOf(country: string, period: string): Silence | undefined {
  return silences.find((s) => s.country === country && period >= s.from);
}
