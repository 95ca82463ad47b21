"""What the paper's own numbers and the archive's files show."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import pandas as pd

from snnbench.paper.tables import published_accuracies
from snnbench.report.formats import listed
from snnbench.stats.missing_last import compare

COLLAPSED = 0.1
"""A network that is further than this below the median of the seven has collapsed on the task."""


def papers_own_numbers() -> Iterator[str]:
    """Yield the section as Markdown."""
    yield "## What the paper's own numbers show"
    accuracies = published_accuracies()
    tests = compare(accuracies)
    surviving = [str(m) for m in tests.index[tests["p_value_two_sided_holm"] < 0.05]]
    one, two = (tests.loc["MSRAinit", name] for name in ("p_value", "p_value_two_sided"))
    below = accuracies.sub(accuracies.median(axis=1), axis=0).round(9) < -COLLAPSED
    counts = [f"{method} on {count}" for method, count in below.sum().sort_values(ascending=False).items()]
    collapsed = int(below.any(axis=1).sum())
    ranks = accuracies[~below.any(axis=1)].dropna().rank(axis=1, ascending=False).mean().sort_values()
    with (resources.files("snnbench.data") / "constants" / "two_file_scaling.csv").open(encoding="utf-8") as file:
        scaling = pd.read_csv(file).drop_duplicates("name")
    scales = int((scaling["train_scheme"] != scaling["test_scheme"]).sum())
    lines = [
        f"The paper's p-values are one-sided: for SNN against MSRAinit {one:.3f}, two-sided {two:.3f}. Two-sided and "
        f"with Holm's correction SNN differs from {listed(surviving)}.",
        f"Of the archive's {len(scaling)} tasks with a test file, {scales} have it on another scale than the training "
        "file ([data](data.md)).",
        f"In Table A11 some networks collapse to more than {100 * COLLAPSED:.0f} points below the median of the seven: "
        f"{listed(counts)} tasks. Without the {collapsed} tasks where one does, the average ranks "
        f"are {listed([f'{method} {rank:.2f}' for method, rank in ranks.items()])}.",
    ]
    yield "\n".join(f"- {line}" for line in lines)
