/** The family that is served by Tightrope itself and bundled for pictures; the rest is for foreign viewers. */
export const FONT = "Source Sans 3, Source Sans 3 Variable, Source Sans Pro, Noto Sans, Arial, sans-serif";

/** Five sizes, no more. On narrow charts `title` gives way to `lead`. */
export const SIZE = { title: 22, lead: 18, text: 15, label: 13, foot: 12 } as const;

export interface Theme {
  readonly background: string;
  readonly text: string;
  /** Secondary text; still 4.5:1 on the background. */
  readonly quiet: string;
  /** Lines and bars of everyone who is not the subject. */
  readonly grey: string;
  readonly hairline: string;
  readonly missing: string;
  readonly categorical: readonly string[];
  /** Five steps from little to much. */
  readonly sequential: readonly string[];
  /** Seven steps: below, at, above the centre. */
  readonly diverging: readonly string[];
  readonly verdict: Readonly<Record<Verdict, string>>;
}

export type Verdict = "holds" | "fails" | "mixed" | "untestable";

/*
 * Hues are those of Okabe and Ito (told apart under protanopia, deuteranopia and tritanopia), darkened or
 * lightened until each reads at 4.5:1 as text on its background; a test holds them to it.
 */
const LIGHT: Theme = {
  background: "#ffffff",
  text: "#1c1f23",
  quiet: "#5b6168",
  grey: "#8f969e",
  hairline: "#dfe2e6",
  missing: "#eceef0",
  categorical: [
    "#b8430a",
    "#00609c",
    "#9a3a76",
    "#00735a",
    "#856000",
    "#1f7396",
    "#6b4bb0",
    "#5f6600",
    "#7a4f36",
    "#c2255c",
    "#2f7d32",
  ],
  sequential: ["#e3eef6", "#b3d1e6", "#74aad0", "#2f7db3", "#00507f"],
  diverging: ["#8c2d04", "#d2793c", "#f3cba6", "#eeeeec", "#b3d1e6", "#5a99c6", "#00507f"],
  verdict: { holds: "#00735a", fails: "#b8430a", mixed: "#856000", untestable: "#5b6168" },
};

const DARK: Theme = {
  background: "#14171a",
  text: "#eceef0",
  quiet: "#a8aeb5",
  grey: "#6f767e",
  hairline: "#33383e",
  missing: "#25292e",
  categorical: [
    "#f28a4b",
    "#5db0ea",
    "#e08cbf",
    "#3cc49c",
    "#e3b341",
    "#86d0ec",
    "#b9a2f2",
    "#c3cc5a",
    "#d3a47e",
    "#ff86aa",
    "#7fd07f",
  ],
  sequential: ["#1b3346", "#1f5378", "#2b79ad", "#62a9d8", "#b8dcf4"],
  diverging: ["#f7a46b", "#c2703a", "#70452c", "#3a3e43", "#2a506b", "#4a90c0", "#a5d3f2"],
  verdict: { holds: "#3cc49c", fails: "#f28a4b", mixed: "#e3b341", untestable: "#a8aeb5" },
};

export const themes: Readonly<Record<"light" | "dark", Theme>> = { light: LIGHT, dark: DARK };

/** A country keeps its place in the palette in every view. Neighbours in one chart differ in label, not hue alone. */
const FIXED: Readonly<Record<string, number>> = {
  CHN: 0,
  RUS: 1,
  USA: 2,
  EUU: 3,
  EU27: 3,
  DEU: 3,
  IND: 4,
  JPN: 5,
  KOR: 6,
  TUR: 7,
  KAZ: 8,
  HKG: 9,
  ARE: 10,
};

/** Order in which others borrow hues; those of China and Russia come last, since readers know them by sight. */
const BORROWED = [4, 5, 6, 7, 8, 9, 10, 3, 2, 1, 0];

export interface Palette {
  /** The colour of a series or category; grey for those that are not highlighted. */
  colour(key: string): string;
  readonly highlighted: ReadonlySet<string>;
}

/**
 * Colours for the keys of one chart: fixed countries take their own hue, the others the hues that are left, and
 * whoever is not highlighted is grey.
 */
export function paletteFor(theme: Theme, highlight: readonly string[]): Palette {
  const given = new Map<string, string>();
  const taken = new Set<number>();
  for (const key of highlight) {
    const slot = FIXED[key];
    if (slot === undefined || taken.has(slot)) continue;
    taken.add(slot);
    given.set(key, theme.categorical[slot] as string);
  }
  const free = BORROWED.filter((slot) => !taken.has(slot)).map((slot) => theme.categorical[slot] as string);
  for (const key of highlight) {
    if (given.has(key)) continue;
    given.set(key, free.shift() ?? theme.quiet);
  }
  return { colour: (key) => given.get(key) ?? theme.grey, highlighted: new Set(given.keys()) };
}

/** Whether the key has a colour of its own in every view. */
export function hasFixedColour(key: string): boolean {
  return FIXED[key] !== undefined;
}

/** WCAG contrast of two `#rrggbb` colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const channel = (at: number): number => {
    const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
