"""The stars of Table 3, from its printed p-values."""

from __future__ import annotations

import pandas as pd

from snnbench.paper.tables import published_table
from snnbench.sections.audit.rank_tables import LEVEL
from snnbench.stats.comparison import holm

FOLDS = 10
SIGN_CHOICES = 2**FOLDS
"""An exact signed-rank test over ten folds gives multiples of one 1024th; two-sided, even ones."""


def table3_stars() -> pd.DataFrame:
    """Return the p-values of Table 3 (AUC on HTRU2) and the stars that follow from them.

    The paper prints no AUC of a single fold, so the one-sided p-values are taken from it. By the symmetry of
    the signed-rank distribution the two-sided ones are twice as large.

    Returns
    -------
    DataFrame
        The seven networks: ``method``, ``auc``, ``p_value_printed``, ``p_value`` (the one multiple of 1/1024 that
        is printed so, else the printed one), ``sign_choices`` (how many of the 1024 choices of signs are as
        extreme; NA if several are printed so), ``p_value_two_sided``, ``p_value_holm``,
        ``p_value_two_sided_holm``, and ``star``, ``star_printed``, ``star_two_sided``, ``star_holm``,
        ``star_two_sided_holm``.
    """
    printed = published_table("table_3_htru2_auc")
    # The last rows are other authors' methods, taken from the literature and not tested.
    printed = printed[printed["p_value"].notna() | (printed["method"] == "SNN")]
    table = pd.DataFrame({"method": printed["method"], "auc": printed["auc"], "p_value_printed": printed["p_value"]})
    table["sign_choices"] = table["p_value_printed"].map(sign_choices).astype("Int64")
    exact = (table["sign_choices"].astype("Float64") / SIGN_CHOICES).astype(float)
    table["p_value"] = exact.fillna(table["p_value_printed"])
    table["p_value_two_sided"] = (2 * table["p_value"]).clip(upper=1)
    for column in ("p_value", "p_value_two_sided"):
        table[f"{column}_holm"] = holm(table[column])
    table["star"] = table["p_value"] < LEVEL
    table["star_printed"] = printed["significant"].eq("*")
    for suffix in ("two_sided", "holm", "two_sided_holm"):
        table[f"star_{suffix}"] = table[f"p_value_{suffix}"] < LEVEL
    return table.reset_index(drop=True)


def sign_choices(printed: float) -> int | None:
    """Return the count of which 1024ths are printed with two digits as this p-value, None unless there is one."""
    fitting = [count for count in range(1, SIGN_CHOICES + 1) if f"{count / SIGN_CHOICES:.1e}" == f"{printed:.1e}"]
    return fitting[0] if len(fitting) == 1 else None
