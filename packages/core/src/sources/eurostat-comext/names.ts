import type { AreaOf } from "../areas.ts";
import { anyArea } from "../mapping.ts";

const GROUPS =
  /^(EU|EA)\d*(_|$)|^(European Union|Euro area|Extra-(EU|euro)|Intra-(EU|euro)|World$|All countries)/i;

/** Eurostat's labels say in brackets what a territory includes or was called: `Ireland (Eire)`. */
export const comextArea: AreaOf = (text) => {
  const label = text.trim();
  if (GROUPS.test(label)) return { group: true };
  return anyArea(label) ?? anyArea(label.replace(/\s*\(.*$/s, ""));
};
