/** Comtrade's column names as its bulk files, its API and its website write them now; names of older exports follow. */
export const COLUMNS = {
  typeCode: ["typeCode"],
  freqCode: ["freqCode"],
  period: ["period", "refPeriodId"],
  reporter: ["reporterCode"],
  flow: ["flowCode"],
  partner: ["partnerCode"],
  partner2: ["partner2Code"],
  classification: ["classificationCode"],
  product: ["cmdCode"],
  customs: ["customsCode"],
  transport: ["motCode"],
  netWeight: ["netWgt"],
  cif: ["cifvalue", "CIFValue"],
  fob: ["fobvalue", "FOBValue"],
  value: ["primaryValue"],
  isReported: ["isReported"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ComtradeColumn = keyof typeof COLUMNS;

/** Without these nothing can be loaded. */
export const NEEDED: readonly ComtradeColumn[] = [
  "period",
  "reporter",
  "flow",
  "partner",
  "classification",
  "product",
  "value",
];

export const CLASSIFICATIONS: Readonly<Record<string, string>> = {
  H0: "HS1992",
  H1: "HS1996",
  H2: "HS2002",
  H3: "HS2007",
  H4: "HS2012",
  H5: "HS2017",
  H6: "HS2022",
  S1: "SITC1",
  S2: "SITC2",
  S3: "SITC3",
  S4: "SITC4",
};

/** Flows that are neither all exports nor all imports; they are parts of X and M, or flows of goods under processing. */
export const OTHER_FLOWS: Readonly<Record<string, string>> = {
  RX: "re-exports (within exports)",
  RM: "re-imports (within imports)",
  DX: "domestic exports (within exports)",
  FM: "foreign imports (within imports)",
};
