"""How large the tasks are that a comparison was made on."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd


def tasks_in_words(reference: Path, tasks: Collection[str]) -> str:
    """Return the number of tasks and the rows of the smallest and the largest, as the run ``uci`` has them."""
    rows = pd.read_csv(reference / "uci" / "tasks.csv").set_index("name")["rows"][sorted(tasks)]
    return f"{len(rows)} tasks of {rows.min():,} to {rows.max():,} rows"
