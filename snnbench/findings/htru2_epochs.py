"""What more epochs change on HTRU2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from snnbench.findings.htru2_differences import SIGNED, fold_differences
from snnbench.findings.markdown import markdown
from snnbench.findings.protocol import epochs_of
from snnbench.report.formats import SIGNIFICANT, format_number, listed
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.auc import htru2_folds


def changes_in_words(run: RunFolder, longer: RunFolder) -> str:
    """Return what more epochs change, for SNN and over all networks, in a sentence."""
    table = _changes(run, longer).set_index("method")
    changes, snn = table["difference"].sort_values(), table.loc["SNN"]
    significant = list(table.index[table["p_value_two_sided_holm"] < SIGNIFICANT])
    return (
        f"{epochs_of(longer, 'htru2')} epochs instead of {epochs_of(run, 'htru2')} (the first seed) change SNN's AUC "
        f"by {format_number(snn['difference'], SIGNED)} (95 % interval {format_number(snn['low'], SIGNED)} to "
        f"{format_number(snn['high'], SIGNED)}), to {snn['auc']:.4f}, and the networks' by "
        f"{format_number(changes.iloc[0], SIGNED)} ({changes.index[0]}) to {format_number(changes.iloc[-1], SIGNED)} "
        f"({changes.index[-1]}), significantly (with Holm's correction) for {listed(significant)}."
    )


def changes_table(run: RunFolder, longer: RunFolder) -> Iterator[str]:
    """Yield what more epochs change, network by network, as Markdown."""
    yield (
        f"The first seed again for {epochs_of(longer, 'htru2')} epochs instead of {epochs_of(run, 'htru2')}: the AUC, "
        "and what the epochs add to it, fold by fold, with a 95 % interval."
    )
    yield markdown(_changes(run, longer).drop(columns="p_value_two_sided"))


def _changes(run: RunFolder, longer: RunFolder) -> pd.DataFrame:
    first = replace(run, runs=run.runs[run.runs["repeat"] == 0])
    short, long = htru2_folds(first), htru2_folds(longer)
    table = fold_differences(run, long - short[long.columns])
    table.insert(1, "auc", table["method"].map(long.mean()))
    return table
