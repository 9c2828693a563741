import { basic } from "./basic.ts";
import type { Example } from "./inputs.ts";

export type { Example };

export const examples: readonly Example[] = [...basic];
