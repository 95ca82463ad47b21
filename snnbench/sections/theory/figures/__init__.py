"""The figures of the theory, one per file: each function draws one and says what it shows."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from snnbench.report.picture import Drawing
from snnbench.sections.theory.figures.berry_esseen import berry_esseen
from snnbench.sections.theory.figures.contraction import contraction
from snnbench.sections.theory.figures.mapping_arrows import mapping_arrows
from snnbench.sections.theory.figures.moments_in_training import moments_in_training
from snnbench.sections.theory.figures.return_to_fixed_point import return_to_fixed_point
from snnbench.sections.theory.figures.training_loss import training_loss
from snnbench.sections.theory.figures.variance_by_depth import variance_by_depth
from snnbench.sections.theory.figures.variance_growth import variance_growth
from snnbench.sections.theory.figures.variance_maps import variance_maps


def theory_figures(
    moments: pd.DataFrame, training: pd.DataFrame, distances: pd.DataFrame, curves: Mapping[str, pd.DataFrame]
) -> dict[str, Drawing]:
    """Draw all figures of the theory, in the order of the report.

    Parameters
    ----------
    moments, training : DataFrame
        Of :mod:`snnbench.sections.theory.propagation`.
    distances : DataFrame
        Of :func:`snnbench.sections.theory.berry_esseen.net_input_distances`.
    curves : mapping of str to DataFrame
        Of :mod:`snnbench.sections.theory.training_curves`, by name of the data set, with a column ``note``.

    Returns
    -------
    dict of str to Drawing
        By name of the files.
    """
    return {
        "figure_2_mapping": mapping_arrows(),
        "theory_variance_maps": variance_maps(),
        "theory_variance_growth": variance_growth(),
        "theory_singular_value": contraction(),
        "theory_variance_by_depth": variance_by_depth(moments),
        "theory_return": return_to_fixed_point(moments),
        "theory_training_moments": moments_in_training(training),
        "theory_berry_esseen": berry_esseen(distances),
        **{f"figure_1_{name}": training_loss(name, table) for name, table in curves.items()},
    }
