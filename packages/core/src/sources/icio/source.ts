import { z } from "zod";
import { loadSquareTable, settleYear, yearOf } from "../input-output.ts";
import { defineSource } from "../source.ts";

export const icio = defineSource({
  name: "icio",
  title: "OECD Inter-Country Input-Output tables",
  publisher: "OECD",
  url: "https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
  licence: {
    id: "oecd-terms",
    title: "OECD terms and conditions: re-use with attribution",
    url: "https://www.oecd.org/en/about/terms-conditions.html",
    redistributable: true,
  },
  citation: "OECD, Inter-Country Input-Output (ICIO) Tables.",
  description:
    "World input-output tables, million current US dollars, in the regular layout (one row a country and industry, China and Mexico whole). Rows TLS and VA and column totals are left out: they follow from the rest.",
  accepts:
    "the regular ICIO CSV of one year (rows and columns labelled CHN_C26, final uses CHN_HFCE, output column OUT)",
  tables: ["flows_io"],
  options: z.object({
    year: z.coerce
      .number()
      .int()
      .min(1950)
      .max(2049)
      .optional()
      .describe("year of the table; read from the file name (2020_SML.csv) when left out"),
  }),
  settle: settleYear,
  load: (input, options, loader) => {
    const found = yearOf(input, options);
    loader.vintage(`table of ${found}`);
    return loadSquareTable(
      input,
      {
        source: "icio",
        year: found,
        mark: "_",
        output: ["OUT", "TOTAL", "OUTPUT"],
        summaryRow: "^(TLS|VA|OUT|TOTAL)",
      },
      loader,
    );
  },
});
