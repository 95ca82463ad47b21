"""Which results come from an approximation that keeps the time of large tasks bounded."""

from __future__ import annotations

import pandas as pd

from snnbench.report.result_table import Place
from snnbench.report.run_folder import RunFolder

DAGGER = "†"
APPROXIMATE = (
    f"{DAGGER} The kernel is approximated (Nystroem features), since the task has more training rows than an exact "
    "solver would have time for."
)
EXACT_ROWS = {"SVM": 5000}
"""Up to how many training rows a method is exact; others always are. Known here, as to look at the class would
import scikit-learn for every report."""


def approximate_marks(run: RunFolder, data: pd.DataFrame, methods: list[str]) -> dict[Place, str]:
    """Return a dagger for each result of an approximation.

    Parameters
    ----------
    run : RunFolder
    data : DataFrame
        With a column ``task`` and one per method.
    methods : list of str
    """
    train_rows = data["task"].map(run.tasks["train_rows"])
    marks: dict[tuple[int, str], str] = {}
    for method in methods:
        limit = EXACT_ROWS.get(method)
        if limit is not None:
            above = (train_rows > limit).fillna(value=False) & data[method].notna()
            marks |= {(int(row), method): DAGGER for row in above.to_numpy(bool).nonzero()[0]}
    return marks
