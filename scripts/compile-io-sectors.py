"""Writes packages/core/data/io-sectors.csv: labels and trade elasticities of the sectors of input-output tables.

    TIGHTROPE_DATA=path/to/data python scripts/compile-io-sectors.py

Elasticities: Caliendo and Parro's for goods as Costinot and Rodriguez-Clare (2014) use them, 5 for the rest. A group
of sectors (source wiod-compact) carries the mean of its members weighted by world trade between countries in the WIOD
table of 2011. Sectors of the OECD tables carry the elasticity of the WIOD industry they belong to.
"""
import csv
import gzip
import os
import pathlib

data = pathlib.Path(os.environ.get("TIGHTROPE_DATA", "../shared/data"))
theta = {"c1": 8.11, "c2": 15.72, "c3": 2.55, "c4": 5.56, "c5": 5.56, "c6": 10.83, "c7": 9.07, "c8": 51.08, "c9": 4.75,
         "c10": 1.66, "c11": 2.76, "c12": 7.99, "c13": 1.52, "c14": 10.6, "c15": 0.37}
groups = [
    ("agriculture", "Agriculture, forestry, fishing", ["c1"]), ("mining", "Mining and energy extraction", ["c2"]),
    ("food", "Food, beverages, tobacco", ["c3"]), ("textiles", "Textiles, leather, footwear", ["c4", "c5"]),
    ("wood-paper", "Wood, paper, printing", ["c6", "c7"]), ("petroleum", "Refined petroleum", ["c8"]),
    ("chemicals", "Chemicals, rubber, plastics", ["c9", "c10"]), ("minerals", "Other non-metallic minerals", ["c11"]),
    ("metals", "Basic and fabricated metals", ["c12"]), ("machinery", "Machinery", ["c13"]),
    ("electronics", "Electrical and optical equipment", ["c14"]), ("vehicles", "Transport equipment", ["c15"]),
    ("other-manufacturing", "Other manufacturing, recycling", ["c16"]),
    ("utilities", "Energy supply and construction", ["c17", "c18"]),
    ("services", "Services", [f"c{i}" for i in range(19, 36)]),
]
icio = [
    ("A*", "Agriculture, forestry, fishing", "c1"), ("B*", "Mining and extraction", "c2"),
    ("C10*", "Food, beverages, tobacco", "c3"), ("C13*", "Textiles, apparel, leather", "c4"), ("C16*", "Wood", "c6"),
    ("C17*", "Paper, printing", "c7"), ("C19*", "Refined petroleum", "c8"), ("C20*", "Chemicals", "c9"),
    ("C21*", "Pharmaceuticals", "c9"), ("C22*", "Rubber and plastics", "c10"), ("C23*", "Non-metallic minerals", "c11"),
    ("C24*", "Basic metals", "c12"), ("C25*", "Fabricated metals", "c12"), ("C26*", "Computers, electronics, optics", "c14"),
    ("C27*", "Electrical equipment", "c14"), ("C28*", "Machinery", "c13"), ("C29*", "Motor vehicles", "c15"),
    ("C30*", "Other transport equipment", "c15"), ("C31*", "Other manufacturing, repair", "c16"),
    *[(f"{letter}*", label, "c20") for letter, label in zip("DEFGHIJKLMNOPQRST", [
        "Electricity and gas", "Water and waste", "Construction", "Trade", "Transport and storage", "Hotels and restaurants",
        "Information and communication", "Finance", "Real estate", "Professional services", "Administrative services",
        "Public administration", "Education", "Health", "Arts and recreation", "Other services", "Households"])],
]
labels = {r["code"]: r["industry"] for r in csv.DictReader(open(data / "io/wiod2013_labels.csv"))}
industries = [f"c{i}" for i in range(1, 36)]
trade = dict.fromkeys(industries, 0)
with gzip.open(data / "io/wiod2013_wiot_2011.csv.gz", "rt") as f:
    header, *rows = csv.reader(f)
    buyers = [name.split(".")[0] for name in header]
    for row in rows:
        country, sector = row[0].split(".")
        trade[sector] += sum(int(v) for b, v in zip(buyers[1:-1], row[1:-1]) if b != country)

out = pathlib.Path("packages/core/data/io-sectors.csv")
with out.open("w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["source", "code", "label", "elasticity", "members"])
    for c in industries:
        w.writerow(["wiod", c, labels[c], theta.get(c, 5), c])
    for code, label, members in groups:
        weight = sum(trade[m] for m in members)
        w.writerow(["wiod-compact", code, label, round(sum(theta.get(m, 5) * trade[m] for m in members) / weight, 4), " ".join(members)])
    for code, label, like in icio:
        w.writerow(["icio", code, label, theta.get(like, 5), ""])
print(out, out.stat().st_size)
