"""Joining the ``tasks.csv`` of a run's pieces."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

CONTENT = "content_hash"
"""Column with the hash of a task's data and splits, which pieces share whatever folds they hold."""
_OF_THE_PIECE = {"splits", "notes", "majority_score"}
"""Columns that depend on which splits a piece has."""


def joined_tasks(tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, list[str], dict[str, list[str]]]:
    """Return one row per task, and in what the pieces' rows of a task differ.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Contents of ``tasks.csv`` as text, by the piece's folder.

    Returns
    -------
    tasks : DataFrame
    differences : list of str
        Naming task, column, pieces and both values.
    not_compared : dict of str to list of str
        By task of several pieces, those that do not say what its content was, as pieces of earlier versions. The
        merged row does not say it either.
    """
    known: dict[str, tuple[str, dict[str, str]]] = {}
    with_result: dict[str, dict[str, str]] = {}
    differences = []
    for piece, table in tables.items():
        for row in table.to_dict("records"):
            name = row["name"]
            first, before = known.setdefault(name, (piece, row))
            if row["status"] == "ok":
                with_result.setdefault(name, {})[piece] = row.get(CONTENT) or ""
            if before["status"] != "ok":
                known[name] = piece, row
            elif row["status"] == "ok":
                differences += [
                    f"task {name}: {key} is {before.get(key)} in {first}, {row.get(key)} in {piece}"
                    for key in sorted({*before, *row} - _OF_THE_PIECE - {CONTENT})
                    if before.get(key) != row.get(key)
                ]
    for name, contents in with_result.items():
        differences += _other_content(name, contents)
    not_compared = {
        name: without
        for name, contents in with_result.items()
        if len(contents) > 1 and (without := [piece for piece, content in contents.items() if not content])
    }
    tasks = pd.DataFrame([row for _, row in known.values()])
    if CONTENT in tasks:
        tasks[CONTENT] = tasks[CONTENT].fillna("").mask(tasks["name"].isin(list(not_compared)), "")
    return tasks, differences, not_compared


def _other_content(task: str, contents: Mapping[str, str]) -> list[str]:
    """Return which pieces had another content of a task than the first that says it."""
    first = next((piece for piece, content in contents.items() if content), "")
    return [
        f"task {task}: {CONTENT} is {contents[first][:12]} in {first}, {content[:12]} in {piece}: the data differ, or "
        "another version, library or processor prepared them otherwise; compute the task again in one of the pieces"
        for piece, content in contents.items()
        if content and content != contents[first]
    ]


def majority_scores(tables: Mapping[str, pd.DataFrame], rows: pd.DataFrame) -> dict[str, float]:
    """Return the mean score of the most frequent class over the splits of all pieces, by task.

    A piece gives the mean over its splits. One that adds no split is left out, and the others count by how many splits
    they add, which is exact where pieces have the same splits or none in common.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Contents of ``tasks.csv`` by the piece's folder.
    rows : DataFrame
        Of all ``runs.parquet``, with the column ``piece``.
    """
    splits = {place: set(part) for place, part in rows.groupby(["piece", "task"])["split"]}
    found: dict[str, tuple[set[int], float]] = {}
    for piece, table in tables.items():
        for task, score in zip(table["name"], pd.to_numeric(table["majority_score"]), strict=True):
            known, total = found.get(task, (set(), 0.0))
            added = splits.get((piece, task), set()) - known
            if added and pd.notna(score):
                found[task] = known | added, total + len(added) * score
    return {task: total / len(known) for task, (known, total) in found.items()}
