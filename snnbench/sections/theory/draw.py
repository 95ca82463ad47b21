"""All figures of the theory, with the words that stand for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from snnbench.files import written_whole
from snnbench.plots import STYLE, save_figure
from snnbench.sections.theory import figures_of_map, figures_of_networks


def draw_theory(
    moments: pd.DataFrame,
    training: pd.DataFrame,
    distances: pd.DataFrame,
    curves: Mapping[str, pd.DataFrame],
    out: Path,
) -> dict[str, dict[str, str]]:
    """Write the theory's figures, PNG and PDF.

    Parameters
    ----------
    moments, training : DataFrame
        Of :mod:`snnbench.sections.theory.propagation`.
    distances : DataFrame
        Of :func:`snnbench.sections.theory.berry_esseen.net_input_distances`.
    curves : mapping of str to DataFrame
        Of :mod:`snnbench.sections.theory.training_curves`, by name of the data set, with a column ``note``.
    out : Path
        Folder of the figures.

    Returns
    -------
    dict
        ``title`` and alternative text ``alt`` by name of the figure.
    """
    made: dict[str, dict[str, str]] = {}

    def save(figure: Figure, name: str, title: str, alt: str) -> None:
        with plt.style.context(str(STYLE)):
            save_figure(figure, out, name)
        made[name] = {"title": title, "alt": alt}

    save(
        figures_of_map.mapping_arrows(),
        "figure_2_mapping",
        "Figure 2. The map g of mean and variance from one layer to the next",
        "Arrows, a quarter as long as a step, lead from every mean and variance to the fixed point, where the line on "
        "which the mean stays crosses the line on which the variance stays: (0, 1) for weights with sum 0 and squared "
        "sum 1, and a point nearby for other weights.",
    )
    save(
        figures_of_map.variance_maps(),
        "theory_variance_maps",
        "What a layer does to the variance, by activation",
        "Variance of a layer over that of the layer below, against the latter. SELU's falls through 1 at variance 1: "
        "smaller variances grow, larger ones shrink. ReLU, ELU, tanh, GELU, SiLU and Mish stay below 1, so with these "
        "weights the variance vanishes; for ReLU the factor is the same at every variance, so no weights attract.",
    )
    save(
        figures_of_map.variance_growth(),
        "theory_variance_growth",
        "Where the variance grows and where it falls (Theorems 2 and 3), at μ = ω = 0.1",
        "Logarithm of the factor on the variance over variance and squared sum of weights. The domains of Theorem 3 "
        "lie where it grows, that of Theorem 2 where it falls; the line of no change runs between them, by (1, 1).",
    )
    save(
        figures_of_map.contraction(),
        "theory_singular_value",
        "Where g contracts: largest singular value of its Jacobian (Theorem 1)",
        "Heat map over variance and squared sum of weights, at mean and sum of weights 0.1. On the domain of Theorem 1 "
        "the value stays below 0.9, on its lemma's below 1; it passes 1 for larger weights and smaller variances.",
    )
    save(
        figures_of_networks.variance_by_depth(moments),
        "theory_variance_by_depth",
        "Variance of activations through 100 layers of new networks",
        "SELU networks keep a variance near 1 at every width, the closer the wider, with and without alpha dropout. "
        "With variance 2/n of the weights it explodes unless alpha dropout bounds it. ReLU networks drift by powers of "
        "ten. Batch normalisation holds the variance by force. Variances beyond 0.001 and 1000 lie at the edge.",
    )
    save(
        figures_of_networks.return_to_fixed_point(moments),
        "theory_return",
        "Perturbed inputs return to the fixed point",
        "Mean and variance of SELU activations over 30 layers, for inputs of other means and variances. Networks and "
        "the map g both come back to (0, 1) within about 15 layers. Inputs whose mean is not 0 start with a larger "
        "variance than the map says, because the units' sums of weights scatter around 0.",
    )
    save(
        figures_of_networks.variance_in_training(training),
        "theory_training_moments",
        "Variance of activations across 32 layers during training, on the digits",
        "Lines before training and after 1, 5 and 20 epochs. SELU networks stay near 1 and their loss falls fastest; "
        "with the wrong initialisation the variance is in the tens.",
    )
    medians = distances.groupby("width")["distance"].median()
    save(
        figures_of_networks.berry_esseen(distances),
        "theory_berry_esseen",
        "How normal net inputs are, against width",
        "Kolmogorov distance between the distribution of net inputs and the normal one: median "
        f"{medians.iloc[0]:.1g} at {medians.index[0]} inputs and {medians.iloc[-1]:.1g} at {medians.index[-1]:,}, far "
        "below the Berry-Esseen bound.",
    )
    for name, table in curves.items():
        setting, note = table.iloc[0], str(table["note"].iloc[0])
        title = f"Figure 1. Training loss on {name}{f' ({note})' if note else ''}"
        save(
            figures_of_networks.training_loss(
                table, f"{name}, {setting['width']} units, learning rate {setting['learning_rate']:g}"
            ),
            f"figure_1_{name}",
            title,
            _losses(table),
        )
    return made


def write_captions(made: Mapping[str, Mapping[str, str]], path: Path) -> None:
    """Write titles and alternative texts as JSON."""
    with written_whole(path) as temporary:
        temporary.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _losses(curves: pd.DataFrame) -> str:
    last = curves.groupby(["network", "hidden_layers"], sort=False).last()
    ends = ", ".join(
        f"{network} of {depth} layers {row['training_loss']:.2g}" for (network, depth), row in last.iterrows()
    )
    return f"Training loss by epoch; after the last epoch: {ends}."
