"""Joining the rows of a run's pieces."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from snnbench.files import written_whole
from snnbench.runs.merge.agreement import PiecesDiffer, joined_config, joined_environment
from snnbench.runs.rows import RUNS, TRIALS

CELL = ["suite", "task", "split", "repeat", "method"]
_MEASURED = ["seconds", "peak_mb"]
"""Columns that differ between two computations of the same cell."""
_OF_THE_PIECE = {"splits", "notes", "majority_score"}
"""Columns of ``tasks.csv`` that depend on which splits a piece has."""


def merge_runs(pieces: Sequence[Path], out: Path) -> pd.DataFrame:
    """Join the result files of pieces of a run.

    A cell that several pieces have must be the same in all of them, but for its time and memory; a piece's failure
    gives way to another's result.

    Parameters
    ----------
    pieces : sequence of Path
        Folders of runs.
    out : Path
        Where ``runs.parquet``, ``trials.parquet`` (if all pieces have it), ``tasks.csv``, ``config.yaml`` and
        ``environment.json`` are written.

    Returns
    -------
    DataFrame
        The merged ``runs.parquet``.

    Raises
    ------
    FileNotFoundError
        If a folder lacks one of a run's files.
    PiecesDiffer
        Naming every difference in configs, versions, code, tasks or rows that decides a result.
    """
    if len(pieces) < 2:
        raise ValueError(f"merging takes at least two runs, got {len(pieces)}")
    for folder in pieces:
        missing = [
            name
            for name in ("runs.parquet", "tasks.csv", "config.yaml", "environment.json")
            if not (folder / name).is_file()
        ]
        if missing:
            raise FileNotFoundError(f"{folder} is no finished run: it lacks {', '.join(missing)}")
    configs = {str(f): yaml.safe_load((f / "config.yaml").read_text(encoding="utf-8")) for f in pieces}
    config, differences = joined_config(configs)
    environments = {str(f): json.loads((f / "environment.json").read_text(encoding="utf-8")) for f in pieces}
    environment, more = joined_environment(environments)
    differences += more
    rows = pd.concat([pd.read_parquet(folder / "runs.parquet").assign(piece=str(folder)) for folder in pieces])
    tables = {str(f): pd.read_csv(f / "tasks.csv", dtype=str, keep_default_na=False) for f in pieces}
    kept, more = _each_cell_once(rows)
    differences += more
    tasks, more = _joined_tasks(tables)
    differences += more
    if differences:
        raise PiecesDiffer(differences)
    splits = kept[kept["status"] == "ok"].groupby("task")["split"].nunique()
    tasks["splits"] = tasks["name"].map(splits).fillna(0).astype(int)
    if "majority_score" in tasks:
        tasks["majority_score"] = tasks["name"].map(_majority_scores(tables, rows))
    runs = kept.sort_values(CELL, kind="stable", ignore_index=True)
    _write_table(pa.Table.from_pandas(runs[RUNS.names], schema=RUNS), out / "runs.parquet")
    if all((folder / "trials.parquet").is_file() for folder in pieces):
        _write_table(_trials_of(kept, pieces), out / "trials.parquet")
    with written_whole(out / "tasks.csv") as temporary:
        tasks.to_csv(temporary, index=False)
    with written_whole(out / "config.yaml") as temporary:
        temporary.write_text(yaml.safe_dump(config | {"run": out.name}, sort_keys=False), encoding="utf-8")
    with written_whole(out / "environment.json") as temporary:
        temporary.write_text(json.dumps(environment, indent=2) + "\n", encoding="utf-8")
    return runs


def _each_cell_once(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return one row per cell, and in what rows of the same cell differ."""
    ok = rows["status"] == "ok"
    has_result = ok.groupby([rows[column] for column in CELL]).transform("any")
    rows = rows[ok | ~has_result]
    repeated = rows[rows.duplicated(CELL, keep=False) & (rows["status"] == "ok")]
    compared = [name for name in RUNS.names if name not in [*CELL, *_MEASURED]]
    differences = []
    for cell, same in repeated.groupby(CELL):
        other = [name for name in compared if len(same[name].drop_duplicates()) > 1]
        if other:
            named = ", ".join(f"{key} {value}" for key, value in zip(CELL[1:], cell[1:], strict=True))
            differences.append(f"{named}: {' and '.join(same['piece'])} have another {', '.join(other)}")
    return rows.drop_duplicates(CELL), differences


def _joined_tasks(tables: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, list[str]]:
    """Return one row per task, and in what the pieces' rows of a task differ."""
    known: dict[str, tuple[str, dict[str, str]]] = {}
    differences = []
    for piece, table in tables.items():
        for row in table.to_dict("records"):
            first, before = known.setdefault(row["name"], (piece, row))
            if before["status"] != "ok":
                known[row["name"]] = piece, row
            elif row["status"] == "ok":
                for key in sorted({*before, *row} - _OF_THE_PIECE):
                    if before.get(key) != row.get(key):
                        differences.append(
                            f"task {row['name']}: {key} is {before.get(key)} in {first}, {row.get(key)} in {piece}"
                        )
    return pd.DataFrame([row for _, row in known.values()]), differences


def _majority_scores(tables: dict[str, pd.DataFrame], rows: pd.DataFrame) -> dict[str, float]:
    """Return the mean score of the most frequent class over the splits of all pieces, by task.

    A piece gives the mean over its splits. One that adds no split is left out, and the others count by how many splits
    they add, which is exact where pieces have the same splits or none in common.
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


def _trials_of(kept: pd.DataFrame, pieces: Sequence[Path]) -> pa.Table:
    """Return the trials of the cells that were kept, each from its piece."""
    tables = []
    for folder in pieces:
        table = pq.read_table(folder / "trials.parquet").select(TRIALS.names).cast(TRIALS)
        mine = pd.MultiIndex.from_frame(kept.loc[kept["piece"] == str(folder), CELL])
        cells = pd.MultiIndex.from_frame(table.select(CELL).to_pandas())
        tables.append(table.filter(pa.array(cells.isin(mine))))
    return pa.concat_tables(tables)


def _write_table(table: pa.Table, path: Path) -> None:
    with written_whole(path) as temporary:
        pq.write_table(table.replace_schema_metadata(None), temporary)
