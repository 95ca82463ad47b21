"""Everything a user may write in a config, with its default, as one Pydantic model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator

from snnbench.data.declared import Dataset
from snnbench.data.replication import FoldRules, Part, RepeatRule, RepeatRules, applies, chosen
from snnbench.data.tox21.options import Tox21Options
from snnbench.methods.declared import Estimator, Grid, OwnNetwork, settings_of
from snnbench.methods.registry import GROUPS_OF_METHODS
from snnbench.settings import ExpandedPath, Settings
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search

SET_BY_THE_READER = ("subset_of",)
"""Keys that are in the ``config.yaml`` of a run's folder, but not for users to write."""


class Theory(Settings):
    """The theory's part of a run. ``theory: true`` is short for ``theory: {enabled: true}``."""

    enabled: bool = True
    """Prove the theorems, look at real networks, and draw the figures of both."""
    figure_1: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")], ...] = ("mnist", "cifar-10")
    """Data sets of Figure 1's training curves: ``mnist`` and ``cifar-10`` come from OpenML (or a mirror folder, or
    ``datasets``), any other name is a task's. Where one is unavailable, the digits stand in and are named."""


class Limits(Settings):
    """What a cell, a method on a task, may use. One that exceeds a limit is ended and becomes a row with the reason."""

    seconds: float | None = Field(default=None, gt=0)
    """Wall time over all splits and repeats; by default fifty times what the plan says, and at least an hour per split
    and repeat. ``.inf``: no limit."""
    megabytes: float | None = Field(default=None, gt=0)
    """Memory, with that of the processes a method starts; by default four times what the plan says, and at least
    4,000. ``.inf``: no limit."""


def _five_on_tox21() -> dict[str, RepeatRules]:
    """Return the paper's repeats."""
    return {"tox21": (RepeatRule(repeats=5),)}


class Config(Settings):
    """A run of the pipeline."""

    run: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100)
    """Name of the folder ``results/<run>``."""
    subset_of: str | None = None
    """The run of which ``--config`` chose some tasks, methods, folds or repeats; set by the reader, which then gives
    the subset a folder of its own."""
    tasks: tuple[str, ...] = Field(min_length=1)
    """Names of tasks, or of whole suites: ``uci``, ``htru2``, ``tox21``, ``sklearn``, and ``user`` for all of
    ``datasets``. ``snnbench tasks`` lists the tasks."""
    methods: tuple[str, ...] = Field(min_length=1)
    """Names of methods, built-in or from ``estimators`` or ``networks``; ``nets`` and ``baselines`` are all the
    built-in ones."""
    only: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Per suite the methods that run on its tasks, where not all of ``methods`` do."""
    grids: str | dict[str, dict[str, Grid]]
    """What to try, per suite (or ``default`` for all of them) and method: ``{default: {SVM: {C: [1, 10]}}}``; or the
    YAML file that says so. A grid maps hyperparameters to lists of values, and a list of grids is their union."""
    seed: int = Field(default=0, ge=0)
    """Of all randomness: splits, weights, mini-batches, dropout masks."""
    datasets: tuple[Dataset, ...] = ()
    """The user's own data sets, one by one or many at once (see above)."""
    estimators: tuple[Estimator, ...] = ()
    """The user's own methods."""
    networks: tuple[OwnNetwork, ...] = ()
    """The user's own networks."""
    protocol: TrainingProtocol = TrainingProtocol()
    search: Search = Search()
    folds: FoldRules = ()
    """Test folds of the UCI archive: ``first`` (the default and the paper's), ``all``, or a list of rules by size, of
    which the first that applies decides: ``[{below_rows: 1000, folds: all}, {folds: first}]``."""
    repeats: dict[str, RepeatRules] = Field(default_factory=_five_on_tox21)
    """Seeds per suite: a number, or a list of rules by methods and size, of which the first that applies decides:
    ``{uci: [{methods: [nets], below_rows: 5000, repeats: 3}]}``. 1 where no rule applies."""
    part: Part = Part()
    """Compute only some folds and repeats: a piece of a run, which ``snnbench merge`` joins with the others."""
    theory: Theory = Theory(enabled=False)
    scaling: Literal["corrected", "as_published"] = "corrected"
    """``corrected`` undoes the UCI archive's per-file scaling and standardises on training rows only;
    ``as_published`` takes the archive's files as they are."""
    tox21: Tox21Options = Tox21Options()
    missing: Literal["report", "fail"] = "report"
    """What to do about a task whose data are unavailable: name it in the report and go on, or stop."""
    incomplete: Literal["refuse", "drop"] = "refuse"
    """What statistics do about tasks that lack a method's result: refuse, naming every missing pair, or
    leave those tasks out, naming them."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """Where networks are trained. ``auto``: on a GPU where there is one."""
    jobs_per_gpu: int = Field(default=1, ge=1)
    """How many cells of nets share a GPU at a time; others wait. ``CUDA_VISIBLE_DEVICES`` says which GPUs."""
    precision: Literal["float32", "tf32"] = "float32"
    """``tf32`` rounds the factors of matrix products to 10 bits on GPUs that can; a CPU computes in float32."""
    stack_megabytes: int = Field(default=256, ge=1)
    """Most memory of the nets that are trained together. It decides how results are rounded."""
    limits: Limits = Limits()
    job_minutes: int = Field(default=1440, ge=1)
    """Longest run time that a job asks a scheduler for. A job that asks for more than a partition grants never starts;
    one that runs out of time goes on where it stopped, at its next attempt or at the next call."""
    store: ExpandedPath | None = None
    """Where finished cells are kept: a folder, or an address that fsspec understands, such as ``s3://bucket/folder``
    (with the package for it installed). By default ``results/store``, which all runs share."""
    mirrors: tuple[ExpandedPath, ...] = ()
    """Folders or URLs tried before the official ones, as well as those of SNNBENCH_MIRROR."""
    data_dir: ExpandedPath = "data"
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
        assert isinstance(self.grids, dict)
        method = self._searched_like(method)
        fallback = self._declared_grids().get(method, self.grids.get("default", {}).get(method, {}))
        return settings_of(self.grids.get(suite, {}).get(method, fallback))

    def splits_of(self, suite: str, rows: int, splits: int) -> list[int]:
        """Return the numbers of the splits that a task is trained on.

        Parameters
        ----------
        suite : str
        rows : int
            Of the task, test rows included.
        splits : int
            That the task has.
        """
        if suite == "uci":
            rule = next((rule for rule in self.folds if applies(rule, rows)), None)
            splits = splits if rule is not None and rule.folds == "all" else min(splits, 1)
        return chosen(splits, self.part.folds)

    def scored_splits_of(self, suite: str, rows: int, splits: int, refit: bool) -> list[int]:
        """Return the numbers of the splits that a task has results on.

        Parameters
        ----------
        suite : str
        rows : int
            Of the task, test rows included.
        splits : int
            That the task has.
        refit : bool
            Whether the chosen setting is trained again on the rows of all splits, which then have one result, that of
            split 0.
        """
        return chosen(1, self.part.folds) if refit else self.splits_of(suite, rows, splits)

    def repeats_of(self, suite: str, rows: int, method: str) -> list[int]:
        """Return the numbers of the repeats of a method on each split of a task.

        Parameters
        ----------
        suite : str
        rows : int
            Of the task, test rows included.
        method : str
        """
        for rule in self.repeats.get(suite, ()):
            named = rule.methods is None or any(method in GROUPS_OF_METHODS.get(name, (name,)) for name in rule.methods)
            if named and applies(rule, rows):
                return chosen(rule.repeats, self.part.repeats)
        return chosen(1, self.part.repeats)

    @cached_property
    def datasets_by_name(self) -> dict[str, Dataset]:
        """The user's own data sets by their names."""
        return {dataset.name: dataset for dataset in self.datasets}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some keys changed, without what was derived from the old ones."""
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("datasets_by_name", None)
        return copy

    def methods_on(self, suite: str) -> tuple[str, ...]:
        """Return the methods that run on a suite's tasks."""
        return tuple(method for method in self.methods if method in self.only.get(suite, self.methods))

    def grids_of(self, method: str) -> dict[str, Grid]:
        """Return a method's grids by suite, as they were written."""
        assert isinstance(self.grids, dict)
        method = self._searched_like(method)
        own = self._declared_grids()
        written = {"default": own[method]} if method in own else {}
        return {**written, **{suite: grids[method] for suite, grids in self.grids.items() if method in grids}}

    def _searched_like(self, method: str) -> str:
        """Return the name under which a method's grid stands: that of ``like`` for a network without one of its own."""
        assert isinstance(self.grids, dict)
        network = next((network for network in self.networks if network.name == method), None)
        without = network is not None and not network.grid and not any(method in grids for grids in self.grids.values())
        return network.like if network is not None and network.like is not None and without else method

    def _declared_grids(self) -> dict[str, Grid]:
        """Return the grids that estimators and networks bring along, by name."""
        estimators: dict[str, Grid] = {estimator.name: estimator.grid for estimator in self.estimators}
        return estimators | {network.name: network.grid for network in self.networks}
