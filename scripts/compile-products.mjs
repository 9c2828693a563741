// Compiles the classifications that ship with the core package (packages/core/data): texts of HS, SITC and BEC
// codes, code pairs of the concordances, and the control lists. Reads TIGHTROPE_DATA (default ../shared/data).
// Usage: node scripts/compile-products.mjs
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";

const DATA = process.env.TIGHTROPE_DATA ?? new URL("../../shared/data", import.meta.url).pathname;
const OUT = new URL("../packages/core/data/", import.meta.url).pathname;
const REVISIONS = ["HS1992", "HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022"];
const SITC = ["SITC1", "SITC2", "SITC3", "SITC4"];

mkdirSync(`${OUT}concordances`, { recursive: true });
const texts = compileTexts();
compileConcordances(texts.hs6, texts.sitc);
compileControlLists(texts.hs6, texts.sitc);

/** One line a text: bit mask of the revisions that have it, code, text; HS in bits 0-6, SITC in 7-10, BEC in 11, ISIC 3 in 12. */
function compileTexts() {
  const masks = new Map();
  const hs6 = [];
  [...REVISIONS.keys()].forEach((k) => {
    const codes = add(`H${k}`, 1 << k);
    hs6.push(new Set(codes.filter((code) => /^\d{6}$/.test(code))));
  });
  const sitc = SITC.map((_, k) => new Set(add(`S${k + 1}`, 1 << (7 + k))));
  add("BEC", 1 << 11);
  const isic = gunzipSync(readFileSync(`${DATA}/hs/concordances/isic3_desc.csv.gz`)).toString();
  for (const [, code, text] of isic.matchAll(/^"([^"]+)","(.*)"\r?$/gm)) {
    if (code !== "code") masks.set(`${code}\t${text}`, (masks.get(`${code}\t${text}`) ?? 0) | (1 << 12));
  }
  const lines = [...masks].map(([key, mask]) => `${mask.toString(36)}\t${key}`);
  lines.sort((a, b) => (a.slice(a.indexOf("\t")) < b.slice(b.indexOf("\t")) ? -1 : 1));
  write("product-texts.tsv.gz", `mask\tcode\ttext\n${lines.join("\n")}\n`);
  return { hs6, sitc };

  function add(name, bit) {
    const { results } = JSON.parse(
      readFileSync(`${DATA}/hs/un_classifications/classification${name}.json`, "utf8"),
    );
    const codes = [];
    for (const { id, text } of results) {
      if (/^(ALL|TOTAL|AG\d)$/.test(id)) continue;
      const prefix = `${id} - `;
      const plain = (text.startsWith(prefix) ? text.slice(prefix.length) : text).replace(/\s+/g, " ").trim();
      const key = `${id}\t${plain}`;
      masks.set(key, (masks.get(key) ?? 0) | bit);
      codes.push(id);
    }
    return codes;
  }
}

function compileConcordances(hs6, sitcCodes) {
  const images = new Map(); // "5>4" -> Map(code -> code of the older revision)
  for (let a = 0; a < 7; a++) {
    for (let b = 0; b < a; b++) {
      const pairs = readPairs(`hs${a}_hs${b}`, `HS${a}_6d`, `HS${b}_6d`);
      writePairs(REVISIONS[a], REVISIONS[b], pairs);
      images.set(`${a}>${b}`, new Map(pairs));
    }
    SITC.forEach((sitc, k) => {
      // An item without subdivision is padded with zeros to five digits there; here codes are those of the texts.
      const plain = (code) =>
        !sitcCodes[k].has(code) && code.endsWith("0") ? plain(code.slice(0, -1)) : code;
      const pairs = readPairs(`hs${a}_${sitc.toLowerCase()}`, `HS${a}_6d`, `${sitc}_5d`);
      // One row leads to "II", coins as an item outside the SITC: such a target is none.
      const known = pairs.map(([f, t]) => [f, plain(t)]).filter(([, t]) => sitcCodes[k].has(t));
      writePairs(REVISIONS[a], sitc, known);
    });
    for (const isic of ["ISIC2", "ISIC3"]) {
      writePairs(REVISIONS[a], isic, readPairs(`hs${a}_${isic.toLowerCase()}`, `HS${a}_6d`, `${isic}_4d`));
    }
    const bec = readPairs(`hs${a}_bec4`, `HS${a}_6d`, "BEC4_3d").map(([f, t]) => [f, t.replace(/0+$/, "")]);
    writePairs(REVISIONS[a], "BEC4", bec);
  }
  write("isic-sections.csv", isicSections());
  write(
    "concordances/inferred.csv.gz",
    `from_revision,to_revision,from,to\n${infer(hs6, images).join("\n")}\n`,
  );
}

/**
 * The published tables give every code one older code, so an old code that merged into another has no way forward.
 * Where both lead to the same code of a still older revision, that is the way: the newest such revision is taken.
 */
function infer(hs6, images) {
  const lines = [];
  for (let a = 1; a < 7; a++) {
    for (let b = a + 1; b < 7; b++) {
      const covered = new Set(images.get(`${b}>${a}`).values());
      for (const code of [...hs6[a]].sort()) {
        if (covered.has(code)) continue;
        for (let z = a - 1; z >= 0; z--) {
          const root = images.get(`${a}>${z}`).get(code);
          if (root === undefined) continue;
          const ways = [...images.get(`${b}>${z}`)].filter(([, t]) => t === root).map(([f]) => f);
          if (ways.length === 0) continue;
          for (const to of ways.sort()) lines.push(`${REVISIONS[a]},${REVISIONS[b]},${code},${to}`);
          break;
        }
      }
    }
  }
  return lines;
}

/** ISIC divisions by section letter, for prefixes such as isic3:D; ISIC 2 has digits as sections already. */
function isicSections() {
  const found = new Set();
  for (const row of csv(gunzipSync(readFileSync(`${DATA}/hs/concordances/hs6_isic3.csv.gz`)).toString())) {
    if (row.ISIC3_1d !== "NA") found.add(`ISIC3,${row.ISIC3_1d},${row.ISIC3_2d}`);
  }
  for (let a = 0; a < 6; a++) {
    for (const row of csv(
      gunzipSync(readFileSync(`${DATA}/hs/concordances/hs${a}_isic3.csv.gz`)).toString(),
    )) {
      if (row.ISIC3_1d !== "NA") found.add(`ISIC3,${row.ISIC3_1d},${row.ISIC3_2d}`);
    }
  }
  return `classification,section,division\n${[...found].sort().join("\n")}\n`;
}

function readPairs(file, from, to) {
  const seen = new Set();
  for (const row of csv(gunzipSync(readFileSync(`${DATA}/hs/concordances/${file}.csv.gz`)).toString())) {
    const f = row[from];
    const t = row[to];
    if (!f || !t || f === "NA" || t === "NA") continue;
    seen.add(`${f},${t}`);
  }
  return [...seen].sort().map((line) => line.split(","));
}

function writePairs(from, to, pairs) {
  write(`concordances/${from}-${to}.csv.gz`, `from,to\n${pairs.map((p) => p.join(",")).join("\n")}\n`);
}

function compileControlLists(hs6, sitcCodes) {
  const lines = ["list,version,code,classification,tier,authority,starts,ends"];
  const row = (...fields) => lines.push(fields.join(","));
  const chpl = csv(readFileSync(`${DATA}/hs/common_high_priority_list_2024-02-23.csv`, "utf8"));
  const authority = "US BIS with EU GB JP";
  // The list grew by whole tiers: nine codes in May 2023 are tiers 1 and 2, tier 4.B came with the last five.
  for (const { hs6, tier } of chpl) {
    if (tier === "1" || tier === "2")
      row("chpl", "2023-05-19", hs6, "HS2022", tier, authority, "2023-05-19", "2024-02-23");
  }
  for (const { hs6, tier } of chpl)
    row("chpl", "2024-02-23", hs6, "HS2022", tier, authority, "2024-02-23", "");
  const bans = csv(gunzipSync(readFileSync(`${DATA}/trade/eu_russia_sanctions_hs6_dates.csv.gz`)).toString());
  const kinds = [
    "dual_use",
    "military_tech",
    "industrial_cap",
    "luxury",
    "aviation",
    "firearms",
    "oil_exploration",
    "oil_refining",
  ];
  for (const ban of bans) {
    if (ban.eu_sanction !== "1") continue;
    const tier = kinds.filter((kind) => ban[kind] === "1").map((kind) => kind.replace("_", "-"));
    // The list follows HS2017; a few codes exist only in another revision, the nearest one is named.
    const at = [5, 6, 4, 3, 2, 1, 0].find((k) => hs6[k].has(ban.hs6));
    if (at === undefined) console.warn(`sanctioned code in no HS revision, kept as HS2017: ${ban.hs6}`);
    row("eu-russia", "2023-02-25", ban.hs6, REVISIONS[at ?? 5], tier.join("|"), "EU", ban.date, "");
  }
  for (const { group, codes, except } of csv(readFileSync(`${OUT}high-tech-sitc4.csv`, "utf8"))) {
    const under = (code, list) => list.split("|").some((prefix) => prefix !== "" && code.startsWith(prefix));
    const leaves = [...sitcCodes[3]].filter(
      (c) => ![...sitcCodes[3]].some((d) => d !== c && /^\d+$/.test(d) && d.startsWith(c)),
    );
    for (const code of leaves.sort()) {
      // Codes in X are memorandum items, which repeat others.
      if (/^\d+$/.test(code) && under(code, codes) && !under(code, except))
        row("high-tech", "2009", code, "SITC4", group, "Eurostat", "", "");
    }
  }
  write("control-lists.csv.gz", `${lines.join("\n")}\n`);
}

function csv(text) {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter(Boolean);
  const cells = (line) => line.split(",").map((cell) => cell.replace(/^"|"$/g, ""));
  const header = cells(lines[0]);
  return lines.slice(1).map((line) => Object.fromEntries(cells(line).map((cell, i) => [header[i], cell])));
}

function write(name, text) {
  // mtime 0, so that the same input gives the same bytes.
  const bytes = name.endsWith(".gz") ? gzipSync(text, { level: 9, mtime: 0 }) : text;
  writeFileSync(OUT + name, bytes);
}
