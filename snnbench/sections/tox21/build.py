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
from snnbench.data.tox21.files import read_compounds
from snnbench.data.tox21.compounds import shared_with_training
from snnbench.files import written_whole
from snnbench.randomness import numpy_generator
from snnbench.report.sections.write import SectionTable, write_section
from snnbench.runs.cell import device_of
from snnbench.sections.tox21 import figures, tables
from snnbench.sections.tox21.net_inputs import Moments, net_inputs
from snnbench.sections.tox21.predictions import ChosenNet, chosen_nets, predictions_of, stack_of
from snnbench.sections.tox21.scores import bootstrap_weights

log = logging.getLogger(__name__)


class RunFiles(Protocol):
    """Paths of a run's files: ``tasks/tox21.npz``, ``trials.parquet`` and ``runs.parquet``."""

    task: str
    trials: str
    runs: str


def build_tox21(files: RunFiles, config: Config, folder: Path, cores: int) -> None:
    """Write the section of the report and ``predictions.parquet``.

    Without the data, or without a network that was trained, the section consists of the reason.

    Parameters
    ----------
    files : RunFiles
    config : Config
    folder : Path
        Where to write.
    cores : int
        On which chosen nets are trained again.
    """
    trials, runs = pd.read_parquet(files.trials), pd.read_parquet(files.runs)
    nets = chosen_nets(trials)
    try:
        task = Task.load(files.task)
    except TaskUnavailable as error:
        log.warning("%s", error)
        return write_section(folder, [str(error)], figures={})
    if not nets:
        return write_section(folder, ["No network was trained on Tox21."], figures={})
    predictions = predictions_of(nets, task, config, device_of(config), cores)
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
    ]
    drawn = {"auc_by_assay": figures.auc_by_assay(by_assay)}
    moments: dict[int, Moments] = {}
    snn = next((net for net in nets if net.method == "SNN"), None)
    if snn is not None:
        inputs = net_inputs(stack_of(snn, task, config, "cpu"))
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
    write_section(folder, summary_lines(comparison, depths, evaluation, nets, task, moments), shown, drawn)


def evaluation_of(predictions: pd.DataFrame, task: Task, config: Config) -> tables.Evaluation:
    """Return the chosen nets' predictions beside the labels, ready to be scored."""
    test = task.splits[0].test
    compounds = read_compounds(Path(config.data_dir), config.mirrors)
    shared = shared_with_training(compounds.table, task.splits[0])
    probabilities = {
        method: np.stack([part[list(task.classes)].to_numpy() for _, part in of_method.groupby("repeat")])
        for method, of_method in predictions.groupby("method", sort=False)
    }
    return tables.Evaluation(
        probabilities=probabilities,
        labels=task.y[test],
        assays=task.classes,
        unseen=~np.isin(test, shared),
        weights=bootstrap_weights(len(test), numpy_generator(config.seed, "bootstrap", task.name)),
    )


def summary_lines(
    comparison: pd.DataFrame,
    depths: pd.DataFrame,
    evaluation: tables.Evaluation,
    nets: list[ChosenNet],
    task: Task,
    moments: dict[int, Moments],
) -> Iterator[str]:
    """Yield what a reader should know first."""
    ours = comparison[comparison["method"].isin(evaluation.probabilities)]
    best = ours.iloc[0]
    yield (
        f"Tox21: the best single net is {best['method']} with a mean AUC of {best['auc']:.3f} ± {best['std']:.3f} "
        f"on the {len(evaluation.labels)} final compounds (DeepTox {tables.DEEPTOX}, the paper's SNN "
        f"{tables.PAPER_SNN})."
    )
    for row in ours.itertuples():
        (depth,) = depths.loc[depths["method"] == row.method, "depth"]
        yield (
            f"{row.method}: {row.auc:.3f} ± {row.std:.3f}, ensemble {row.ensemble:.3f}, without the "
            f"{(~evaluation.unseen).sum()} compounds trained on {row.without_shared:.3f}; best depth {depth}."
        )
    left_out = [
        assay
        for i, assay in enumerate(evaluation.assays)
        for part, rows in task.splits[0]._asdict().items()
        if len(np.unique(task.y[rows, i][np.isfinite(task.y[rows, i])])) < 2
    ]
    yield f"Assays with one class in a set, left out there: {', '.join(left_out) or 'none'}."
    scores = [score for method in evaluation.probabilities for score in np.nanmean(evaluation.areas(method), axis=1)]
    largest = max(abs(score - net.test_score) for score, net in zip(scores, nets, strict=True))
    yield f"The chosen nets were trained again for their predictions; their AUC differs by {largest:.1e} at most."
    for epochs, of in moments.items():
        yield (
            f"Figure A8, after {epochs} epochs: mean {of.mean:.3f}, variance {of.variance:.3f}, skewness "
            f"{of.skewness:.3f}, excess kurtosis {of.excess_kurtosis:.3f}."
        )
