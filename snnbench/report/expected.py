"""Which figures a config leads to; nothing heavy is imported, since the workflow asks before it plans."""

from __future__ import annotations

from snnbench.config.model import Config
from snnbench.data.catalog import catalog
from snnbench.methods.registry import NETS
from snnbench.paper.sizes import LARGE_TASK_ROWS


def expected_figures(config: Config) -> list[str]:
    """Return the names of the figures that a run draws when its cells succeed.

    Figures of which only the data can say whether they are drawn, such as those that depend on how many rows a
    user's data set has, may be missing from the list.

    Parameters
    ----------
    config : Config
    """
    nets = sum(method in NETS for method in config.methods)
    known = [catalog()[task] for task in config.tasks if task in catalog()]
    of_uci = [entry for entry in known if entry.suite in ("uci", "sklearn")]
    own = sum(dataset.metric == "accuracy" and dataset.name in config.tasks for dataset in config.datasets)
    tasks = len(of_uci) + own
    large = sum(entry.rows >= LARGE_TASK_ROWS for entry in of_uci)
    all_methods = len(config.methods) > max(nets, 2)
    wanted = {
        "average_ranks": nets > 1 and tasks,
        "cd_nets": nets > 2 and tasks > 1,
        "cd_all_methods": all_methods and tasks > 1,
        "cd_small_tasks": all_methods and len(of_uci) - large > 1,
        "cd_large_tasks": all_methods and large > 1,
        "ours_vs_paper": nets and any(entry.suite == "uci" for entry in known),
        "accuracy_by_depth": nets and tasks,
        "tox21_auc_by_depth": nets and "tox21" in config.tasks,
        "learning_curves": nets,
        "htru2_auc": "htru2" in config.tasks,
        "score_heat_map": True,
        "time_per_method": True,
    }
    return [name for name, is_wanted in wanted.items() if is_wanted]
