/**
 * What a source declares of flows of goods that a whole period of it lacks: neither side reported them, so they count as no
 * trade. A period is whole when it has at least so many `pairs` of exporter and importer; an excerpt has fewer (one country
 * with all others: some hundreds) and proves nothing.
 */
export interface Absence {
  readonly means: "no trade";
  readonly pairs: number;
}
