"""The data sets that a config declares: those that can be read, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from snnbench.config.datasets import SuiteTasks, declared_one_by_one
from snnbench.config.errors import ConfigError
from snnbench.config.messages import messages
from snnbench.config.numbers import number_errors
from snnbench.data.declared import SOURCE_OF_KEY, Dataset, OpenMLSource, OpenMLTaskSource
from snnbench.paths import expanded, is_file


class Declared(NamedTuple):
    """The data sets of a config.

    Attributes
    ----------
    datasets : list of Dataset
        That are well declared.
    faulty : set of str
        Names of the others, as far as they can be read.
    errors : list of str
    complete : bool
        Whether every name is known; not where a sheet, folder or suite cannot be read.
    """

    datasets: list[Dataset]
    faulty: set[str]
    errors: list[str]
    complete: bool = True


def declared_datasets(values: Mapping[str, Any]) -> Declared:
    """Return the data sets of a config."""
    try:
        entries = declared_one_by_one(values.get("datasets", ()), _suites(values))
    except ConfigError as error:
        return Declared([], set(), error.errors, complete=False)
    found = Declared([], set(), [])
    for entry, where in entries:
        dotted = where + (": " if ": " in where or where == "datasets" else ".")
        errors = list(_number_errors(entry)) if isinstance(entry, Mapping) else []
        try:
            dataset = Dataset.model_validate(entry)
        except ValidationError as invalid:
            said = {error.partition(": ")[0] for error in errors}
            lines = messages(invalid.errors(), entry if isinstance(entry, Mapping) else {}, Dataset)
            errors += [line for line in lines if line.partition(": ")[0] not in said]
        if errors:
            found.errors.extend(f"{where}: {e[8:]}" if e.startswith("config: ") else dotted + e for e in errors)
            found.faulty.add(_name_of(entry))
            continue
        found.datasets.append(dataset)
        file = getattr(dataset.source, "csv", None)
        if file is not None and "://" not in file and not is_file(expanded(file)):
            found.errors.append(f"{dotted}source.csv: no file '{file}' (looked in {Path.cwd()})")
    return found


def _number_errors(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is no number; the keys of a source may stand next to those of the data set."""
    models: tuple[type[BaseModel], ...] = (Dataset,)
    if "source" not in entry:
        models = (Dataset, OpenMLSource, OpenMLTaskSource)
    for model in models:
        yield from number_errors(entry, model, texts=True)


def _name_of(entry: object) -> str:
    """Return the name that a declaration gives its data set, valid or not."""
    if not isinstance(entry, Mapping):
        return ""
    by_number = (f"{key.replace('_', '-')}-{entry[key]}" for key in SOURCE_OF_KEY if key in entry)
    return str(entry["name"]) if "name" in entry else next(by_number, "")


def _suites(values: Mapping[str, Any]) -> SuiteTasks:
    """Return what looks up a suite of OpenML in the places that a config names."""

    def look_up(suite: int) -> list[dict[str, Any]]:
        from snnbench.data.openml_files import suite_tasks  # HTTP libraries, which few configs need

        mirrors = values.get("mirrors")
        folder = expanded(str(values.get("data_dir", "data")))
        return suite_tasks(suite, folder, list(map(str, mirrors)) if isinstance(mirrors, list | tuple) else [])

    return look_up
