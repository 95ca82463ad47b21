"""All features of many structures: computed once, in parallel, and kept."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import rdkit
from rdkit import Chem, rdBase
from scipy import sparse
from tqdm import tqdm

from snnbench.code_version import code_version
from snnbench.data.tox21.descriptors import descriptors_of
from snnbench.data.tox21.fingerprints import Counts, alerts_of, besides_of, maccs_of, morgan_of
from snnbench.data.tox21.structures import UnreadableStructure, parent_smiles, read_structure
from snnbench.files import written_whole

log = logging.getLogger(__name__)
COUNTED: dict[str, Callable[[Chem.Mol], Counts]] = {"maccs": maccs_of, "alerts": alerts_of, "morgan": morgan_of}
"""Sparse features of a parent by name."""
BESIDES = "besides"
"""Name of the sparse features of the whole record."""
CHUNK = 64
"""Structures a process takes at a time."""
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class RawFeatures:
    """Features as they are computed, one row per structure; structures with the same parent have the same.

    Attributes
    ----------
    parents : ndarray of str, shape (n,)
        Canonical SMILES that the features are computed of.
    repairs : ndarray of str, shape (n,)
        What was repaired in the drawing; mostly empty.
    descriptors : ndarray of float64, shape (n, descriptors)
        NaN where a descriptor failed.
    counts : dict of csr_array of int32, shape (n, patterns)
        By name, see :data:`COUNTED` and :data:`BESIDES`; only patterns that occur have a column.
    """

    parents: np.ndarray
    repairs: np.ndarray
    descriptors: np.ndarray
    counts: dict[str, sparse.csr_array]


def computed_features(mol_blocks: Sequence[str], cache: Path, processes: int | None = None) -> RawFeatures:
    """Return the features of structures, from the cache if they are there.

    Parameters
    ----------
    mol_blocks : sequence of str
        MDL molfiles.
    cache : Path
        Folder. Files are named by RDKit's version and a hash of the structures and of the code.
    processes : int, optional
        By default all cores this process may use. The result does not depend on it.

    Raises
    ------
    UnreadableStructure
        If a structure cannot be read; names it.
    """
    code = code_version(__name__)
    key = hashlib.sha256("\0".join((code, rdkit.__version__, *mol_blocks)).encode()).hexdigest()
    path = cache / f"rdkit-{rdkit.__version__}-{key[:16]}.npz"
    if path.is_file():
        return _load(path)
    started = time.perf_counter()
    with ProcessPoolExecutor(processes or len(os.sched_getaffinity(0))) as pool:
        read = _progress(pool.map(_read, mol_blocks, chunksize=CHUNK), len(mol_blocks), "structures")
        distinct, row_of = np.unique([parent for parent, _, _ in read], return_inverse=True)
        found = _progress(pool.map(_features, distinct.tolist(), chunksize=CHUNK), len(distinct), "features")
    descriptors = np.stack([of_one for of_one, _ in found])
    counts = {name: _matrix([counted[name] for _, counted in found]) for name in COUNTED}
    features = RawFeatures(
        parents=distinct[row_of],
        repairs=np.array([repair for _, repair, _ in read]),
        descriptors=descriptors[row_of],
        counts={BESIDES: _matrix([besides for _, _, besides in read])}
        | {name: matrix[row_of] for name, matrix in counts.items()},
    )
    log.info(
        "features of %d structures (%d distinct) computed in %.0f s; %d descriptor values failed in %d columns",
        len(mol_blocks),
        len(distinct),
        time.perf_counter() - started,
        np.isnan(features.descriptors).sum(),
        np.isnan(features.descriptors).any(0).sum(),
    )
    _save(features, path)
    return features


def _progress(results: Iterable[Result], total: int, what: str) -> list[Result]:
    """Collect results, with a bar where somebody watches a terminal."""
    return list(tqdm(results, total=total, desc=what, disable=None))


def _read(mol_block: str) -> tuple[str, str, Counts]:
    try:
        molecule, repair = read_structure(mol_block)
    except UnreadableStructure as error:
        raise UnreadableStructure(f"structure '{mol_block.split(chr(10), 1)[0].strip()}': {error}") from None
    parent = parent_smiles(molecule)
    with rdBase.BlockLogs():
        return parent, repair, besides_of(molecule, Chem.MolFromSmiles(parent))


def _features(smiles: str) -> tuple[np.ndarray, dict[str, Counts]]:
    with rdBase.BlockLogs():
        molecule = Chem.MolFromSmiles(smiles)
        return descriptors_of(molecule), {name: counts_of(molecule) for name, counts_of in COUNTED.items()}


def _matrix(rows: Sequence[Counts]) -> sparse.csr_array:
    """Return counts as a matrix, columns in rising order of the patterns' numbers."""
    patterns = np.unique([number for row in rows for number in row]).tolist()
    columns = {number: column for column, number in enumerate(patterns)}
    entries = [(i, columns[number], count) for i, row in enumerate(rows) for number, count in row.items()]
    i, j, values = (np.array(part, dtype=np.int32) for part in zip(*entries, strict=True))
    matrix = sparse.csr_array((values, (i, j)), shape=(len(rows), len(patterns)))
    matrix.sort_indices()
    return matrix


def _save(features: RawFeatures, path: Path) -> None:
    arrays = {name: getattr(features, name) for name in ("parents", "repairs", "descriptors")}
    for name, matrix in features.counts.items():
        for part in ("data", "indices", "indptr", "shape"):
            arrays[f"{name}_{part}"] = np.asarray(getattr(matrix, part))
    with written_whole(path) as temporary, temporary.open("wb") as out:
        np.savez_compressed(out, **arrays)


def _load(path: Path) -> RawFeatures:
    with np.load(path, allow_pickle=False) as stored:
        counts = {
            name: sparse.csr_array(
                tuple(stored[f"{name}_{part}"] for part in ("data", "indices", "indptr")), shape=stored[f"{name}_shape"]
            )
            for name in (BESIDES, *COUNTED)
        }
        return RawFeatures(stored["parents"], stored["repairs"], stored["descriptors"], counts)
