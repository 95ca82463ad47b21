"""The paper's tables from published inputs alone, its audit, and what could not be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from snnbench.data.errors import DataError
from snnbench.files import written_whole
from snnbench.published.audit import audit, audit_sentences
from snnbench.published.other_methods import other_accuracies
from snnbench.published.rank_tables import table1_fnn, table1_ml, table_of_24
from snnbench.published.stars import table3_stars

TITLES = {
    "table1_fnn": "Table 1 (left), recomputed from Table A11",
    "table1_ml": "Table 1 (right), recomputed from Table A11 and the published results of the other methods",
    "tableA12": "Table A12, recomputed from Table A11 and the published results of the other methods",
    "tableA13": "Table A13, recomputed from Table A11 and the published results of the other methods",
    "table3_stars": "Stars of Table 3, from its printed p-values",
    "audit": "The paper's claims under other tests",
}
"""What each table shows, in the order of the report."""

NEEDS_OTHERS = ("table1_ml", "tableA12", "tableA13")


@dataclass(frozen=True)
class PublishedReport:
    """What follows from published inputs.

    Attributes
    ----------
    tables : dict of str to DataFrame
        Those of :data:`TITLES` that could be made, in its order.
    sentences : list of str
        What the audit found.
    not_made : dict of str to str
        Names of the other tables, with the reason.
    """

    tables: dict[str, pd.DataFrame]
    sentences: list[str]
    not_made: dict[str, str]


def published_report(data_dir: Path | None = None, mirrors: Sequence[str] = ()) -> PublishedReport:
    """Recompute the paper's tables from its Tables A11 and 3 and the published results of the other methods.

    Without the latter (a file of 360 kB, fetched if need be) only what follows from the paper's own tables is made.

    Parameters
    ----------
    data_dir : Path, optional
        Where downloads are kept; see :func:`snnbench.data.download.fetch`.
    mirrors : sequence of str
        Folders or URLs tried first.
    """
    tables, not_made = {"table1_fnn": table1_fnn()}, {}
    try:
        others = other_accuracies(data_dir, mirrors)
    except DataError as error:
        not_made = dict.fromkeys(NEEDS_OTHERS, str(error))
    else:
        a13 = table_of_24("large", others)
        tables |= {"table1_ml": table1_ml(a13), "tableA12": table_of_24("small", others), "tableA13": a13}
    tables["table3_stars"] = table3_stars()
    tables["audit"] = audit(tables)
    return PublishedReport(tables, audit_sentences(tables, tables["audit"]), not_made)


def write_published(report: PublishedReport, out: Path) -> None:
    """Write the tables as CSV and LaTeX, and the sentences as ``audit.md``.

    A table that could not be made is removed from ``out``, so that none of an earlier run stays beside the others.
    """
    from snnbench.report.latex import latex_table

    for name, table in report.tables.items():
        with written_whole(out / f"{name}.csv") as temporary:
            table.to_csv(temporary, index=False)
        with written_whole(out / f"{name}.tex") as temporary:
            temporary.write_text(latex_table(table), encoding="utf-8")
    for name in report.not_made:
        for suffix in ("csv", "tex"):
            (out / f"{name}.{suffix}").unlink(missing_ok=True)
    with written_whole(out / "audit.md") as temporary:
        temporary.write_text(_markdown(report), encoding="utf-8")


def _markdown(report: PublishedReport) -> str:
    lines = ["# The paper's tables, recomputed from published inputs", ""]
    lines += [f"- {sentence}" for sentence in report.sentences]
    for reason in dict.fromkeys(report.not_made.values()):
        names = [f"{name} ({TITLES[name]})" for name, why in report.not_made.items() if why == reason]
        lines += ["", "## Not made", "", *(f"- {name}" for name in names), "", "```", reason, "```"]
    return "\n".join(lines) + "\n"
