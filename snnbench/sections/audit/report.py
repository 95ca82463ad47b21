"""The paper's tables from published inputs alone, its audit, and what could not be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from snnbench.data.errors import FetchError
from snnbench.data.published_results import other_accuracies
from snnbench.files import written_whole
from snnbench.report.sections.write import SectionTable, write_section
from snnbench.sections.audit.audit import audit, audit_sentences
from snnbench.sections.audit.rank_tables import table1_fnn, table1_ml, table_of_24
from snnbench.sections.audit.stars import table3_stars

TITLES = {
    "table1_fnn": "Table 1 (left), recomputed",
    "table1_ml": "Table 1 (right), recomputed",
    "tableA12": "Table A12 (small tasks), recomputed",
    "tableA13": "Table A13 (large tasks), recomputed",
    "table3_stars": "Table 3, its stars from its p-values",
    "audit": "The paper's claims under other tests",
}
"""What each table shows, in the order of the report."""

_TESTS = (
    "P-values: paired Wilcoxon tests against the best method, one-sided as in the paper and two-sided, each also "
    "with Holm's correction for the methods of the table; tasks without a result of both are left out, "
    "and missing results rank last. Effect size: matched-pairs rank-biserial correlation."
)
_OF_24 = (
    "From Table A11 and the results of the other methods that Fernandez-Delgado et al. (2014) published. Average ranks "
    "take the networks' accuracies in single precision, so that they tie with no other method's: a guess that brings "
    "all 48 within 0.1 of those printed. Tests as for Table 1 (left)."
)
NOTES = {
    "table1_fnn": f"From Table A11. {_TESTS}",
    "table1_ml": _OF_24,
    "tableA12": _OF_24,
    "tableA13": _OF_24,
    "table3_stars": "The paper prints no AUC of a single fold, so the p-values are its own, as multiples of 1/1024 "
    "where only one is printed so; two-sided ones are twice as large.",
    "audit": "A claim survives where the p-value is below 0.05; empty where the paper claims no significance.",
}
"""How each table was computed."""

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
    except FetchError as error:
        not_made = dict.fromkeys(NEEDS_OTHERS, str(error))
    else:
        a13 = table_of_24("large", others)
        tables |= {"table1_ml": table1_ml(a13), "tableA12": table_of_24("small", others), "tableA13": a13}
    tables["table3_stars"] = table3_stars()
    tables["audit"] = audit(tables)
    return PublishedReport(tables, audit_sentences(tables, tables["audit"]), not_made)


def write_published(report: PublishedReport, out: Path) -> None:
    """Write the section of the run's report, its tables as CSV and LaTeX, and the sentences as ``audit.md``."""
    tables = [SectionTable(name, TITLES[name], table, NOTES[name]) for name, table in report.tables.items()]
    not_made = [
        f"{', '.join(TITLES[name] for name in names)}: not made. {' '.join(reason.split())}"
        for reason, names in _by_reason(report).items()
    ]
    write_section(out, [*report.sentences, *not_made], tables)
    with written_whole(out / "audit.md") as temporary:
        temporary.write_text(_markdown(report), encoding="utf-8")


def _markdown(report: PublishedReport) -> str:
    lines = ["# The paper's tables, recomputed from published inputs", ""]
    lines += [f"- {sentence}" for sentence in report.sentences]
    for reason, names in _by_reason(report).items():
        lines += ["", "## Not made", "", *(f"- {name} ({TITLES[name]})" for name in names), "", "```", reason, "```"]
    return "\n".join(lines) + "\n"


def _by_reason(report: PublishedReport) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name, reason in report.not_made.items():
        names.setdefault(reason, []).append(name)
    return names
