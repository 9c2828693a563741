import { computed, signal } from "@preact/signals";
import { place } from "./router.ts";

export type ThemeName = "light" | "dark";

const STORED = "tightrope-theme";
const dark = typeof matchMedia === "undefined" ? undefined : matchMedia("(prefers-color-scheme: dark)");
const system = signal<ThemeName>(dark?.matches ? "dark" : "light");
const chosen = signal<ThemeName | undefined>(stored());

/** The address decides (an embedded picture), then the reader, then the system. On paper it is always light. */
export const theme = computed<ThemeName>(() => {
  const asked = place.value.query.get("theme");
  if (asked === "light" || asked === "dark") return asked;
  return chosen.value ?? system.value;
});

export function toggleTheme(): void {
  chosen.value = theme.value === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(STORED, chosen.value);
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
}

export function followSystem(): void {
  dark?.addEventListener("change", (event) => {
    system.value = event.matches ? "dark" : "light";
  });
}

function stored(): ThemeName | undefined {
  try {
    const value = localStorage.getItem(STORED);
    return value === "light" || value === "dark" ? value : undefined;
  } catch {
    return undefined;
  }
}
