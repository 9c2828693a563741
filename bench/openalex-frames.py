"""OpenAlex works the pandas/pyalex way: gzip JSON lines to a DataFrame, to Parquet, and joint works of country pairs.

    python openalex-frames.py FOLDER FILE.gz…

What a user of pyalex does with the works it downloads (`Work` is a dict): keep the fields one needs, one DataFrame, explode authorships
and countries, pair them up by a merge, group by year, field and pair, write both frames. Counts all fields and each field, full and
fractional; no technology, no check of a line, no order, no versions. One line of JSON.
"""
import gzip
import json
import resource
import sys
import time
from importlib.metadata import version

import pandas as pd
from pyalex import Work

try:
    from orjson import loads
except ImportError:
    from json import loads

folder, paths = sys.argv[1], sys.argv[2:]
start, begun = time.perf_counter(), time.process_time()


def row(work):
    topic = work["primary_topic"] or {}
    return {
        "id": work["id"], "title": work["title"], "year": work["publication_year"], "topic": topic.get("id"), "topic_name": topic.get("display_name"),
        "field": (topic.get("field") or {}).get("id"), "cited_by": work["cited_by_count"], "fwci": work["fwci"], "retracted": work["is_retracted"],
        "updated": work["updated_date"],
        "authorships": [
            {"author": a["author"]["id"], "position": a["author_position"], "countries": a["countries"], "institutions": [i["id"] for i in a["institutions"]]}
            for a in work["authorships"]
        ],
    }


def works():
    for path in paths:
        with gzip.open(path, "rb") as lines:
            for line in lines:
                yield row(Work(loads(line)))


frame = pd.DataFrame(works())
frame.to_parquet(f"{folder}/works.parquet", compression="zstd")
loaded, loaded_cpu = time.perf_counter() - start, time.process_time() - begun

authors = frame[["id", "year", "field", "authorships"]].explode("authorships").dropna(subset="authorships")
authors["country"] = [a["countries"] for a in authors["authorships"]]
countries = authors.drop(columns="authorships").explode("country").dropna(subset="country").drop_duplicates(["id", "country"])
countries["k"] = countries.groupby("id")["country"].transform("size")
pairs = countries.merge(countries[["id", "country"]], on="id", suffixes=("_a", "_b"))
pairs = pairs[pairs["country_a"] <= pairs["country_b"]]
own = pairs["country_a"] == pairs["country_b"]
pairs["part"] = (1 / pairs["k"]).where(own, 2 / (pairs["k"] * (pairs["k"] - 1)).where(~own, 1))
counted = pd.concat(
    [pairs.assign(field="all"), pairs.dropna(subset="field")],
).groupby(["year", "field", "country_a", "country_b"]).agg(works_full=("id", "size"), works_fractional=("part", "sum")).reset_index()
counted.to_parquet(f"{folder}/collaborations.parquet", compression="zstd")

print(json.dumps({
    "tool": f"pandas {pd.__version__}, pyalex {version('pyalex')}, {loads.__module__}",
    "load_s": loaded, "load_cpu": loaded_cpu,
    "pairs_s": time.perf_counter() - start - loaded, "pairs_cpu": time.process_time() - begun - loaded_cpu,
    "works": len(frame), "joint": int(counted.loc[counted["field"] == "all", "works_full"].sum()),
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
