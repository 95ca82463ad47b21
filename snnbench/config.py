"""Everything a user may write in a config, with its default, as one Pydantic model."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Section(BaseModel):
    """Base of all sections: unknown keys are errors and values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CsvSource(Section):
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


class OpenMLSource(Section):
    """A data set of openml.org."""

    openml: int = Field(ge=1)
    """The data set's id (not a task's id)."""
    target: str | None = None
    """Defaults to the data set's own target attribute."""
    ignore: tuple[str, ...] = ()


class SplitRule(Section):
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


class Dataset(Section):
    """A user's own data set."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    """Becomes the task's name; must differ from every name of the catalog."""
    source: CsvSource | OpenMLSource
    metric: Literal["accuracy", "auc"] = "accuracy"
    """``auc`` needs exactly two classes; the second in sorted order is the positive one."""
    split: SplitRule = SplitRule(test_fraction=0.25)
