"""Joining the rows of a run's pieces."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from snnbench.files import written_whole
from snnbench.runs.merge.agreement import PiecesDiffer, joined_config, joined_environment
from snnbench.runs.merge.tasks import CONTENT, joined_tasks, majority_scores
from snnbench.runs.rows import RUNS, TRIALS

CELL = ["suite", "task", "split", "repeat", "method"]
_MEASURED = ["seconds", "peak_mb"]
"""Columns that differ between two computations of the same cell."""


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
        ``environment.json`` are written. The latter lists under ``not_compared`` what pieces of earlier versions do
        not say.

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
    tables = {str(f): pd.read_csv(f / "tasks.csv", dtype=str, keep_default_na=False) for f in pieces}
    tasks, differences, without_content = joined_tasks(tables)
    config, more = joined_config(configs, {*tasks["name"]} - {*without_content})
    differences += more
    environments = {str(f): json.loads((f / "environment.json").read_text(encoding="utf-8")) for f in pieces}
    environment, more = joined_environment(environments)
    differences += more
    rows = pd.concat([pd.read_parquet(folder / "runs.parquet").assign(piece=str(folder)) for folder in pieces])
    kept, more = _each_cell_once(rows)
    differences += more
    if differences:
        raise PiecesDiffer(differences)
    before = [line for one in environments.values() for line in one.get("not_compared", ())]
    if unknown := list(dict.fromkeys([*before, *_not_compared(without_content)])):
        environment["not_compared"] = unknown
    splits = kept[kept["status"] == "ok"].groupby("task")["split"].nunique()
    tasks["splits"] = tasks["name"].map(splits).fillna(0).astype(int)
    if "majority_score" in tasks:
        tasks["majority_score"] = tasks["name"].map(majority_scores(tables, rows))
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


def _not_compared(without_content: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a line per group of pieces that lack the same tasks' hashes."""
    by_pieces: dict[tuple[str, ...], list[str]] = {}
    for task, pieces in without_content.items():
        by_pieces.setdefault(tuple(Path(piece).name for piece in pieces), []).append(task)
    return [
        f"whether the data of {', '.join(tasks)} are those of the other pieces: tasks.csv of {', '.join(pieces)} "
        f"has no {CONTENT} of them"
        for pieces, tasks in by_pieces.items()
    ]


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
