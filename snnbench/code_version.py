"""What computes a result: the source that an entry module reaches by its imports, and the libraries it uses.

Snakemake does not see changes in imported packages, and neither would a key that names a module only. The modules are
found by following the imports in the source, without running it, so that no list of them has to be kept.
"""

from __future__ import annotations

import hashlib
import importlib.util
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import snnbench
from snnbench.imports import Imports, imports_of

PACKAGE_ROOT = Path(snnbench.__file__).resolve().parents[1]
"""The folder that holds the package."""

DISTRIBUTIONS = {"sklearn": "scikit-learn", "flint": "python-flint", "yaml": "pyyaml", "arff": "liac-arff"}
"""Names of distributions that differ from those of their modules; others are looked up."""

CARRIERS = frozenset(
    ("filelock", "fsspec", "pooch", "psutil", "pyarrow", "pydantic", "threadpoolctl", "tqdm", "typer", "yaml")
)
"""Libraries that carry values or show progress, but compute none: their versions decide no result."""

COMPUTES_WITH = {"sklearn": ("numpy", "scipy"), "pandas": ("numpy",), "numba": ("numpy",), "scipy": ("numpy",)}
"""Libraries whose results depend on another one's version."""


class Reached(NamedTuple):
    """A module that is reached: the folder it is imported from, its file, and its imports."""

    folder: Path
    path: Path
    imports: Imports


def code_version(*entry_modules: str, root: Path = PACKAGE_ROOT) -> str:
    """Return a sha256 of the source that computes a result, and of the versions of the libraries it uses.

    Parameters
    ----------
    *entry_modules : str
        Dotted names. Of a module of this package, or of a user's own, all modules that it reaches count: imports
        inside functions included, those for type checkers not, with the data files that they read. A library's
        module stands for the version of the library.
    root : Path
        The folder that holds the package.

    Raises
    ------
    ModuleNotFoundError
        If there is no such module.
    """
    digest = hashlib.sha256()
    reached = list(_reached(entry_modules, root))
    for name, path in _files(reached).items():
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    for library, version in _versions(entry_modules, reached, root).items():
        digest.update(f"{library} {version}\0".encode())
    return digest.hexdigest()


def source_files(*entry_modules: str, root: Path = PACKAGE_ROOT) -> dict[str, Path]:
    """Return the files that decide what entry modules compute, by their name relative to their root, sorted.

    Parameters are those of :func:`code_version`.
    """
    return _files(_reached(entry_modules, root))


def library_versions(*entry_modules: str, root: Path = PACKAGE_ROOT) -> dict[str, str]:
    """Return the versions of the libraries that entry modules compute with, by distribution, sorted.

    Parameters are those of :func:`code_version`. Libraries that are not installed are left out, since what needs
    one of them cannot run.
    """
    return _versions(entry_modules, _reached(entry_modules, root), root)


def _files(reached: Iterable[Reached]) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for folder, path, imports in reached:
        for file in (path, *imports.data_files(path, folder)):
            files[file.relative_to(folder).as_posix()] = file
    return dict(sorted(files.items()))


def _versions(entry_modules: Iterable[str], reached: Iterable[Reached], root: Path) -> dict[str, str]:
    libraries = {name.partition(".")[0] for name in entry_modules}
    for folder, _, imports in reached:
        libraries |= {name for name in imports.top_level if _source_of(name, folder, root) is None}
    libraries |= {other for name in libraries for other in COMPUTES_WITH.get(name, ())}
    versions = {}
    for name in sorted(libraries - CARRIERS - sys.stdlib_module_names - {"snnbench"}):
        for distribution in _distributions_of(name):
            versions[distribution] = metadata.version(distribution)
    return dict(sorted(versions.items()))


def _reached(entry_modules: Iterable[str], root: Path) -> Iterator[Reached]:
    """Yield every module that entry modules reach, each once."""
    waiting: list[tuple[str, Path]] = []
    for name in entry_modules:
        folder = root if name.partition(".")[0] == "snnbench" else _folder_of(name)
        if folder is not None:
            if _source_of(name, folder, root) is None:
                raise ModuleNotFoundError(f"no module '{name}' in {folder}", name=name)
            waiting.append((name, folder))
    seen = set()
    while waiting:
        name, folder = waiting.pop()
        if name.endswith(".*"):
            waiting += [(other, folder) for other in _modules_of(name.removesuffix(".*"), folder)]
            continue
        found = _source_of(name, folder, root)
        if found is None or found in seen:
            continue
        seen.add(found)
        folder, path = found
        imports = imports_of(path, name)
        yield Reached(folder, path, imports)
        # A package runs before its modules do.
        waiting += [(other, folder) for other in (name.rpartition(".")[0], *imports.modules) if other]


@cache
def _source_of(name: str, folder: Path, root: Path) -> tuple[Path, Path] | None:
    """Return root and file of a module of the folder or of this package, or None for a library's."""
    if name.partition(".")[0] == "snnbench":
        folder = root
    elif folder in _library_folders():
        return None  # what lies beside an installed package are libraries
    base = folder.joinpath(*name.split("."))
    for path in (base / "__init__.py", base.with_name(base.name + ".py")):
        if path.is_file():
            return folder, path
    return None


def _modules_of(package: str, folder: Path) -> list[str]:
    return [f"{package}.{path.stem}" for path in folder.joinpath(*package.split(".")).glob("*.py")]


def _folder_of(name: str) -> Path | None:
    """Return the folder a user's module is imported from, or None for that of an installed library.

    Raises
    ------
    ModuleNotFoundError
        If its package is not found.
    """
    top = name.partition(".")[0]
    spec = importlib.util.find_spec(top)
    if spec is None:
        raise ModuleNotFoundError(f"no module '{top}' (looked in {', '.join(sys.path)})", name=top)
    places = [Path(place) for place in spec.submodule_search_locations or [spec.origin or "built-in"]]
    folder = places[0].resolve().parent
    return None if top in sys.stdlib_module_names or folder in _library_folders() else folder


@cache
def _library_folders() -> frozenset[Path]:
    paths = sysconfig.get_paths()
    folders = [paths["purelib"], paths["platlib"], paths["stdlib"], *site.getsitepackages(), site.getusersitepackages()]
    # Of another environment, added by a .pth file or PYTHONPATH.
    folders += [place for place in sys.path if Path(place).name in ("site-packages", "dist-packages")]
    return frozenset(Path(folder).resolve() for folder in folders)


@cache
def _distributions_of(name: str) -> tuple[str, ...]:
    """Return the installed distributions that a top-level module belongs to."""
    known = DISTRIBUTIONS.get(name, name)
    try:
        metadata.version(known)
    except metadata.PackageNotFoundError:
        # Half a second, so only for what is not called as its module.
        return tuple(sorted(set(metadata.packages_distributions().get(name, ()))))
    return (known,)
