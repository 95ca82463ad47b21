"""Writing the tables and figures of Tox21 next to Table 2."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from snnbench.config.model import Config
from snnbench.data.errors import TaskUnavailable
from snnbench.data.task import Task
from snnbench.data.tox21.compounds import compounds_of, splits_of
from snnbench.data.tox21.files import read_compounds
from snnbench.files import written_whole
from snnbench.randomness import numpy_generator
from snnbench.report.sections.write import SectionTable, write_section
from snnbench.runs.intermediate import made_by_a_job
from snnbench.sections.tox21 import figures, moments, tables
from snnbench.sections.tox21.against_snn import against_snn
from snnbench.sections.tox21.chosen_depth import chosen_depth
from snnbench.sections.tox21.evaluation import Evaluation
from snnbench.sections.tox21.net_inputs import fresh_snn, net_inputs, setting_with_two_layers
from snnbench.sections.tox21.predictions import models_scored, predictions_of
from snnbench.sections.tox21.scores import bootstrap_weights
from snnbench.sections.tox21.summary import cut_off_in_words, summary_lines
from snnbench.sections.tox21.unseen import unseen_compounds

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
    comparison = tables.comparison(evaluation, runs, models_scored(trials))
    epochs = config.protocol.epochs_for(len(task.splits[-1].train))
    paired, depths = against_snn(evaluation), chosen_depth(trials, epochs)
    across = tables.assays_across(by_assay)
    shown = [
        SectionTable("comparison", "Mean AUC on the final compounds, next to the published ones", comparison),
        SectionTable(
            "against_snn",
            "SNN's mean AUC minus that of each other method",
            paired,
            "Intervals over resamples of the final compounds, the same for both methods.",
        ),
        SectionTable(
            "chosen_depth",
            "The depth that validation rows choose, and the paper's best by final scores",
            depths,
            "The paper's column is the depth of the highest AUC in its Table 2, a choice by the scores themselves.",
        ),
        SectionTable("auc_by_assay", "AUC by assay, with 95 % intervals over compounds", across),
        SectionTable(
            "leaderboard",
            "The challenge's public leaderboard, and the methods of this run",
            tables.leaderboard(by_assay),
            "As of May 2026 (arXiv 2511.14744). Entries there are single submissions; ours are means over the repeats.",
        ),
    ]
    drawn = {"auc_by_assay": figures.auc_by_assay(by_assay)}
    found: dict[int, moments.Moments] = {}
    setting = setting_with_two_layers(trials)
    if setting is not None:
        inputs = net_inputs(fresh_snn(setting, task, config))
        found = {epochs: moments.Moments.of(values) for epochs, values in inputs.items()}
        drawn["figureA8"] = figures.figure_a8(inputs)
        shown.append(
            SectionTable(
                "figureA8_moments",
                "Moments of the net inputs in Figure A8; 0, 1, 0, 0 are those of a standard normal",
                pd.DataFrame([{"epochs": epochs, **vars(of)} for epochs, of in found.items()]),
            )
        )
    with written_whole(folder / "auc_by_assay_long.csv") as temporary:
        by_assay.to_csv(temporary, index=False)
    lines = [*summary_lines(comparison, paired, depths, evaluation, task)]
    lines.append(cut_off_in_words(depths, epochs))
    if found:
        lines.append(moments.in_words(found))
    if setting is None and "SNN" in config.methods:
        lines.append(
            "Figure A8 is left out: it shows net inputs of the second layer, and no SNN with two or more hidden layers "
            "has a result."
        )
    write_section(folder, lines, shown, drawn)


def evaluation_of(predictions: pd.DataFrame, task: Task, config: Config) -> Evaluation:
    """Return the chosen models' predictions next to the labels, ready to be scored."""
    records = read_compounds(Path(config.data_dir), config.mirrors)
    compounds = compounds_of(records.table, records.labels, config.tox21)
    split = splits_of(compounds.table, config.tox21)[-1]
    probabilities, repeats = {}, {}
    for method, of_method in predictions.groupby("method", sort=False):
        models = {model: part[list(task.classes)].to_numpy() for model, part in of_method.groupby(["repeat", "split"])}
        probabilities[method] = np.stack([*models.values()])
        repeats[method] = np.array([repeat for repeat, _ in models])
    return Evaluation(
        probabilities=probabilities,
        repeats=repeats,
        labels=task.y[task.splits[-1].test],
        assays=task.classes,
        unseen=unseen_compounds(compounds.table, split),
        weights=bootstrap_weights(len(split.test), numpy_generator(config.seed, "bootstrap", task.name)),
    )
