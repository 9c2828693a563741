/**
 * Trade elasticities for WIOD's 35 industries (2013 release), as Costinot and Rodríguez-Clare (2014) use them:
 * Caliendo and Parro's estimates for goods, 5 for everything else.
 */
export const WIOD_ELASTICITIES: Readonly<Record<string, number>> = {
  c1: 8.11,
  c2: 15.72,
  c3: 2.55,
  c4: 5.56,
  c5: 5.56,
  c6: 10.83,
  c7: 9.07,
  c8: 51.08,
  c9: 4.75,
  c10: 1.66,
  c11: 2.76,
  c12: 7.99,
  c13: 1.52,
  c14: 10.6,
  c15: 0.37,
  ...Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`c${k + 16}`, 5])),
};

/** The elasticity of all goods together in one-sector models. */
export const ONE_SECTOR_ELASTICITY = 5;

/**
 * The 31 sectors of the published gains-from-trade table: leather goes with textiles, the three trades together,
 * private households with other services. Some countries report no output in the parts.
 */
export const WIOD_31_SECTORS: Readonly<Record<string, string>> = {
  c5: "c4",
  c20: "c19",
  c21: "c19",
  c35: "c34",
};
