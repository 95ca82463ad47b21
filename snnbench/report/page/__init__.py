"""The HTML page of a run: templates, style sheet and scripts lie in this folder."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from snnbench.report.answer import Verdict
from snnbench.report.explore.payload import compressed_trials, payload
from snnbench.report.manifest import manifest
from snnbench.report.page.choices import choices
from snnbench.report.page.render import libraries, render, script_data, scripts
from snnbench.report.picture import Picture
from snnbench.report.rank_series import all_method_ranks, network_ranks
from snnbench.report.result_table import ResultTable
from snnbench.report.results import Results
from snnbench.report.search_words import absent_from_run
from snnbench.report.sections.read import Section

PRINTED = {
    *("table1_fnn", "table1_ml", "table2_tox21", "table3_htru2", "leaderboard", "bayesian"),
    *("cd_nets", "accuracy_by_depth", "learning_curves", "tox21_auc_by_depth", "time_per_method"),
}
"""Tables and figures of the printed page; the others are on the screen and in files of their own."""
SCRIPTS = ("statistics.js", "charts.js", "tables.js", "toggles.js", "explorer.js", "task_page.js", "start.js")


def report_page(
    results: Results,
    answer: list[Verdict],
    pictures: list[Picture],
    sections: list[Section],
    not_made: Mapping[str, str],
    again: str,
    has_rows: bool = True,
) -> str:
    """Return the report as one self-contained HTML page; everything that a user named is escaped.

    Parameters
    ----------
    results : Results
    answer : list of Verdict
        What the page opens with.
    pictures : list of Picture
    sections : list of Section
        What other commands left in the run's folder.
    not_made : mapping of str to str
        Why tables and figures are missing, by name.
    again : str
        The command that makes the page again.
    has_rows : bool
        Whether the run's parquet files lie next to the page.
    """
    run = results.run
    unavailable = run.unavailable()
    failures = run.failures()
    return render(
        "report.html",
        run=run,
        answer=answer,
        tables=results.tables,
        manifests={name: manifest(table, run) for name, table in results.tables.items()},
        printed=PRINTED,
        pictures=pictures,
        sections=sections,
        unavailable=unavailable,
        failures=failures[~failures["task"].isin(list(unavailable))].to_dict("records"),
        not_run=_by_task(run.not_run()),
        not_in_run=absent_from_run(run),
        not_made=not_made,
        choices=choices(run),
        config_text=yaml.safe_dump(run.config, sort_keys=False, allow_unicode=True),
        again=again,
        has_rows=has_rows,
        repeated=len(run.of_protocol(run.runs)) < len(run.runs),
        first_picture=_first_picture(results, pictures),
        data=script_data({**payload(run), "first": _first_figure(results)}),
        trials=compressed_trials(run),
        scripts=scripts(*SCRIPTS),
        libraries=libraries(),
    )


def table_page(table: ResultTable, made_from: Mapping[str, object]) -> str:
    """Return one table as a self-contained HTML page."""
    return render("table_page.html", table=table, made_from=made_from, scripts=scripts("charts.js", "tables.js"))


def _by_task(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    methods: dict[str, list[str]] = {}
    for task, method in pairs:
        methods.setdefault(task, []).append(method)
    return methods


def _first_figure(results: Results) -> list[dict[str, object]]:
    """Return the networks' ranks where they can be compared with the paper's, otherwise those of all methods."""
    networks, every = network_ranks(results), all_method_ranks(results)
    series = (networks or every) if results.run.tasks_of_paper else (every or networks)
    rows = [source.ranks.round(4).reset_index().astype(object) for source in series]
    return [
        {"label": source.label, "rows": table.where(table.notna(), None).to_dict("records")}
        for source, table in zip(series, rows, strict=True)
    ]


def _first_picture(results: Results, pictures: list[Picture]) -> str:
    """Return the name of the figure for print that shows the same; empty if there is none."""
    names = ["average_ranks", "average_ranks_all_methods"]
    drawn = {picture.name for picture in pictures}
    return next((name for name in names[:: 1 if results.run.tasks_of_paper else -1] if name in drawn), "")
