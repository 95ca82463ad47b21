"""The HTML page of a run: templates, style and script lie in this folder."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

import jinja2
import yaml

from snnbench.report.manifest import manifest
from snnbench.report.page.choices import choices
from snnbench.report.picture import Picture
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder
from snnbench.report.sections.read import Section


def report_page(
    run: RunFolder,
    answer: list[str],
    tables: Mapping[str, ResultTable],
    pictures: list[Picture],
    sections: list[Section],
    not_made: Mapping[str, str],
) -> str:
    """Return the report as one self-contained HTML page; everything that a user named is escaped.

    Parameters
    ----------
    run : RunFolder
    answer : list of str
        The sentences to open with.
    tables : mapping of str to ResultTable
    pictures : list of Picture
    sections : list of Section
        What other commands left in the run's folder.
    not_made : mapping of str to str
        Why tables and figures are not there, by name.
    """
    unavailable = run.unavailable()
    failures = run.failures()
    return _template("report.html").render(
        run=run,
        answer=answer,
        tables=tables,
        manifests={name: manifest(table, run) for name, table in tables.items()},
        pictures=pictures,
        sections=sections,
        unavailable=unavailable,
        failures=failures[~failures["task"].isin(list(unavailable))].to_dict("records"),
        not_made=not_made,
        notes={name: note for name, note in run.tasks["notes"].items() if note},
        choices=choices(run),
        config_text=yaml.safe_dump(run.config, sort_keys=False, allow_unicode=True),
    )


def table_page(table: ResultTable, made_from: Mapping[str, object]) -> str:
    """Return one table as a self-contained HTML page."""
    return _template("table_page.html").render(table=table, made_from=made_from)


def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(resources.files("snnbench.report.page"))),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template(name)
