"""The HTML page of two runs side by side."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from snnbench.files import written_whole
from snnbench.report.page.render import libraries, render, script_data, scripts
from snnbench.report.paired import config_differences, mean_differences, paired_differences
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder


def write_comparison(first: Path, second: Path, spent: pd.DataFrame, html: Path) -> None:
    """Write paired differences per task with intervals, what both runs spent, and how their configs differ.

    Parameters
    ----------
    first, second : Path
        Runs' folders.
    spent : DataFrame
        Of :func:`snnbench.report.compare.compare_runs`.
    html : Path
        The page, one self-contained file.

    Raises
    ------
    FileNotFoundError
        Naming the result files that a folder lacks.
    """
    runs = RunFolder.read(first), RunFolder.read(second)
    differences = paired_differences(*runs)
    means = mean_differences(differences)
    tables = [
        ResultTable(
            "differences",
            "Differences per task",
            differences,
            "Mean test scores over the splits and repeats that both runs have, with the 95 % interval that the test "
            "rows allow (Newcombe's). It takes both scores as measured on independent rows, so it is rather too wide.",
        ),
        ResultTable("spent", "What the chosen settings scored, and what the search cost", spent),
        ResultTable("config", "Where the configs differ", config_differences(runs[0].config, runs[1].config)),
    ]
    names = [first.name, second.name] if first.name != second.name else [str(first), str(second)]
    page = render(
        "comparison.html",
        first=names[0],
        second=names[1],
        tables=[table for table in tables if len(table.data)],
        data=script_data({"means": _records(means, runs)}),
        libraries=libraries(),
        scripts=scripts("charts.js", "tables.js", "toggles.js"),
    )
    with written_whole(html) as temporary:
        temporary.write_text(page, encoding="utf-8")


def _records(means: pd.DataFrame, runs: tuple[RunFolder, RunFolder]) -> list[dict[str, object]]:
    nets = {*runs[0].nets, *runs[1].nets}
    marked = means.assign(network=means["method"].isin(nets)).astype(object)
    return marked.where(marked.notna(), None).to_dict("records")
