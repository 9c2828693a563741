import type { Draft, KeyItem } from "./draft.ts";
import { logTicks, niceDomain, niceTicks } from "./scale.ts";
import { contrast } from "./theme.ts";

export interface Classes {
  /** Fill of a value; the missing colour for null. */
  colour(value: number | null): string;
  /** Colour in which text on that fill reads best. */
  ink(value: number | null): string;
  readonly key: readonly KeyItem[];
}

/**
 * Values in a few classes with round bounds, each class a colour that the key can name: five steps from little to
 * much, or six around a meaningful centre. Classes and not a ramp, because an eye reads a shade back to a class.
 */
export function classesFor(draft: Draft, values: readonly number[]): Classes {
  const { theme, hint } = draft;
  const { breaks, colours } =
    hint.centre === undefined ? sequential(draft, values) : diverging(draft, values, hint.centre);
  const fillOf = (value: number | null): string => {
    if (value === null) return theme.missing;
    let i = 0;
    while (i < breaks.length && value >= (breaks[i] as number)) i++;
    return colours[i] as string;
  };
  const inks = [theme.background, theme.text];
  return {
    colour: fillOf,
    ink: (value) => {
      const fill = fillOf(value);
      return inks.sort((a, b) => contrast(b, fill) - contrast(a, fill))[0] as string;
    },
    key: [
      ...colours.map((colour, i) => ({
        shape: "cell" as const,
        colour,
        text: words(draft, breaks[i - 1], breaks[i]),
      })),
    ],
  };
}

function words(draft: Draft, low: number | undefined, high: number | undefined): string {
  if (low === undefined) return high === undefined ? "all" : `under ${draft.format(high)}`;
  return high === undefined ? `${draft.format(low)} or more` : `${draft.format(low)} – ${draft.format(high)}`;
}

function sequential(draft: Draft, values: readonly number[]): { breaks: number[]; colours: string[] } {
  const steps = draft.theme.sequential;
  const positive = values.filter((v) => v > 0);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  let breaks: number[];
  if (draft.hint.scale === "log" && positive.length > 0) {
    const ticks = logTicks(Math.min(...positive), high);
    const every = Math.ceil(ticks.length / 4);
    breaks = ticks.filter((_, i) => (ticks.length - 1 - i) % every === 0);
  } else {
    const [from, to] = niceDomain(Math.min(0, low), high, 5);
    breaks = niceTicks(from, to, 5).filter((t) => t > from && t < Math.max(high, from));
  }
  breaks = breaks.slice(-(steps.length - 1));
  // Fewer classes than steps: spread them over the steps, so that the largest stays the darkest.
  const colours = Array.from(
    { length: breaks.length + 1 },
    (_, i) => steps[breaks.length === 0 ? 2 : Math.round((i * (steps.length - 1)) / breaks.length)] as string,
  );
  return { breaks, colours };
}

function diverging(
  draft: Draft,
  values: readonly number[],
  centre: number,
): { breaks: number[]; colours: string[] } {
  const all = draft.theme.diverging;
  if (draft.hint.scale === "log" && centre > 0) {
    const breaks = [0.25, 0.5, 1, 2, 4].map((f) => f * centre);
    return { breaks, colours: [all[0], all[1], all[2], all[4], all[5], all[6]] as string[] };
  }
  const reach = Math.max(...values.map((v) => Math.abs(v - centre)), 1e-12);
  const step = (niceTicks(0, reach, 3)[1] ?? reach) as number;
  const breaks = [-2, -1, 0, 1, 2].map((k) => centre + k * step);
  const colours = [all[0], all[1], all[2], all[4], all[5], all[6]] as string[];
  // Where nothing is below zero, a class under zero is none.
  const empty = values.every((v) => v >= 0) ? breaks.filter((b) => b <= 0).length : 0;
  return { breaks: breaks.slice(empty), colours: colours.slice(empty) };
}
