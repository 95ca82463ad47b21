"""HTRU2: SNN next to the best method, fold by fold."""

from __future__ import annotations

from collections.abc import Iterator

from snnbench.paper.tables import published_auc
from snnbench.report.findings.markdown import markdown
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.auc import htru2_folds, table3_htru2


def htru2(run: RunFolder) -> Iterator[str]:
    """Yield the section as Markdown, or nothing where the run has no HTRU2."""
    table = table3_htru2(run)
    if not len(table.data):
        return
    yield "## HTRU2"
    yield markdown(table.data[["method", "auc", "std", "p_value_two_sided", "auc_paper", "std_paper"]].head(9))
    folds = htru2_folds(run)
    best = table.data["method"].iloc[0]
    if "SNN" in folds and best != "SNN":
        difference = folds["SNN"] - folds[best]
        yield (
            f"SNN's mean AUC over the ten folds is {folds['SNN'].mean():.4f} (the paper's "
            f"{published_auc('htru2', 'SNN'):.4f}); {best} has {folds[best].mean():.4f}. The difference is "
            f"{difference.mean():+.4f} (standard error over folds {difference.sem():.4f})."
        )
