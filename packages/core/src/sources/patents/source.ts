import { z } from "zod";
import { defineSource } from "../source.ts";
import { loadPatents } from "./load.ts";

export const patents = defineSource({
  name: "patents",
  title: "Patent applications, tidy",
  publisher: "the office or data base the file was taken from",
  url: "https://www.wipo.int/patentscope",
  licence: { id: "file", title: "as the file's own source states", redistributable: false },
  citation: "as the file's own source states",
  description:
    "Applications with their IPC or CPC classes and the countries of inventors or applicants, counted by pair of countries, class and technology in the shape of joint works.",
  accepts:
    "a CSV file with application, year, ipc (or cpc), inventor_countries and applicant_countries; lists separated by ;",
  tables: ["collaborations"],
  options: z.object({
    by: z
      .enum(["inventor", "applicant"])
      .default("inventor")
      .describe("whose countries count: inventor or applicant"),
  }),
  load: loadPatents,
});
