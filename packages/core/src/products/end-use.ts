/** End use of goods in the System of National Accounts. */
export type EndUse = "capital" | "intermediate" | "consumption" | "unallocated";

/**
 * BEC Rev. 4 categories by end use, as the UN assigns them. Motor spirit (321), passenger cars (51) and goods not
 * elsewhere specified (7) serve more than one use and are left apart, not split, and so is what tables give only as
 * processed fuel (32). These are whole codes, not prefixes.
 */
export const becEndUse: Readonly<Record<EndUse, readonly string[]>> = {
  capital: ["41", "521"],
  intermediate: ["111", "121", "21", "22", "31", "322", "42", "53"],
  consumption: ["112", "122", "522", "61", "62", "63"],
  unallocated: ["32", "321", "51", "7"],
};
