"""Checks of names: of data sets and methods that a config declares, and of tasks, methods and suites it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from snnbench.config.messages import shown
from snnbench.data.catalog import OPENML_IMAGES, SUITES, catalog, nearest
from snnbench.methods.registry import GROUPS_OF_METHODS

RESERVED_RUNS = {"store": "the store of finished work"}
"""Names of folders of ``results`` that are no run's."""
MAX_PER_LIST = 10
"""Unknown names of one list that are shown one by one."""


def run_errors(run: object) -> Iterator[str]:
    """Yield what is wrong with the name of a run, apart from its spelling."""
    if isinstance(run, str) and (owner := RESERVED_RUNS.get(run.lower())):
        yield f"run: the name '{run}' is taken by {owner}"


def declared_errors(key: str, names: Collection[str], taken: Collection[str], by: str) -> Iterator[str]:
    """Yield clashes of declared names with each other and with those that are taken; upper and lower case are equal.

    They become names of files, and some file systems do not tell upper from lower case.
    """
    spelled: dict[str, Counter[str]] = {}
    for name in names:
        spelled.setdefault(name.lower(), Counter())[name] += 1
    for spellings in spelled.values():
        name, *others = spellings
        if others:
            yield f"{key}: the names '{name}' and '{others[0]}' differ only in case"
        elif spellings[name] > 1:
            yield f"{key}: the name '{name}' is given {spellings[name]} times"
    lower = {one.lower(): one for one in taken}
    for name in names:
        if (known := lower.get(name.lower())) is not None:
            same = (
                f"'{name}' is taken by {by}" if known == name else f"'{name}' and '{known}' of {by} differ only in case"
            )
            yield f"{key}: the name {same}"


def list_errors(key: str, entries: object, valid: Collection[str], what: str) -> Iterator[str]:
    """Yield entries of a list that are not among the valid names, or are given twice."""
    if not isinstance(entries, list | tuple):
        return
    known = set(valid)
    wrong = [(i, name) for i, name in enumerate(entries) if not (isinstance(name, str) and name in known)]
    for i, name in wrong[:MAX_PER_LIST]:
        yield f"{key}.{i}: unknown {what} {shown(name)} ({nearest(str(name), known)})"
    if wrong[MAX_PER_LIST:]:
        yield f"{key}: {len(wrong) - MAX_PER_LIST} more names are unknown"
    for name, count in Counter(map(str, entries)).items():
        if count > 1:
            yield f"{key}: '{name}' is given {count} times"


def suite_errors(key: str, suites: Collection[object], valid: Collection[str] = SUITES) -> Iterator[str]:
    """Yield what is no suite."""
    for suite in suites:
        if suite not in valid:
            yield f"{key}.{suite}: unknown suite ({nearest(str(suite), valid)})"


def task_errors(values: Mapping[str, Any], datasets: Collection[str], everything: bool = True) -> Iterator[str]:
    """Yield tasks and data sets of Figure 1 that do not exist.

    Parameters
    ----------
    values : mapping
        Of the whole config.
    datasets : collection of str
        Names of the config's own data sets.
    everything : bool
        Whether these are all; if not, another name may be one of those that cannot be read.
    """
    if not everything:
        return
    tasks = [*catalog(), *datasets]
    yield from list_errors("tasks", values.get("tasks"), [*tasks, *SUITES], "task or suite")
    asked = values.get("tasks")
    if isinstance(asked, list | tuple) and "user" in asked and not datasets:
        yield "tasks: 'user' stands for the config's own data sets, and `datasets` declares none"
    theory = values.get("theory")
    if isinstance(theory, Mapping):
        drawable = [name for name in tasks if name not in catalog() or catalog()[name].suite != "tox21"]
        yield from list_errors("theory.figure_1", theory.get("figure_1"), [*drawable, *OPENML_IMAGES], "data set")


def method_errors(values: Mapping[str, Any], methods: Collection[str]) -> Iterator[str]:
    """Yield methods of ``methods``, ``only`` and ``repeats`` that do not exist, or that ``only`` asks for in vain."""
    names = [*methods, *GROUPS_OF_METHODS]
    yield from list_errors("methods", values.get("methods"), names, "method")
    asked = values.get("methods")
    asked = {one for name in asked for one in _expanded(name)} if isinstance(asked, list | tuple) else set(methods)
    only = values.get("only")
    if isinstance(only, Mapping):
        yield from suite_errors("only", only)
        for suite, named in only.items():
            yield from list_errors(f"only.{suite}", named, names, "method")
            for name in named if isinstance(named, list | tuple) else ():
                if name in names and not asked.intersection(_expanded(name)):
                    yield f"only.{suite}: {name} is not among `methods`, so it would not run"
    repeats = values.get("repeats")
    if isinstance(repeats, Mapping):
        yield from suite_errors("repeats", repeats)
        for suite, rules in repeats.items():
            for i, rule in enumerate(rules if isinstance(rules, list | tuple) else ()):
                named = rule.get("methods") if isinstance(rule, Mapping) else None
                yield from list_errors(f"repeats.{suite}.{i}.methods", named, names, "method")
    search = values.get("search")
    by_depth = search.get("by_depth") if isinstance(search, Mapping) else None
    yield from list_errors("search.by_depth", by_depth, SUITES, "suite")


def _expanded(name: object) -> tuple[object, ...]:
    return GROUPS_OF_METHODS.get(name, (name,)) if isinstance(name, str) else ()
