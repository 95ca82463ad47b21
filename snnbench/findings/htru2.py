"""HTRU2: SNN next to the other methods, fold by fold."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from snnbench.findings.htru2_differences import SIGNED, against_snn
from snnbench.findings.htru2_epochs import changes_in_words, changes_table
from snnbench.findings.markdown import markdown
from snnbench.findings.protocol import epochs_of, widths, widths_of
from snnbench.methods.registry import NETS
from snnbench.paper.grids import paper_grids
from snnbench.report.formats import DASH, SIGNIFICANT, format_number, listed, ordinal
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.auc import htru2_folds, table3_htru2
from snnbench.training.protocol import TrainingProtocol

OTHERS_SHOWN = 5
"""Methods that are no networks, by their mean AUC."""


def htru2(run: RunFolder, longer: RunFolder | None = None) -> Iterator[str]:
    """Yield the section as Markdown, or nothing where the run has no HTRU2.

    Parameters
    ----------
    run : RunFolder
    longer : RunFolder, optional
        The networks trained for more epochs.
    """
    table = _next_to_paper(run, against_snn(run))
    if not len(table):
        return
    yield "## HTRU2"
    yield _how(run)
    others = table["method"][~table["method"].isin(NETS)]
    left_out = list(others[OTHERS_SHOWN:])
    yield (
        "Mean AUC over the ten folds and the standard deviation over the folds of one seed; SNN's AUC minus that of "
        "the method, fold by fold, with a 95 % interval. Folds share training rows, which the interval and the p-value "
        "allow for (Nadeau and Bengio's corrected t-test; Holm's correction for all methods)."
        + (
            f" The {len(left_out)} other methods of lower mean AUC are left out, {left_out[0]} "
            f"({table.set_index('method').loc[left_out[0], 'auc']:.4f}) the next."
            if left_out
            else ""
        )
    )
    yield markdown(table[~table["method"].isin(left_out)])
    if longer is not None:
        yield from changes_table(run, longer)


def in_short(run: RunFolder, longer: RunFolder | None = None) -> Iterator[str]:
    """Yield the section with the networks alone, or nothing where the run has no HTRU2."""
    table = _next_to_paper(run, against_snn(run))
    if not len(table):
        return
    yield "## HTRU2"
    yield (
        f"{_how(run)} AUC is the mean over folds and seeds; the difference is SNN's minus the network's, fold by fold, "
        "with a 95 % interval (Nadeau and Bengio's, Holm's correction for all methods)."
    )
    table = table[table["method"].isin(NETS)]
    interval = [
        f"{format_number(row.low, SIGNED)} to {format_number(row.high, SIGNED)}" if row.method != "SNN" else DASH
        for row in table.itertuples()
    ]
    columns = ["method", "auc", "auc_paper", "difference", "interval", "p_value_two_sided_holm"]
    yield markdown(table.assign(interval=interval)[columns])
    if longer is not None:
        yield changes_in_words(run, longer)


def headline(run: RunFolder) -> Iterator[str]:
    """Yield SNN's AUC next to the paper's and its place."""
    if "SNN" in htru2_folds(run):
        paired = against_snn(run)
        yield f"**{_verdict(_next_to_paper(run, paired), paired, len(htru2_folds(run)))}"


def _next_to_paper(run: RunFolder, paired: pd.DataFrame) -> pd.DataFrame:
    table = table3_htru2(run).data[["method", "auc", "std", "auc_paper", "std_paper"]]
    return table.merge(paired.drop(columns="p_value_two_sided"), on="method", how="left")


def _verdict(table: pd.DataFrame, paired: pd.DataFrame, folds: int) -> str:
    """Return SNN's place, its distance to the paper and to the best, and from which methods it differs."""
    by_method = table.set_index("method")
    snn = by_method.loc["SNN"]
    place = list(table["method"]).index("SNN") + 1
    different = paired[paired["p_value_two_sided_holm"] < SIGNIFICANT]
    better = int((different["difference"] > 0).sum())
    worse = list(different.loc[different["difference"] < 0, "method"])
    apart = [method for method in different["method"] if method in NETS]
    networks = int(paired["method"].isin(NETS).sum())
    said = (
        f"On HTRU2 SNN is {ordinal(place)} of {len(table)} methods; of the {networks} other networks it differs "
        f"significantly from {listed(apart)}.** Its mean AUC is {snn['auc']:.4f} ± {snn['std']:.4f} over "
        f"the folds of a seed, the paper's {snn['auc_paper']:.4f} ± {snn['std_paper']:.4f}, a difference of "
        f"{format_number(snn['auc'] - snn['auc_paper'], SIGNED)} (standard error of the folds "
        f"{((snn['std'] ** 2 + snn['std_paper'] ** 2) / folds) ** 0.5:.4f})."
    )
    if place > 1:
        best = by_method.iloc[0]
        said += (
            f" {table['method'].iloc[0]} has {best['auc']:.4f}, {abs(best['difference']):.4f} more (95 % interval "
            f"{format_number(-best['high'], SIGNED)} to {format_number(-best['low'], SIGNED)})."
        )
    return (
        f"{said} SNN is significantly better than {better} of the {len(paired)} other methods and significantly worse "
        f"than {listed(worse)} (Holm's correction)."
    )


def _how(run: RunFolder) -> str:
    """Return by what search, of what width and for how many epochs the networks were trained."""
    protocol = TrainingProtocol(**run.config["protocol"])
    rows = run.runs[(run.runs["task"] == "htru2") & run.runs["method"].isin(NETS)]
    seeds = rows["repeat"].nunique()
    search = run.config["search"]
    how = "the full grid, every net trained to the end"
    if run.uses_halving:
        rungs = [
            str(protocol.in_proportion(rung, int(run.tasks.loc["htru2", "train_rows"]))) for rung in search["rungs"]
        ]
        how = f"successive halving ({search['keep']:.2g} of the settings kept after epochs {listed(rungs)})"
    printed = listed(widths(paper_grids()["htru2"]))
    return (
        f"Rows of the run `{run.name}`: {seeds} {'seed' if seeds == 1 else 'seeds'} of the networks on each of ten "
        f"folds, settings by {how}, {listed(widths_of(run, 'htru2'))} units a layer, at most "
        f"{epochs_of(run, 'htru2')} epochs"
        + (f" ({protocol.max_steps:,} steps)" if protocol.max_steps else "")
        + f". The paper trains for {TrainingProtocol().epochs} epochs, at {printed} units."
    )
