import { basic } from "./basic.ts";
import { fields } from "./fields.ts";
import type { Example } from "./inputs.ts";
import { pairs } from "./pairs.ts";

export type { Example };

export const examples: readonly Example[] = [...basic, ...pairs, ...fields];
