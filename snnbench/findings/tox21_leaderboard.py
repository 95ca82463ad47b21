"""The challenge's public leaderboard next to a run, assay by assay."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from snnbench.findings.markdown import markdown
from snnbench.paper.tables import published_table
from snnbench.report.formats import listed
from snnbench.sections.tox21.tables import DEEPTOX, PAPER_SNN

COUNTERPARTS = {"DeepTox": None, "SNN": "SNN", "RandomForest": "RandomForest", "XGBoost": "GradientBoosting"}
"""Entries that are shown by assay, and the method of a run that is of the same kind."""
OURS = "this run"


def leaderboard(table: pd.DataFrame) -> Iterator[str]:
    """Yield the section as Markdown.

    Parameters
    ----------
    table : DataFrame
        Of :func:`snnbench.sections.tox21.tables.leaderboard`.
    """
    means = published_table("tox21_leaderboard").set_index("method")["mean"]
    others = [f"{entry} {mean:.3f}" for entry, mean in means.items() if entry not in COUNTERPARTS]
    yield (
        "Single submissions (as of May 2026, arXiv 2511.14744) next to the means over our repeats, by the extended "
        f"protocol. The other entries' means: {listed(others)}. The means there, "
        f"{means['DeepTox']:.3f} for DeepTox and {means['SNN']:.3f} for SNN, are those of the AUCs by assay as it "
        f"prints them; the paper gives {DEEPTOX} and {PAPER_SNN:.3f}, the latter over five repeats."
    )
    public, run = table[table["from"] != OURS].set_index("entry"), table[table["from"] == OURS].set_index("entry")
    columns = {}
    for entry, ours in COUNTERPARTS.items():
        columns[entry] = public.loc[entry].drop("from")
        if ours in run.index:
            columns[f"our {ours}"] = run.loc[ours].drop("from")
    rows = pd.DataFrame(columns)
    rows = rows.loc[[*rows.index.drop("mean"), "mean"]]
    yield markdown(rows.map(lambda value: f"{value:.3f}").rename_axis("assay").reset_index())
