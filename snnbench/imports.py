"""What a module imports, read from its source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import resolve_name
from pathlib import Path


@dataclass(frozen=True)
class Imports:
    """What the source of a module imports and reads.

    Attributes
    ----------
    modules : frozenset of str
        Dotted names that may be modules: of ``from a.b import c`` both ``a.b`` and ``a.b.c``, with their packages.
        ``a.b.*`` stands for any module of a package: ``import_module(f"a.b.{name}")``.
    packages_read : frozenset of str
        Packages whose data files it opens by ``importlib.resources.files("package")``.
    reads_beside : bool
        Whether it opens files next to itself by ``__file__``.
    """

    modules: frozenset[str]
    packages_read: frozenset[str]
    reads_beside: bool

    @property
    def top_level(self) -> frozenset[str]:
        """Names of the packages and modules at the top."""
        return frozenset(name.partition(".")[0] for name in self.modules)

    def data_files(self, path: Path, root: Path) -> list[Path]:
        """Return the data files that the module may read.

        Parameters
        ----------
        path : Path
            Of the module.
        root : Path
            The folder its package is imported from.
        """
        folders = [root.joinpath(*name.split(".")) for name in sorted(self.packages_read)]
        if self.reads_beside:
            folders.append(path.parent)
        return [file for folder in folders if (folder / "__init__.py").is_file() for file in _data_files(folder)]


@cache
def imports_of(path: Path, name: str) -> Imports:
    """Return what a module imports: inside functions too, but not what only type checkers see.

    Parameters
    ----------
    path : Path
    name : str
        Its dotted name, which relative imports start from.

    Raises
    ------
    SyntaxError
        If the file is not Python; names it.
    """
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    modules: set[str] = set()
    read: set[str] = set()
    beside = False
    for node in _executed(ast.parse(path.read_bytes(), filename=str(path))):
        if isinstance(node, ast.Import):
            modules |= {one for alias in node.names for one in _with_packages(alias.name)}
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(node, package)
            modules |= _with_packages(source)
            modules |= {f"{source}.{alias.name}" for alias in node.names if source and alias.name != "*"}
        elif isinstance(node, ast.Call) and node.args and (text := _text(node.args[0])):
            called = ast.unparse(node.func).rpartition(".")[2]
            if called == "import_module":
                other = _text(node.args[1]) if len(node.args) > 1 else ""
                modules |= _with_packages(_resolved(text, other or package))
            elif called == "files":
                read.add(text)
        elif isinstance(node, ast.Name) and node.id == "__file__":
            beside = True
    return Imports(frozenset(modules), frozenset(read), beside)


def _executed(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that run, as opposed to those under ``if TYPE_CHECKING``."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)


def _with_packages(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts) + 1) if name}


def _absolute(node: ast.ImportFrom, package: str) -> str:
    """Return the absolute name of what is imported from."""
    return _resolved("." * node.level + (node.module or ""), package)


def _resolved(name: str, package: str) -> str:
    """Return an absolute name, or nothing for a relative one that leads out of its package: Python refuses that."""
    try:
        return resolve_name(name, package)
    except ImportError:
        return ""


def _text(node: ast.AST) -> str:
    """Return a text in quotes, with ``*`` for what is filled in at its end, or nothing."""
    if isinstance(node, ast.JoinedStr) and len(node.values) == 2:
        start, filled_in = node.values
        return f"{_text(start)}*" if isinstance(filled_in, ast.FormattedValue) else ""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _data_files(folder: Path) -> list[Path]:
    """Return the files of a package that are not source, in its folder and in subfolders that are no packages."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name != "__pycache__" and not (path / "__init__.py").is_file():
                found += _data_files(path)
        elif path.suffix not in (".py", ".pyc", ".pyi", ".so") and not path.name.startswith("."):
            found.append(path)
    return found
