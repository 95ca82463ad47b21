"""Writing the tables and figures of Tox21 next to Table 2."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from snnbench.config.model import Config
from snnbench.data.errors import TaskUnavailable
from snnbench.data.task import Task
from snnbench.data.tox21.compounds import compounds_of, shared_with_training, splits_of
from snnbench.data.tox21.files import read_compounds
from snnbench.files import written_whole
from snnbench.randomness import numpy_generator
from snnbench.report.sections.write import SectionTable, write_section
from snnbench.runs.intermediate import made_by_a_job
from snnbench.sections.tox21 import figures, tables
from snnbench.sections.tox21.net_inputs import Moments, fresh_snn, net_inputs, setting_with_two_layers
from snnbench.sections.tox21.predictions import looks_at_final_compounds, predictions_of
from snnbench.sections.tox21.scores import bootstrap_weights

log = logging.getLogger(__name__)


class RunFiles(Protocol):
    """The folder that holds ``tox21.npz``, ``trials.parquet`` and ``runs.parquet``."""

    tasks: str
    trials: str
    runs: str


def build_tox21(files: RunFiles, config: Config, folder: Path) -> None:
    """Write the section of the report and ``predictions.parquet``.

    Without the data, or without a model that recorded what it predicts, the section consists of the reason.

    Parameters
    ----------
    files : RunFiles
    config : Config
    folder : Path
        Where to write.
    """
    trials, runs = pd.read_parquet(files.trials), pd.read_parquet(files.runs)
    try:
        with made_by_a_job(Path(files.tasks, "tox21.npz"), delete=files.tasks):
            task = Task.load(Path(files.tasks, "tox21.npz"))
    except TaskUnavailable as error:
        log.warning("%s", error)
        return write_section(folder, [str(error)], figures={})
    predictions = predictions_of(trials, task.classes)
    if predictions.empty:
        return write_section(folder, ["No method recorded predictions on Tox21."], figures={})
    with written_whole(folder / "predictions.parquet") as temporary:
        predictions.to_parquet(temporary, index=False)
    evaluation = evaluation_of(predictions, task, config)
    by_assay = tables.auc_by_assay(evaluation)
    comparison, depths = tables.comparison(evaluation, runs), tables.best_depth(trials)
    across = tables.assays_across(by_assay)
    shown = [
        SectionTable("comparison", "Mean AUC on the final compounds, next to the published ones", comparison),
        SectionTable("best_depth", "The depth that validation rows prefer, and the paper's best", depths),
        SectionTable("auc_by_assay", "AUC by assay, with 95 % intervals over compounds", across),
        SectionTable(
            "leaderboard",
            "The challenge's public leaderboard, and the methods of this run",
            tables.leaderboard(by_assay),
            "As of May 2026 (arXiv 2511.14744). Entries there are single submissions; ours are means over the repeats.",
        ),
    ]
    drawn = {"auc_by_assay": figures.auc_by_assay(by_assay)}
    moments: dict[int, Moments] = {}
    setting = setting_with_two_layers(trials)
    if setting is not None:
        inputs = net_inputs(fresh_snn(setting, task, config))
        moments = {epochs: Moments.of(values) for epochs, values in inputs.items()}
        drawn["figureA8"] = figures.figure_a8(inputs)
        shown.append(
            SectionTable(
                "figureA8_moments",
                "Moments of the net inputs in Figure A8; 0, 1, 0, 0 are those of a standard normal",
                pd.DataFrame([{"epochs": epochs, **vars(of)} for epochs, of in moments.items()]),
            )
        )
    with written_whole(folder / "auc_by_assay_long.csv") as temporary:
        by_assay.to_csv(temporary, index=False)
    lines = [*summary_lines(comparison, depths, evaluation, task, looks_at_final_compounds(trials), moments)]
    if setting is None and "SNN" in config.methods:
        lines.append(
            "Figure A8 is left out: it shows net inputs of the second layer, and no SNN with two or more hidden layers "
            "has a result."
        )
    write_section(folder, lines, shown, drawn)


def evaluation_of(predictions: pd.DataFrame, task: Task, config: Config) -> tables.Evaluation:
    """Return the chosen models' predictions next to the labels, ready to be scored."""
    records = read_compounds(Path(config.data_dir), config.mirrors)
    compounds = compounds_of(records.table, records.labels, config.tox21)
    split = splits_of(compounds.table, config.tox21)[-1]
    shared = shared_with_training(compounds.table, split)
    probabilities, repeats = {}, {}
    for method, of_method in predictions.groupby("method", sort=False):
        models = {model: part[list(task.classes)].to_numpy() for model, part in of_method.groupby(["repeat", "split"])}
        probabilities[method] = np.stack([*models.values()])
        repeats[method] = np.array([repeat for repeat, _ in models])
    return tables.Evaluation(
        probabilities=probabilities,
        repeats=repeats,
        labels=task.y[task.splits[-1].test],
        assays=task.classes,
        unseen=~np.isin(split.test, shared),
        weights=bootstrap_weights(len(split.test), numpy_generator(config.seed, "bootstrap", task.name)),
    )


def summary_lines(
    comparison: pd.DataFrame,
    depths: pd.DataFrame,
    evaluation: tables.Evaluation,
    task: Task,
    looks: int,
    moments: dict[int, Moments],
) -> Iterator[str]:
    """Yield what a reader should know first."""
    ours = comparison[comparison["method"].isin(evaluation.probabilities)]
    best = ours.iloc[0]
    yield (
        f"Tox21: the best single model is {best['method']} with a mean AUC of {best['auc']:.3f} ± {best['std']:.3f} "
        f"on the {len(evaluation.labels)} final compounds (DeepTox {tables.DEEPTOX}, the paper's SNN "
        f"{tables.PAPER_SNN})."
    )
    chosen_depths = depths.set_index("method")["depth"]
    for row in ours.itertuples():
        depth = f"; best depth {chosen_depths[row.method]}" if row.method in chosen_depths else ""
        yield (
            f"{row.method}: {row.auc:.3f} ± {row.std:.3f}, ensemble {row.ensemble:.3f}, without the "
            f"{(~evaluation.unseen).sum()} compounds trained on {row.without_shared:.3f}{depth}."
        )
    left_out = [
        assay
        for i, assay in enumerate(evaluation.assays)
        for part, rows in task.splits[-1]._asdict().items()
        if len(np.unique(task.y[rows, i][np.isfinite(task.y[rows, i])])) < 2
    ]
    yield f"Assays with one class in a set, left out there: {', '.join(left_out) or 'none'}."
    yield f"{looks} models were scored on the final compounds; nothing was chosen by these scores."
    for epochs, of in moments.items():
        yield (
            f"Figure A8, after {epochs} epochs: mean {of.mean:.3f}, variance {of.variance:.3f}, skewness "
            f"{of.skewness:.3f}, excess kurtosis {of.excess_kurtosis:.3f}."
        )
