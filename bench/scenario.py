"""Times the numpy reference of the trade model on arrays another program wrote.

    python scenario.py FOLDER

FOLDER holds world.json (countries, sectors) and raw doubles: flow, tariff, cost [j][n][i], intermediate [n][j][k],
valueAdded [j][n], theta. Solves the balanced baseline, then the cost shock; prints seconds and the welfare changes.
"""
import json, os, sys, time
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "packages", "core", "test", "fixtures", "models"))
from cp_reference import Economy, change, rebase, solve  # noqa: E402


def main(folder):
    with open(os.path.join(folder, "world.json")) as handle:
        world = json.load(handle)
    n, j = world["countries"], world["sectors"]
    read = lambda name, *shape: np.fromfile(os.path.join(folder, name)).reshape(shape)
    flow, tariff, cost = (read(name, j, n, n) for name in ("flow", "tariff", "cost"))
    inter = read("intermediate", n, j, j).transpose(0, 2, 1).copy()
    va, theta = read("valueAdded", j, n).T.copy(), read("theta", j)
    started = time.perf_counter()
    economy = Economy(flow, tariff, inter, va, theta)
    zero = np.zeros(n)
    base = rebase(economy, solve(economy, np.ones_like(flow), tariff, zero, tol=1e-12), zero)
    shocked = solve(base, cost, tariff, zero, tol=1e-12)
    seconds = time.perf_counter() - started
    welfare = change(base, shocked)["welfare"] / 100
    print(json.dumps({"seconds": seconds, "numpy": np.__version__, "welfare": welfare.tolist()}))


if __name__ == "__main__":
    main(sys.argv[1])
