"""How the chosen networks learned."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from snnbench.plots import STYLE, method_looks
from snnbench.report.figures.report_figure import NO_TRIALS, NotDrawn, ReportFigure
from snnbench.report.picture import Drawing
from snnbench.report.results import Results


def mean_curves(chosen: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], int]:
    """Return the mean learning curves of each network over the tasks that all of them have curves on.

    Parameters
    ----------
    chosen : DataFrame
        Chosen trials of networks with ``task``, ``method``, ``epoch``, ``validation_curve`` and ``training_loss``.

    Returns
    -------
    curves : dict of str to DataFrame, shape (epochs, 3)
        By network: ``accuracy`` on the validation rows, ``loss`` on the training rows (geometric mean), and ``chosen``,
        the share of the choices that fell on the epoch or earlier. Only the most frequent number of epochs counts.
    tasks : int
    """
    epochs = chosen["validation_curve"].map(len)
    chosen = chosen[(epochs == epochs.mode().max()) & (chosen["training_loss"].map(len) == epochs)]
    methods = chosen["method"].nunique()
    of_task = chosen.groupby("task")["method"].nunique()
    common = chosen[chosen["task"].isin(of_task.index[of_task == methods])]
    curves = {}
    for method, part in common.groupby("method", sort=False):
        loss = np.clip(np.stack(part["training_loss"]), 1e-6, None)  # (choices, epochs)
        count = loss.shape[1]
        curves[str(method)] = pd.DataFrame(
            {
                "accuracy": np.stack(part["validation_curve"]).mean(axis=0),
                "loss": np.exp(np.log(loss).mean(axis=0)),
                "chosen": [(part["epoch"] <= epoch).mean() for epoch in range(1, count + 1)],
            },
            index=pd.RangeIndex(1, count + 1, name="epoch"),
        )
    return curves, common["task"].nunique()


def learning_curves(curves: dict[str, pd.DataFrame]) -> Figure:
    """Draw :func:`mean_curves`: accuracy and loss in a panel each, the median of the chosen epochs marked."""
    import matplotlib.pyplot as plt

    looks = method_looks(list(curves))
    with plt.style.context(str(STYLE)):
        figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.5))
        for method, curve in curves.items():
            median = median_choice(curve)
            for axes, column in ((left, "accuracy"), (right, "loss")):
                axes.plot(curve.index, curve[column], markevery=[median - 1], label=method, **looks[method])
                axes.set_xlabel("epoch")
        left.set_ylabel("validation accuracy")
        right.set_ylabel("training loss")
        right.set_yscale("log")
        figure.legend(*left.get_legend_handles_labels(), loc="outside upper center", ncols=4)
    return figure


def median_choice(curve: pd.DataFrame) -> int:
    """Return the median of the chosen epochs."""
    return int(curve.index[(curve["chosen"] >= 0.5).to_numpy()][0])


def _draw(results: Results) -> Drawing:
    run = results.run
    if run.trials is None:
        raise NotDrawn(NO_TRIALS)
    measured_so = run.trials["task"].isin(run.tasks_of("accuracy"))
    chosen = run.of_protocol(run.trials[run.trials["chosen"] & run.trials["method"].isin(run.nets) & measured_so])
    chosen = chosen[(chosen["validation_curve"].map(len) > 1) & (chosen["training_loss"].map(len) > 1)]
    curves, tasks = mean_curves(chosen) if len(chosen) else ({}, 0)
    if not curves:
        raise NotDrawn("no task has the learning curves of every network")
    curves = {run.shown_name(method): curves[method] for method in run.nets if method in curves}
    ends = ", ".join(f"{method} {median_choice(curve)}" for method, curve in curves.items())
    return Drawing(
        learning_curves(curves),
        f"Learning curves of the chosen networks, mean over {tasks} {'task' if tasks == 1 else 'tasks'}; markers show "
        "the median of the chosen epochs.",
        f"Median of the chosen epochs: {ends}.",
    )


LEARNING_CURVES = ReportFigure(
    "learning_curves",
    lambda results: bool(results.run.nets) and results.run.scores("accuracy")[results.run.nets].notna().any(axis=None),
    _draw,
)
