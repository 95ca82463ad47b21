"""The depth that validation rows choose, which is another question than the depth that scores best."""

from __future__ import annotations

import json

import pandas as pd

from snnbench.methods.registry import NETS
from snnbench.nets.architectures import depth_of
from snnbench.paper.tables import published_table
from snnbench.sections.tox21.evaluation import deviation, means_by_repeat
from snnbench.sections.tox21.validated import validated


def best_of_each_depth(trials: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the settings that are best on validation rows, of each network, repeat, split and depth.

    Parameters
    ----------
    trials : DataFrame
        ``trials.parquet``.

    Returns
    -------
    DataFrame
        Columns of ``trials``, and ``depth``.
    """
    of_nets = validated(trials, NETS)
    depths = of_nets["hyperparameters"].map(lambda text: depth_of(json.loads(text)))
    return (
        of_nets.assign(depth=depths)
        .sort_values(["validation_score", "trial"], ascending=[False, True], kind="stable")
        .drop_duplicates(["method", "repeat", "split", "depth"])
    )


def chosen_depth(trials: pd.DataFrame, epochs: int) -> pd.DataFrame:
    """Return the depth of each net that is best on validation rows, and the paper's best.

    Per depth, repeat and split the setting with the best validation score counts; the depth with the best mean over
    the repeats is the method's. The paper's depth is the best of its Table 2, which shows scores of the final
    compounds.

    Parameters
    ----------
    trials : DataFrame
        ``trials.parquet``.
    epochs : int
        That each net was trained for.

    Returns
    -------
    DataFrame
        ``method``, ``depth``, ``validation_auc``, ``auc``, ``std``, ``depth_paper``, ``auc_paper``, ``std_paper``;
        ``settings``, how many are the best of some depth, and ``cut_off``, how many of these are best in the last
        epoch, so that further epochs might have made them better. Repeats that share a choice count once.
    """
    best = best_of_each_depth(trials)
    paper = published_table("table_2_tox21_auc_by_depth").dropna()
    paper = (
        paper.sort_values("auc_percent", ascending=False, kind="stable").drop_duplicates("method").set_index("method")
    )
    rows = []
    for method in (name for name in NETS if name in set(best["method"])):
        of_method = best[best["method"] == method]
        depth = int(of_method.groupby("depth")["validation_score"].mean().idxmax())
        at_depth = of_method[of_method["depth"] == depth]
        scores = means_by_repeat(at_depth["test_score"].to_numpy(), at_depth["repeat"].to_numpy())
        published = paper.loc[method]
        settings = of_method.drop_duplicates(["depth", "hyperparameters", "epoch"])
        rows.append(
            [
                method,
                depth,
                at_depth["validation_score"].mean(),
                scores.mean(),
                deviation(scores),
                int(published["depth"]),
                published["auc_percent"] / 100,
                published["std_percent"] / 100,
                len(settings),
                int((settings["epoch"] == epochs).sum()),
            ]
        )
    columns = ["method", "depth", "validation_auc", "auc", "std", "depth_paper", "auc_paper", "std_paper"]
    columns += ["settings", "cut_off"]
    return pd.DataFrame(rows, columns=columns)
