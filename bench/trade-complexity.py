"""py-ecomplexity on a matrix written by trade-complexity.ts: one line of JSON with seconds, version and results.

    python trade-complexity.py FOLDER      (values.f64: little-endian doubles, country-major; shape.json: rows, columns)

The clock holds the library's call only. Its check for log-supermodularity is left on, as it is by default; it changes no result.
"""
import contextlib
import io
import json
import os
import sys
import time
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
from ecomplexity import ecomplexity

folder = sys.argv[1]
shape = json.load(open(os.path.join(folder, "shape.json")))
x = np.fromfile(os.path.join(folder, "values.f64"), dtype="<f8").reshape(shape["rows"], shape["columns"])
c, p = np.nonzero(x)
frame = pd.DataFrame({"year": 2000, "country": np.array([f"c{n:04d}" for n in range(shape["rows"])])[c],
                      "product": np.array([f"{n:06d}" for n in range(shape["columns"])])[p], "value": x[c, p]})
np.random.seed(0)
with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
    warnings.simplefilter("ignore")
    start = time.perf_counter()
    out = ecomplexity(frame, {"time": "year", "loc": "country", "prod": "product", "val": "value"})
    seconds = time.perf_counter() - start
out = out.dropna(subset=["eci", "pci"]).sort_values(["country", "product"])
grid = {name: out.pivot(index="country", columns="product", values=name).to_numpy().ravel() for name in ("density", "cog")}
print(json.dumps({
    "seconds": seconds, "version": version("ecomplexity"),
    "eci": out.groupby("country")["eci"].first().tolist(), "coi": out.groupby("country")["coi"].first().tolist(),
    "pci": out.groupby("product")["pci"].first().tolist(),
    **{name: cells[::1009].tolist() for name, cells in grid.items()},
}))
