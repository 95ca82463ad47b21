"""What stands in for the 17 other groups of methods."""

from __future__ import annotations

from importlib import resources

import pandas as pd

from snnbench.methods.baselines import BASELINES
from snnbench.paper.tables import published_table
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder


def stand_ins(run: RunFolder) -> ResultTable:
    """Return, for each baseline of the run, the group and the published method that it stands for."""
    printed = published_table("table_a12_a13_uci_24_methods").drop_duplicates("method_group").set_index("method_group")
    with (resources.files("snnbench.methods") / "stand_ins.csv").open(encoding="utf-8") as lines:
        described = pd.read_csv(lines).set_index("method")
    table = [
        {
            "method": name,
            "method_group": BASELINES[name].group,
            "published_method": printed.loc[BASELINES[name].group, "method"],
            "estimator": BASELINES[name].estimator,
            "how_it_differs": described.loc[name, "how_it_differs"],
            "large_tasks": described.loc[name, "large_tasks"],
        }
        for name in run.methods
        if name in BASELINES
    ]
    return ResultTable(
        "stand_ins",
        "What stands in for the paper's other methods",
        pd.DataFrame(table),
        "The paper took published results (Fernandez-Delgado et al. 2014) of the method of median performance of each "
        "group: programs of R, Weka, C and Matlab, averaged over four splits, where the networks had one. Here each "
        "group has a representative that is fitted on the networks' splits.",
    )
