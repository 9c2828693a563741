import { signal } from "@preact/signals";

const KEPT = "tightrope-token";

/** What the server asks requests to bear, where it asks for anything. Kept until the tab is closed. */
let token = read();

/** True while the server wants a token that the page does not have; `wrong` when the one given was refused. */
export const locked = signal<false | "missing" | "wrong">(false);

/** Counts the tokens given, so that a page can begin anew with each. */
export const unlocked = signal(0);

export function authorization(): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

export function hasToken(): boolean {
  return token !== "";
}

/** The server refused a request for want of the right token. */
export function refused(): void {
  locked.value = token ? "wrong" : "missing";
}

export function unlock(given: string): void {
  token = given.trim();
  try {
    sessionStorage.setItem(KEPT, token);
  } catch {
    // A browser that keeps nothing asks again after a reload.
  }
  locked.value = false;
  unlocked.value++;
}

function read(): string {
  try {
    return sessionStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}
