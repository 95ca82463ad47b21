"""Which of the paper's claims survive a two-sided test and a correction for the number of comparisons."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from snnbench.data.catalog import catalog
from snnbench.sections.audit.rank_tables import LEVEL

CLAIMS = {
    "table1_fnn": ("Table 1 (left)", "of seven networks on 121 UCI tasks"),
    "tableA13": ("Tables 1 (right) and A13", "of 24 methods on 46 large UCI tasks"),
    "tableA12": ("Table A12", "of 24 methods on 75 small UCI tasks"),
    "table3_stars": ("Table 3", "of seven networks on HTRU2"),
}
"""Where the paper makes a claim, and over what, by the recomputed table that tests it."""

TESTS = {
    "one_sided": ("p_value", "one-sided"),
    "two_sided": ("p_value_two_sided", "two-sided"),
    "holm": ("p_value_holm", "one-sided with Holm's correction"),
    "two_sided_holm": ("p_value_two_sided_holm", "two-sided with Holm's correction"),
}
"""Suffix of a column of the audit: the p-value, and how the test is called."""


def audit(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row for each comparison that the paper tests.

    Parameters
    ----------
    tables : mapping
        The tables of :data:`CLAIMS` that could be made.

    Returns
    -------
    DataFrame
        ``claim`` (where the paper makes it), ``table`` (the recomputed one), ``first`` (the best), ``second``,
        ``p_value_printed``, ``significant_printed``,
        ``p_value``, ``p_value_two_sided``, ``p_value_holm``, ``p_value_two_sided_holm``, ``effect_size`` (NaN
        where single results are not published), and ``survives_<test>`` for the four tests of :data:`TESTS`;
        NA where the paper itself claims no significance.
    """
    return pd.concat([_rows(name, tables[name]) for name in CLAIMS if name in tables], ignore_index=True)


def _rows(name: str, table: pd.DataFrame) -> pd.DataFrame:
    tested = table[table["p_value"].notna()]
    best = table.loc[table["p_value"].isna(), "method"].iloc[0]
    rows = pd.DataFrame({"second": tested["method"]})
    rows.insert(0, "claim", CLAIMS[name][0])
    rows.insert(1, "table", name)
    rows.insert(2, "first", best)
    rows["p_value_printed"] = tested["p_value_printed"]
    rows["significant_printed"] = tested["p_value_printed"] < LEVEL
    for column, _ in TESTS.values():
        rows[column] = tested[column]
    rows["effect_size"] = tested["effect_size"] if "effect_size" in tested else float("nan")
    for suffix, (column, _) in TESTS.items():
        survives = (tested[column] < LEVEL).astype("boolean")
        rows[f"survives_{suffix}"] = survives.where(rows["significant_printed"])
    return rows


def audit_sentences(tables: Mapping[str, pd.DataFrame], rows: pd.DataFrame) -> list[str]:
    """Return what the audit found, in sentences computed from its rows."""
    sentences = [_claim_sentence(str(name), part) for name, part in rows.groupby("table", sort=False)]
    if "table3_stars" in tables:
        odd = tables["table3_stars"].query("sign_choices.notna() and sign_choices % 2 == 1")
        counts = ", ".join(f"{row.method} {row.sign_choices}/1024" for row in odd.itertuples())
        sentences.append(
            "Table 3's tests must have been one-sided: over ten folds a two-sided exact p-value is an even number of "
            f"1024ths, and those printed include odd ones ({counts}). Its folds are not published, so the p-values are "
            "the printed ones and there is no effect size."
        )
    sentences += _agreement_sentences(tables)
    folded = sum(entry.suite == "uci" and entry.test_rows == 0 for entry in catalog().values())
    sentences.append(
        "Tables A12, A13 and 1 (right) compare unlike things: an accuracy of the seven networks comes from a single "
        f"split, that of the 17 other methods is, on the {folded} tasks without a test file, an average over 4 splits. "
        "Averages vary less, so the networks' ranks carry more luck, in either direction."
    )
    sentences.append(
        "Table 2 (Tox21) prints means and deviations of five repeats and no test; nothing about it can be recomputed."
    )
    return sentences


def _claim_sentence(table: str, rows: pd.DataFrame) -> str:
    where, over_what = CLAIMS[table]
    claimed = rows[rows["significant_printed"]]
    parts = []
    for suffix, (column, name) in TESTS.items():
        fallen = claimed[~claimed[f"survives_{suffix}"].astype(bool)]
        lost = ", ".join(f"{_short(row['second'])} {row[column]:.2g}" for _, row in fallen.iterrows())
        count = f"{len(claimed) - len(fallen)} of {len(claimed)}"
        parts.append(f"{name} {count}" + (f" (no longer against {lost})" if lost else ""))
    return (
        f"{where}: {over_what}, {_short(rows['first'].iloc[0])} is called significantly better than {len(claimed)} of "
        f"{len(rows)} others (5 % level, one-sided). Recomputed: {'; '.join(parts)}."
    )


def _agreement_sentences(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    left = tables["table1_fnn"]
    distance = (left["avg_rank_difference"] - left["avg_rank_difference_printed"]).abs().max()
    sentences = [
        f"Recomputed from Table A11, the average rank differences of Table 1 (left) are within {distance:.3f} of those "
        f"printed, and {left['p_value_agrees'].sum()} of {left['p_value_agrees'].count()} p-values within 10 %."
    ]
    of_24 = {name: tables[name] for name in ("tableA12", "tableA13") if name in tables}
    if of_24:
        both = pd.concat(of_24.values())
        distance = (both["avg_rank"] - both["avg_rank_printed"]).abs().max()
        with_ties = (both["avg_rank_with_ties"] - both["avg_rank_printed"]).abs().max()
        others = both[~both["p_value_agrees"].fillna(True).astype(bool)]
        sentences.append(
            f"The {len(both)} average ranks of Tables A12 and A13 are within {distance:.3f} of those printed if the "
            "networks' accuracies are taken as single-precision numbers, which tie with no other method's, and within "
            f"{with_ties:.3f} if accuracies that are equal in print tie. {both['p_value_agrees'].sum()} of "
            f"{both['p_value_agrees'].count()} p-values are within 10 %; which variant of the test comes out as "
            f"printed for the others ({', '.join(map(_short, others['method']))}) stands in the tables' last column."
        )
    return sentences


def _short(method: str) -> str:
    """Return a method's name without the program it is from."""
    return method.removesuffix("_weka").removesuffix("_caret").removesuffix("_R")
