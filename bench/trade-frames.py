"""Partner shares of one country's imports and exports over all years in pandas and polars, from a Parquet file that both read whole.

    python trade-frames.py pandas|polars FILE.parquet COUNTRY REPEATS

One line of JSON: median seconds of both questions, warm (data are in memory before the clock starts), seconds to read, peak memory.
"""
import json
import resource
import statistics
import sys
import time

kind, path, country, repeats = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
start = time.perf_counter()
if kind == "pandas":
    import pandas as pd

    frame = pd.read_parquet(path, columns=["period", "exporter", "importer", "value_usd"])

    def ask(own, other):
        mine = frame[frame[own] == country]
        sums = mine.groupby(["period", other], observed=True)["value_usd"].sum()
        return sums / sums.groupby("period").transform("sum")
else:
    import polars as pl

    frame = pl.read_parquet(path, columns=["period", "exporter", "importer", "value_usd"])

    def ask(own, other):
        sums = frame.filter(pl.col(own) == country).group_by("period", other).agg(pl.col("value_usd").sum())
        return sums.with_columns(pl.col("value_usd") / pl.col("value_usd").sum().over("period"))

read = time.perf_counter() - start


def median(own, other):
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        ask(own, other)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


print(json.dumps({
    "imports": median("importer", "exporter"), "exports": median("exporter", "importer"), "read": read,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
