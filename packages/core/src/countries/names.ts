/** Words that carry no difference between two names of one country. */
const STOP = new Set(["the", "of", "and", "et", "de"]);
/** Words of long official names; they are ignored only when the name with them is unknown. */
const OFFICIAL = new Set([
  "republic",
  "islamic",
  "kingdom",
  "state",
  "union",
  "principality",
  "plurinational",
]);
/** Abbreviations as the UN, the World Bank and customs offices write them. */
const SHORT: Readonly<Record<string, string>> = {
  st: "saint",
  ste: "saint",
  isds: "islands",
  isd: "islands",
  isl: "islands",
  island: "islands",
  rep: "republic",
  dem: "democratic",
  fmr: "former",
  fed: "federation",
  terr: "territory",
  so: "southern",
};

/**
 * A name reduced to what tells countries apart: no case, diacritics, punctuation or small words, abbreviations
 * spelt out, words in alphabetical order, so that `Korea, Rep. of` equals `Republic of Korea`.
 */
export function nameKey(text: string): string {
  return words(text).sort().join(" ");
}

/** The same without the words of official names: `Azerbaijan, Republic of` becomes `azerbaijan`. */
export function shortNameKey(text: string): string {
  return words(text)
    .filter((w) => !OFFICIAL.has(w))
    .sort()
    .join(" ");
}

function words(text: string): string[] {
  // Most names are plain ASCII, for which the Unicode steps would cost ten times the rest.
  const ascii = /^[\x20-\x7e]*$/.test(text);
  const plain = ascii
    ? text.toLowerCase()
    : text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ı/g, "i").replace(/’/g, "");
  const found = plain.replace(/['.`]/g, "").match(ascii ? ASCII_WORD : ANY_WORD) ?? [];
  return found.filter((w) => !STOP.has(w)).map((w) => SHORT[w] ?? w);
}

const ASCII_WORD = /[a-z0-9]+/g;
const ANY_WORD = /[\p{L}\p{N}]+/gu;
