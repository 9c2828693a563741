import { fileURLToPath } from "node:url";
import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadReference } from "./load.ts";

/** The same distance from `src/sources/reference` and `dist/sources/reference`. */
const DATA = new URL("../../../data/", import.meta.url);

export const REFERENCE_FILES = ["blocs.csv", "control-lists.csv.gz"] as const;

export const reference = defineSource({
  name: "reference",
  title: "Blocs and lists of controlled goods that ship with Tightrope",
  publisher: "Tightrope, from the publishers of each bloc and list",
  licence: {
    id: "CC-BY-4.0",
    title: "Creative Commons Attribution 4.0",
    url: "https://creativecommons.org/licenses/by/4.0/",
    redistributable: true,
  },
  citation:
    "Memberships and lists as published by each bloc and authority; the documentation names the source of each.",
  description:
    "Memberships of blocs with their dates, and dated lists of goods under control. Every new workspace holds them; loading again after an update replaces them.",
  accepts: "no file: the tables ship with Tightrope",
  tables: ["blocs", "control_lists"],
  options: z.object({}),
  together: true,
  oneTablePerLine: true,
  bundled: () => REFERENCE_FILES.map((file) => fileURLToPath(new URL(file, DATA))),
  load: loadReference,
});
