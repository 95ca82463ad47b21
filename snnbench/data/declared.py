"""How a user declares a data set."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator, model_validator

from snnbench.settings import ExpandedPath, Settings


def _list_of(value: object) -> object:
    """Accept ``ignore: id`` for ``ignore: [id]``, and numbers for the texts that spell them."""
    values = value if isinstance(value, list | tuple) else (value,)
    return [str(one) if isinstance(one, int | float) and not isinstance(one, bool) else one for one in values]


Names = Annotated[tuple[str, ...], BeforeValidator(_list_of)]


class Columns(Settings):
    """What the columns of a table mean."""

    categorical: Names = ()
    """Columns that are categories although they look like numbers, dates or identifiers; text columns always are.
    Each category becomes a column of zeros and ones."""
    ordinal: Names = ()
    """Text columns that become one column of whole numbers, the categories in the order of their spelling: for
    columns of more categories than the 1,000 that become columns of their own."""
    ignore: Names = ()
    """Columns that are not features, such as identifiers."""
    decimal: Literal[".", ","] = "."
    """The decimal mark of numbers."""
    missing: Names = ()
    """Cells that stand for a missing value, such as ``"?"`` or ``NA``, or a number in any spelling; empty cells always
    do."""
    classes: Literal["checked", "as_is"] = "checked"
    """``checked`` refuses a target that looks continuous (numbers with fractions, or more than half of the rows have a
    value of their own); ``as_is`` takes every distinct value as a class."""


class CsvSource(Columns):
    """A delimited text file with one header line, in UTF-8."""

    csv: ExpandedPath
    """Path (relative to the config file, or where there is no such file to the working directory) or http(s) URL."""
    target: str
    """Name of the column that holds the class. Classes are the texts of the file, exactly as written."""
    separator: str = ","
    """One character; ``tab`` stands for the tab character."""
    sha256: str | None = Field(default=None, pattern=r"^[0-9A-Fa-f]{64}$")
    """Checked if given; a downloaded file is kept under its name and hash."""
    max_megabytes: float = Field(default=1000, gt=0, allow_inf_nan=False)
    """A download larger than this is refused."""

    @field_validator("csv")
    @classmethod
    def _path_or_web_address(cls, value: str) -> str:
        if "://" in value:
            try:
                parts = urlsplit(value)
                fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
                fine = fine and not any(map(str.isspace, parts.netloc))
            except ValueError:  # raised for a port that is none, too
                fine = False
            if not fine:
                hint = f"; a file here is its path, {value[7:]}" if value.startswith("file://") else ""
                raise ValueError(f"an address begins with http://HOST/ or https://HOST/{hint}")
        return value

    @field_validator("separator")
    @classmethod
    def _one_character(cls, value: str) -> str:
        value = {"tab": "\t", r"\t": "\t"}.get(value, value)
        if len(value) != 1 or value in '"\r\n\0':
            raise ValueError("a separator is one character, and neither a quote nor a line end; `tab` is a tabulator")
        return value

    @model_validator(mode="after")
    def _marks_differ(self) -> CsvSource:
        if self.separator == self.decimal:
            raise ValueError(f"separator and decimal are both '{self.decimal}'")
        return self


class OpenMLSource(Columns):
    """A data set of openml.org."""

    openml: int = Field(ge=1)
    """The data set's id (a task's id is ``openml_task``)."""
    target: str | None = None
    """Defaults to the data set's own target attribute."""


class OpenMLTaskSource(Columns):
    """A classification task of openml.org: a data set with its target and its splits."""

    openml_task: int = Field(ge=1)
    """The task's id, as listed in a suite."""


Source = CsvSource | OpenMLSource | OpenMLTaskSource


def _kind_of_source(value: Any) -> str:
    if not isinstance(value, dict):
        return type(value).__name__
    return next((kind for key, kind in SOURCE_OF_KEY.items() if key in value), "CsvSource")


SOURCE_OF_KEY = {"csv": "CsvSource", "openml": "OpenMLSource", "openml_task": "OpenMLTaskSource"}
"""The key that says what a source is, and its model; the model's name is in the path of Pydantic's errors."""


class SplitRule(Settings):
    """How the rows of a user's data set are split; exactly one of column, folds and test_fraction."""

    column: str | None = None
    """A column whose values are ``train``, ``test`` and, if wanted, ``validation``; not a feature."""
    folds: int | None = Field(default=None, ge=2)
    """Number of test folds, drawn by seed and stratified; one split per fold."""
    test_fraction: float | None = Field(default=None, gt=0, lt=1)
    """Share of the rows that one test set takes, drawn by seed and stratified; 0.25 by default."""

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

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100)
    """Becomes the task's name; must differ from every name of the catalog."""
    source: Annotated[
        Annotated[CsvSource, Tag("CsvSource")]
        | Annotated[OpenMLSource, Tag("OpenMLSource")]
        | Annotated[OpenMLTaskSource, Tag("OpenMLTaskSource")],
        Discriminator(
            _kind_of_source,
            custom_error_type="source",
            custom_error_message="a source is {csv: FILE, target: COLUMN}, {openml: ID} or {openml_task: ID}",
        ),
    ]
    """A file (``csv``), a data set of openml.org (``openml``) or a task of it (``openml_task``), each with keys of its
    own (see below)."""
    metric: Literal["accuracy", "auc"] = "accuracy"
    """``auc`` needs exactly two classes; the second in sorted order is the positive one."""
    split: SplitRule | None = None
    """One test set of 0.25 of the rows by default. Not for ``openml_task``, which brings its own splits."""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, values: object) -> object:
        """Accept ``{openml: 61}`` for ``{name: openml-61, source: {openml: 61}}``; ``openml_task`` likewise."""
        if isinstance(values, dict) and "source" not in values:
            for key, model in (("openml", OpenMLSource), ("openml_task", OpenMLTaskSource)):
                if key in values:
                    source = {name: values[name] for name in model.model_fields if name in values}
                    rest = {name: value for name, value in values.items() if name not in source}
                    return {"name": f"{key.replace('_', '-')}-{values[key]}", **rest, "source": source}
        return values

    @model_validator(mode="after")
    def _one_split(self) -> Dataset:
        if isinstance(self.source, OpenMLTaskSource) and self.split is not None:
            raise ValueError("an openml_task brings its own splits; leave out `split`")
        return self
