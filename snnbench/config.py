"""Everything a user may write in a config, with its default, as one Pydantic model."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


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

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, values: object) -> object:
        """Accept ``{openml: 61}`` for ``{name: openml-61, source: {openml: 61}}``."""
        if isinstance(values, dict) and "openml" in values and "source" not in values:
            source = {key: values[key] for key in ("openml", "target", "ignore") if key in values}
            rest = {key: value for key, value in values.items() if key not in source}
            return {"name": f"openml-{values['openml']}", **rest, "source": source}
        return values


class Estimator(Section):
    """A user's own method: any scikit-learn classifier."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")
    """Becomes the method's name; must differ from every built-in one."""
    estimator: str = Field(pattern=r"^[A-Za-z_][\w]*(\.[A-Za-z_]\w*)+$")
    """``module.Class``, importable where snakemake runs."""
    grid: dict[str, list[Any]] | list[dict[str, list[Any]]] = Field(default_factory=dict)
    """Keyword arguments to try, as for scikit-learn's ParameterGrid; empty: the defaults only."""
    arguments: dict[str, Any] = Field(default_factory=dict)
    """Keyword arguments that stay the same."""


class ProtocolSection(Section):
    """How nets are trained; the defaults are the paper's."""

    epochs: int = Field(default=100, ge=1)
    batch_size: int = Field(default=128, ge=2)
    """Not in the paper; the authors' published script uses 128."""
    smoothing: int = Field(default=10, ge=1)
    """Epochs of the moving average over the validation curve."""
    max_steps: int | None = Field(default=None, ge=1)
    """Most gradient steps a net takes, if that is an epoch at least; caps the epochs of large tasks, with
    ``smoothing`` and the rungs of halving in proportion. The paper has no cap."""


class SearchSection(Section):
    """How a grid is searched. ``search: grid`` is short for ``search: {strategy: grid}``."""

    strategy: Literal["grid", "halving"] = "grid"
    """``grid``: every net to the end, as in the paper. ``halving``: the better ones go on at each rung."""
    rungs: tuple[Annotated[int, Field(ge=1)], ...] = (10, 30)
    """Epochs after which halving leaves nets behind."""
    keep: float = Field(default=1 / 3, gt=0, lt=1)
    """Share of the nets that goes on from a rung."""
    by_depth: tuple[str, ...] = ("tox21",)
    """Suites whose nets compete at a rung with those of their own depth only, as Table 2 shows every depth."""

    @field_validator("rungs")
    @classmethod
    def _rungs_rise(cls, rungs: tuple[int, ...]) -> tuple[int, ...]:
        if not rungs or list(rungs) != sorted(set(rungs)):
            raise ValueError("rungs must be epochs in rising order, such as [10, 30]")
        return rungs


class Tox21Section(Section):
    """What the task ``tox21`` is made of."""

    validation: Literal["leaderboard", "cluster_folds"] = "cluster_folds"
    """``leaderboard``: the challenge's 296 compounds, of which 3 are active on NR-AR. ``cluster_folds``: these
    and one of the challenge winners' five folds of similar compounds, which are then not trained on."""
    fold: int = Field(default=3, ge=0, le=4)
    """Which one. Fold 3 is the smallest, and with the leaderboard set it has 20 active compounds of every assay."""
    features: tuple[Literal["descriptors", "maccs", "alerts", "besides", "morgan"], ...] = Field(
        default=("descriptors", "maccs", "alerts", "besides"), min_length=1
    )
    """RDKit's descriptors, MACCS keys and structural alerts of the parent structure, counts of what the record
    holds beside it (salts, metals), and circular fragments."""


OPENML_IMAGES = {"mnist": 554, "cifar-10": 40927}
"""Ids at OpenML of the data sets of the paper's Figure 1."""


class TheorySection(Section):
    """The theory's part of a run. ``theory: true`` is short for ``theory: {enabled: true}``."""

    enabled: bool = True
    """Prove the theorems, look at real networks, and draw the figures of both."""
    figure_1: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")], ...] = ("mnist", "cifar-10")
    """Data sets of Figure 1's training curves: ``mnist`` and ``cifar-10`` come from OpenML (or a mirror folder, or
    ``datasets``), any other name is a task's. The digits stand in, and are named, where one cannot be had."""


Grid = dict[str, list[Any]] | list[dict[str, list[Any]]]
"""Values to try per hyperparameter; a list of such grids is their union (scikit-learn's ParameterGrid)."""


class Config(Section):
    """A run of the pipeline."""

    run: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    """Name of the folder ``results/<run>``."""
    tasks: tuple[str, ...] = Field(min_length=1)
    """Names of tasks, or of whole suites: uci, htru2, sklearn, user. ``snnbench tasks`` lists them."""
    methods: tuple[str, ...] = Field(min_length=1)
    """Names of methods, built-in or from ``estimators``; ``nets`` and ``baselines`` are all the built-in ones."""
    only: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Per suite the methods that run on its tasks, where not all of ``methods`` do."""
    grids: str | dict[str, dict[str, Grid]]
    """Per suite (or ``default``) and method what to try; or the YAML file that says so."""
    seed: int = Field(default=0, ge=0)
    """All randomness derives from it."""
    datasets: tuple[Dataset, ...] = ()
    """The user's own data sets."""
    estimators: tuple[Estimator, ...] = ()
    """The user's own methods."""
    protocol: ProtocolSection = ProtocolSection()
    search: SearchSection = SearchSection()
    repeats: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=lambda: {"tox21": 5})
    """How often each cell of a suite is repeated with other weights; 1 where nothing is said."""
    theory: TheorySection = TheorySection(enabled=False)
    scaling: Literal["corrected", "as_published"] = "corrected"
    """``corrected`` undoes the UCI archive's per-file scaling and standardises on training rows only;
    ``as_published`` takes the archive's files as they are."""
    tox21: Tox21Section = Tox21Section()
    missing: Literal["report", "fail"] = "report"
    """What to do about a task that cannot be had."""
    incomplete: Literal["refuse", "drop"] = "refuse"
    """What statistics do about tasks that lack a method's result: refuse, naming every missing pair, or
    leave those tasks out, naming them."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """``auto``: a GPU where there is one."""
    jobs_per_gpu: int = Field(default=1, ge=1)
    """How many cells of nets share a GPU; jobs wait for a free place. ``CUDA_VISIBLE_DEVICES`` says which GPUs."""
    precision: Literal["float32", "tf32"] = "float32"
    """``tf32`` rounds the factors of matrix products to 10 bits on GPUs that can; a CPU computes in float32."""
    stack_megabytes: int = Field(default=256, ge=1)
    """Most memory of the nets trained together. It decides rounding, so it belongs to the config."""
    process_per_method_from_rows: int = Field(default=3000, ge=1)
    """Tasks with so many rows run each method in a process of its own; smaller ones run all in one."""
    mirrors: tuple[str, ...] = ()
    """Folders or URLs tried before the official ones, as well as those of SNNBENCH_MIRROR."""
    data_dir: str = "data"
    """Where downloads are kept."""

    @field_validator("search", mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        return {"strategy": value} if isinstance(value, str) else value

    @field_validator("theory", mode="before")
    @classmethod
    def _theory_switch(cls, value: object) -> object:
        return {"enabled": value} if isinstance(value, bool) else value

    def grid_of(self, suite: str, method: str) -> list[dict[str, Any]]:
        """Return every hyperparameter setting of a method on a suite's tasks, in a fixed order.

        Parameters
        ----------
        suite : str
        method : str
            Of ``methods``.
        """
        from sklearn.model_selection import (
            ParameterGrid,
        )  # a second to import, and not needed to read a config

        for estimator in self.estimators:
            if estimator.name == method:
                return list(ParameterGrid(estimator.grid or {}))
        assert isinstance(self.grids, dict)
        grid = self.grids.get(suite, {}).get(method, self.grids.get("default", {}).get(method, {}))
        return list(ParameterGrid(grid or {}))

    def methods_on(self, suite: str) -> tuple[str, ...]:
        """Return the methods that run on a suite's tasks."""
        return tuple(method for method in self.methods if method in self.only.get(suite, self.methods))

    def grids_of(self, method: str) -> dict[str, Grid]:
        """Return a method's grids by suite, as they were written."""
        assert isinstance(self.grids, dict)
        return {suite: grids[method] for suite, grids in self.grids.items() if method in grids}
