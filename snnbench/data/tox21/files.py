"""The files of the Tox21 challenge: structures, labels, and the winners' table of compounds."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from snnbench.data.archives import read_zip_member
from snnbench.data.download import RemoteFile, fetch
from snnbench.data.errors import DataError

ASSAYS = (
    "NR-AhR",
    "NR-AR",
    "NR-AR-LBD",
    "NR-Aromatase",
    "NR-ER",
    "NR-ER-LBD",
    "NR-PPAR-gamma",
    "SR-ARE",
    "SR-ATAD5",
    "SR-HSE",
    "SR-MMP",
    "SR-p53",
)
"""Seven of nuclear receptors, five of stress responses."""

_CHALLENGE = "https://tripod.nih.gov/tox21/challenge/download?sec=&id="


def _official(filename: str, identifier: str, sha256: str) -> RemoteFile:
    return RemoteFile("tox21", filename, _CHALLENGE + identifier, sha256)


STRUCTURES = {
    "train": _official(
        "tox21_10k_data_all.zip",
        "tox21_10k_data_allsdf",
        "024a3ae2690bcd4a593e6e0b10b455470b9bcb1d8f299dd36f220a250181517b",
    ),
    "leaderboard": _official(
        "tox21_10k_challenge_test.zip",
        "tox21_10k_challenge_testsdf",
        "7ab05627b78db60f5a8426dc18d3bd50904ddab0e4ba1b2f33ad883f5087afd9",
    ),
    "score": _official(
        "tox21_10k_challenge_score.zip",
        "tox21_10k_challenge_scoresdf",
        "786617d7a1921c904ee5294fd5a643148984dc5f423dbb3d4b0fbbf57975e4e1",
    ),
}
"""By set, in the order of the winners' table. ``score`` is the final set."""
SCORE_LABELS = _official(
    "tox21_10k_challenge_score.txt",
    "tox21_10k_challenge_scoretxt",
    "293438f8407c996a0212bedce86d7b9a278f5548df7e7b45ade2126c6dd2770d",
)
COMPOUNDS = RemoteFile(
    "tox21",
    "tox21_compoundData.csv",
    "http://bioinf.jku.at/research/DeepTox/tox21_compoundData.csv",
    "5b54dd9a3fd7a928f6626ee42066683f597804573f8329bcff205e7f5895bca3",
)
FILES = (*STRUCTURES.values(), SCORE_LABELS, COMPOUNDS)
_SETS_OF_WINNERS = {"training": "train", "validation": "leaderboard", "test": "score"}


class Compounds(NamedTuple):
    """The records of the challenge in the order of their files; several may be batches of one compound.

    Attributes
    ----------
    mol_blocks : list of str
        Structures as MDL molfiles.
    labels : ndarray of float32, shape (n, 12)
        0 inactive, 1 active, NaN missing, in the order of :data:`ASSAYS`.
    table : DataFrame
        ``id``, ``set`` (a key of :data:`STRUCTURES`), ``inchikey``, and ``fold``, the winners' fold of
        similar compounds, 0 to 4, or -1 where they gave none.
    """

    mol_blocks: list[str]
    labels: np.ndarray
    table: pd.DataFrame


def read_compounds(data_dir: Path, mirrors: Sequence[str]) -> Compounds:
    """Fetch and read the challenge's files and check them against each other.

    Raises
    ------
    DataError
        If a file cannot be fetched, records are not in the order of the winners' table, a label differs
        from theirs, or an assay's counts are not those that are known.
    """
    blocks, identifiers, labels, sets = [], [], [], []
    for part, remote in STRUCTURES.items():
        archive = fetch(remote, data_dir, mirrors)
        records = list(_records(read_zip_member(archive, remote.filename.replace(".zip", ".sdf"))))
        blocks += [block for block, _ in records]
        identifiers += [_identifier(block, fields) for block, fields in records]
        labels += [[float(fields.get(assay) or "nan") for assay in ASSAYS] for _, fields in records]
        sets += [part] * len(records)
    found = pd.DataFrame(labels, columns=ASSAYS, index=identifiers)
    score = pd.read_csv(fetch(SCORE_LABELS, data_dir, mirrors), sep="\t", index_col="Sample ID", na_values="x")
    found.update(score)
    table = _winners_table(fetch(COMPOUNDS, data_dir, mirrors))
    _check_same(np.array(identifiers), table["id"].to_numpy(), "identifiers")
    _check_same(np.array(sets), table["set"].to_numpy(), "sets")
    values = found.to_numpy(np.float32)
    _check_same(values, table[list(ASSAYS)].to_numpy(np.float32), "labels")
    _check_counts(values, table["set"])
    return Compounds(blocks, values, table.drop(columns=list(ASSAYS)))


def _records(sdf: bytes) -> list[tuple[str, dict[str, str]]]:
    """Split an SDF file into molfiles and their data fields."""
    text = sdf.decode("latin-1").replace("\r\n", "\n")
    records = []
    for record in text.split("$$$$\n"):
        if record.strip():
            block, end, data = record.partition("M  END\n")
            parts = (field.partition(">\n") for field in data.split(">  <")[1:])
            records.append((block + end, {name: value.strip() for name, _, value in parts}))
    return records


def _identifier(block: str, fields: dict[str, str]) -> str:
    """Return the identifier of the batch: a field in the later files, the first line in the training file."""
    return fields.get("Compound Batch ID") or fields.get("Sample ID") or block.split("\n", 1)[0].strip()


def _winners_table(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path)
    names = {"ID": "id", "CVfold": "fold", **{assay.replace("-", "."): assay for assay in ASSAYS}}
    table = table.rename(columns=names).replace({"set": _SETS_OF_WINNERS})
    # Only training compounds can be held out; some of the final set carry a number too.
    folds = table["fold"].where(table["set"] == "train").fillna(-1).astype(int)
    return table.assign(fold=folds)[["id", "set", "inchikey", "fold", *ASSAYS]]


def _check_same(ours: np.ndarray, theirs: np.ndarray, what: str) -> None:
    if ours.shape != theirs.shape:
        raise DataError(f"tox21: {ours.shape} {what} in the SDF files, {theirs.shape} in {COMPOUNDS.filename}")
    same = (ours == theirs) if ours.dtype.kind != "f" else (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    if not same.all():
        row = int(np.argwhere(~same)[0][0])
        raise DataError(
            f"tox21: {(~same).sum()} {what} of the SDF files differ from {COMPOUNDS.filename}, first in record "
            f"{row + 1}: {ours[row]} and {theirs[row]}"
        )


def _check_counts(labels: np.ndarray, sets: pd.Series) -> None:
    """Compare actives, inactives and missing labels with the known ones."""
    path = resources.files("snnbench.data") / "constants" / "tox21_counts.csv"
    expected = {row["assay"]: row for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))}
    for column, assay in enumerate(ASSAYS):
        for part in STRUCTURES:
            of_part = labels[(sets == part).to_numpy(), column]
            counts = {
                "active": int((of_part == 1).sum()),
                "inactive": int((of_part == 0).sum()),
                "missing": int(np.isnan(of_part).sum()),
            }
            for kind, count in counts.items():
                if count != int(expected[assay][f"{part}_{kind}"]):
                    raise DataError(
                        f"tox21: {count} labels of {assay} are {kind} in the set {part}, expected "
                        f"{expected[assay][f'{part}_{kind}']}"
                    )
