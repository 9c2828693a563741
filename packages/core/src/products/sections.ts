/** A section of the HS. The sections are the same in every revision. */
export interface HsSection {
  /** Roman numeral. */
  readonly section: string;
  readonly title: string;
  /** Two-digit chapters it holds. */
  readonly chapters: readonly string[];
}

const SECTIONS: readonly (readonly [string, number, number, string])[] = [
  ["I", 1, 5, "Live animals; animal products"],
  ["II", 6, 14, "Vegetable products"],
  ["III", 15, 15, "Animal, vegetable or microbial fats and oils; waxes"],
  ["IV", 16, 24, "Prepared food; beverages, spirits and vinegar; tobacco"],
  ["V", 25, 27, "Mineral products"],
  ["VI", 28, 38, "Products of the chemical or allied industries"],
  ["VII", 39, 40, "Plastics and rubber"],
  ["VIII", 41, 43, "Hides, skins, leather and furskins; travel goods"],
  ["IX", 44, 46, "Wood, cork and basketware"],
  ["X", 47, 49, "Pulp, paper and print"],
  ["XI", 50, 63, "Textiles and textile articles"],
  ["XII", 64, 67, "Footwear, headgear, umbrellas, feathers"],
  ["XIII", 68, 70, "Stone, plaster, cement, ceramics and glass"],
  ["XIV", 71, 71, "Pearls, precious stones and precious metals; coin"],
  ["XV", 72, 83, "Base metals and articles of base metal"],
  ["XVI", 84, 85, "Machinery and electrical equipment"],
  ["XVII", 86, 89, "Vehicles, aircraft, vessels"],
  ["XVIII", 90, 92, "Optical, measuring and medical instruments; clocks; musical instruments"],
  ["XIX", 93, 93, "Arms and ammunition"],
  ["XX", 94, 96, "Miscellaneous manufactured articles"],
  ["XXI", 97, 97, "Works of art, collectors' pieces and antiques"],
];

/** The 21 sections. Chapter 77 is reserved; 98 and 99 belong to no section. */
export const hsSections: readonly HsSection[] = SECTIONS.map(([section, first, last, title]) => ({
  section,
  title,
  chapters: Array.from({ length: last - first + 1 }, (_, i) => String(first + i).padStart(2, "0")).filter(
    (chapter) => chapter !== "77",
  ),
}));

const byChapter = new Map(hsSections.flatMap((s) => s.chapters.map((chapter) => [chapter, s] as const)));

/** The section of an HS code with at least two digits; undefined for 98, 99 and what is no HS code. */
export function sectionOf(code: string): HsSection | undefined {
  return byChapter.get(code.slice(0, 2));
}
