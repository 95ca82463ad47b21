"""All figures of a run, in the order of the report."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from snnbench.plots import nothing_to_draw, save_figure
from snnbench.report.figures.against_paper import against_paper
from snnbench.report.figures.average_ranks import average_ranks
from snnbench.report.figures.by_depth import accuracy_by_depth, tox21_by_depth
from snnbench.report.figures.critical_difference import critical_difference
from snnbench.report.figures.heat_map import score_heat_map
from snnbench.report.figures.htru2 import htru2_auc
from snnbench.report.figures.learning_curves import learning_curves
from snnbench.report.figures.time import time_per_method
from snnbench.report.formats import listed
from snnbench.report.picture import Picture
from snnbench.report.rankings import Rankings
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables import depths
from snnbench.report.tables.auc import htru2_folds
from snnbench.report.tables.ranking import Ranking

NO_TRIALS = "needs trials.parquet, which this folder does not keep"


class Figures:
    """Draws the figures of a run one by one, and keeps what was drawn and why others were not.

    Parameters
    ----------
    folder : Path
        To write to.

    Attributes
    ----------
    pictures : list of Picture
    not_drawn : dict of str to str
        Reasons by name.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures: list[Picture] = []
        self.not_drawn: dict[str, str] = {}

    def add(self, name: str, title: str, alt: str, draw: Callable[..., Figure], *arguments: object) -> None:
        """Draw a figure and write it."""
        save_figure(draw(*arguments), self.folder, name)
        self.pictures.append(Picture(name, title, alt, self.folder))

    def stand_in_for(self, expected: Collection[str]) -> None:
        """Write those of the expected figures that could not be drawn with the reason in place of the data."""
        drawn = {picture.name for picture in self.pictures}
        for name in expected:
            if name not in drawn:
                reason = self.not_drawn.setdefault(name, "no result to draw")
                save_figure(nothing_to_draw(f"{name} was not drawn: {reason}"), self.folder, name)


def draw_figures(run: RunFolder, rankings: Rankings, tables: dict[str, ResultTable], folder: Path) -> Figures:
    """Write the figures that the run has something for.

    Parameters
    ----------
    run : RunFolder
    rankings : Rankings
    tables : dict of str to ResultTable
        From :func:`snnbench.report.tables.collection.all_tables`.
    folder : Path
    """
    figures = Figures(folder)
    _ranks(figures, run, rankings)
    _against_paper(figures, tables)
    _depths(figures, run)
    _curves(figures, run)
    _htru2(figures, run)
    _overview(figures, run)
    return figures


def _ranks(figures: Figures, run: RunFolder, rankings: Rankings) -> None:
    if len(rankings.nets.scores) and len(run.nets) > 1:
        figures.add(
            "average_ranks",
            "Average rank of each network with a 95 % bootstrap interval over the tasks, this run and the paper's.",
            f"Average rank differences of this run, best first: {_differences(rankings.nets)}.",
            average_ranks,
            rankings.nets.scores,
            int(run.config["seed"]),
        )
    for name, of_what, ranking in (
        ("cd_nets", "networks", rankings.nets),
        ("cd_all_methods", "all methods", rankings.every),
        ("cd_small_tasks", "all methods on tasks of fewer than 1,000 rows", rankings.small),
        ("cd_large_tasks", "all methods on tasks of at least 1,000 rows", rankings.large),
    ):
        tasks, methods = ranking.scores.shape
        if methods < 3:
            continue
        if tasks < 2:
            figures.not_drawn[name] = f"needs two tasks on which every method has a result, there is {tasks or 'none'}"
            continue
        figures.add(
            name,
            f"Critical-difference diagram: {of_what}. Those that Nemenyi's test cannot tell apart at the 5 % level "
            "share a bar.",
            f"Average ranks over {tasks} tasks, best first: "
            + ", ".join(f"{row.method} {row.avg_rank:.2f}" for row in ranking.table.itertuples())
            + ".",
            critical_difference,
            ranking.scores,
        )


def _differences(ranking: Ranking) -> str:
    return ", ".join(f"{row.method} {row.avg_rank_difference:+.2f}" for row in ranking.table.itertuples())


def _against_paper(figures: Figures, tables: dict[str, ResultTable]) -> None:
    if "ours_vs_paper" not in tables:
        return
    table = tables["ours_vs_paper"].data
    medians = table.assign(size=table["difference"].abs()).groupby("method", sort=False)["size"].median()
    figures.add(
        "ours_vs_paper",
        "Accuracy in this run against the paper's, one point a task. Crosses: the 95 % interval of the difference does "
        "not cover 0.",
        f"On {table['task'].nunique()} tasks; median absolute differences: "
        + ", ".join(f"{method} {median:.3f}" for method, median in medians.items())
        + ".",
        against_paper,
        table,
    )


def _depths(figures: Figures, run: RunFolder) -> None:
    halving = run.config["search"]["strategy"] == "halving"
    caution = " Successive halving stopped most settings early, so depths that seldom win are shown too low."
    if run.trials is None:
        figures.not_drawn |= {"accuracy_by_depth": NO_TRIALS, "tox21_auc_by_depth": NO_TRIALS}
        return
    scores = depths.scores_by_depth(run, "accuracy")
    if len(scores):
        means = scores.groupby(["method", "depth"])["test_score"].mean().reset_index()
        best = means.sort_values("test_score", kind="stable").drop_duplicates("method", keep="last")
        figures.add(
            "accuracy_by_depth",
            "Mean test accuracy of the best setting of each depth, chosen on the validation rows, with standard error."
            + (caution if halving else ""),
            "Best depths: " + ", ".join(f"{row.method} {row.depth}" for row in best.itertuples()) + ".",
            accuracy_by_depth,
            scores,
            run.nets,
        )
    if "tox21" in run.tasks.index and len(run.nets):
        table = depths.tox21_by_depth(run)
        if table["auc_percent"].notna().any():
            best = table.sort_values("auc_percent", kind="stable").dropna(subset="auc_percent")
            best = best.drop_duplicates("method", keep="last")
            figures.add(
                "tox21_auc_by_depth",
                "AUC on Tox21 against depth: mean and standard deviation over the repeats, this run and the paper's.",
                "Best depths: "
                + ", ".join(f"{row.method} {row.depth} ({row.auc_percent:.1f} %)" for row in best.itertuples())
                + ".",
                tox21_by_depth,
                table,
            )
        else:
            figures.not_drawn["tox21_auc_by_depth"] = "no network has a result on Tox21"


def _curves(figures: Figures, run: RunFolder) -> None:
    if run.trials is None:
        figures.not_drawn["learning_curves"] = NO_TRIALS
        return
    chosen = run.trials[run.trials["chosen"] & run.trials["method"].isin(run.nets)]
    chosen = chosen[(chosen["validation_curve"].map(len) > 1) & (chosen["training_loss"].map(len) > 1)]
    if chosen.empty:
        return
    place = {method: place for place, method in enumerate(run.methods)}
    best_epoch = (chosen["epoch"] / chosen["epochs"]).groupby(chosen["method"]).median()
    figures.add(
        "learning_curves",
        "Learning curves of the chosen networks: median over the tasks, quartiles shaded.",
        "The chosen epoch, as a share of the training, in the median: "
        + ", ".join(f"{method} {best_epoch[method]:.2f}" for method in run.nets if method in best_epoch)
        + ".",
        learning_curves,
        chosen.sort_values("method", key=lambda methods: methods.map(place), kind="stable"),
    )


def _htru2(figures: Figures, run: RunFolder) -> None:
    folds = htru2_folds(run)
    if not folds.size:
        return
    means = folds.mean().sort_values(ascending=False, kind="stable")
    figures.add(
        "htru2_auc",
        "AUC on HTRU2 by method and fold, with the paper's mean and standard deviation.",
        "Mean AUC: " + ", ".join(f"{method} {value:.4f}" for method, value in means.items()) + ".",
        htru2_auc,
        folds,
    )


def _overview(figures: Figures, run: RunFolder) -> None:
    scores = pd.concat([run.scores(metric) for metric in ("accuracy", "auc", "mean_auc")]).dropna(how="all")
    if len(scores):
        best = scores.eq(scores.max(axis=1), axis=0).sum().sort_values(ascending=False, kind="stable")
        most = list(best.index[best == best.max()])
        figures.add(
            "score_heat_map",
            "Score of each method less the best score on the task.",
            f"{len(scores)} tasks by {scores.shape[1]} methods; best on most tasks: {listed(most)}, on {best.max()}.",
            score_heat_map,
            scores,
        )
    seconds = run.runs.groupby("method")["seconds"].sum().reindex(run.methods).fillna(0)
    if (seconds > 0).any():
        figures.add(
            "time_per_method",
            "Processor time of each method over all tasks and settings.",
            "Minutes: " + ", ".join(f"{method} {value / 60:.1f}" for method, value in seconds.items()) + ".",
            time_per_method,
            seconds,
        )
