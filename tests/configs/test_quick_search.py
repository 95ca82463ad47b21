"""The search of ``configs/quick.yaml`` is the cheapest of those compared that takes no network's side."""

from pathlib import Path

import pandas as pd
import yaml

from snnbench.config.read import read_config_file

ROOT = Path(__file__).parents[2]
POINTS = 0.3
"""Most that a search may move any network's mean accuracy from that of the full grid, in percentage points."""


def test_the_search_of_quick_is_the_cheapest_that_takes_no_side():
    table = pd.read_csv(ROOT / "results/reference/searches/searches.csv")
    moved = table["difference_points"].abs()
    neutral = (moved <= POINTS) & (moved <= table["standard_error"])
    searches = table.assign(neutral=neutral).groupby("search").agg({"neutral": "all", "epochs": "mean", "tasks": "min"})
    assert (searches["tasks"] >= 30).all()
    cheapest = yaml.safe_load(searches.loc[searches["neutral"], "epochs"].idxmin())
    search = read_config_file(ROOT / "configs/quick.yaml").search
    assert (list(search.rungs), search.keep) == (cheapest["rungs"], cheapest["keep"])
