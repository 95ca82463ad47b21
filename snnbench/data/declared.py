"""How a user declares a data set."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from snnbench.settings import Settings


class CsvSource(Settings):
    """A delimited text file with one header line."""

    csv: str
    """Path (relative to the folder where snakemake runs) or http(s) URL."""
    target: str
    """Name of the column that holds the class."""
    separator: str = ","
    sha256: str | None = None
    """Checked if given; a downloaded file is kept under its name and hash."""
    categorical: tuple[str, ...] = ()
    """Numeric columns to be treated as categories; text columns always are."""
    ignore: tuple[str, ...] = ()
    """Columns that are not features, such as identifiers."""


class OpenMLSource(Settings):
    """A data set of openml.org."""

    openml: int = Field(ge=1)
    """The data set's id (not a task's id)."""
    target: str | None = None
    """Defaults to the data set's own target attribute."""
    ignore: tuple[str, ...] = ()


class SplitRule(Settings):
    """How the rows of a user's data set are split; exactly one of column, folds and test_fraction."""

    column: str | None = None
    """A column whose values are ``train``, ``test`` and, if wanted, ``validation``; not a feature."""
    folds: int | None = Field(default=None, ge=2)
    """So many test folds by seed, stratified; one split a fold."""
    test_fraction: float | None = Field(default=None, gt=0, lt=1)
    """One seeded, stratified test set; 0.25 of the rows when nothing is said."""

    @model_validator(mode="before")
    @classmethod
    def _one_rule(cls, values: object) -> object:
        if isinstance(values, dict):
            given = [k for k in ("column", "folds", "test_fraction") if values.get(k) is not None]
            if len(given) > 1:
                raise ValueError(f"give one of column, folds, test_fraction, not {' and '.join(given)}")
            if not given:
                return {**values, "test_fraction": 0.25}
        return values


class Dataset(Settings):
    """A user's own data set."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    """Becomes the task's name; must differ from every name of the catalog."""
    source: CsvSource | OpenMLSource
    metric: Literal["accuracy", "auc"] = "accuracy"
    """``auc`` needs exactly two classes; the second in sorted order is the positive one."""
    split: SplitRule = SplitRule(test_fraction=0.25)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, values: object) -> object:
        """Accept ``{openml: 61}`` for ``{name: openml-61, source: {openml: 61}}``."""
        if isinstance(values, dict) and "openml" in values and "source" not in values:
            source = {key: values[key] for key in ("openml", "target", "ignore") if key in values}
            rest = {key: value for key, value in values.items() if key not in source}
            return {"name": f"openml-{values['openml']}", **rest, "source": source}
        return values
