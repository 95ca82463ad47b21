"""The machine code of kernels that a mutant does not touch, so that only the others are compiled anew."""

import ast
import shutil
from pathlib import Path

KERNELS = "snnbench/nets/kernels"


def keep_unchanged(root: Path, mutated: str, before: Path) -> None:
    """Copy the machine code of kernels that do not build on the mutated module; called in a mutant's process."""
    if not mutated.startswith(KERNELS):
        return
    from snnbench.nets.kernels.compiled import _cache_folder

    after, changed = Path(_cache_folder()), _built_on(root, Path(mutated).stem)
    for file in before.rglob("*.nb?"):
        if file.name.partition(".")[0] not in changed:
            copy = after / file.parent.name / file.name
            copy.parent.mkdir(exist_ok=True)
            shutil.copy2(file, copy)


def _built_on(root: Path, module: str) -> set[str]:
    """The module and all kernel modules that import it, directly or not."""
    imports = {}
    for file in (root / KERNELS).glob("*.py"):
        nodes = ast.walk(ast.parse(file.read_text()))
        names = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
        imports[file.stem] = {name.rpartition(".")[2] for name in names if name.startswith(KERNELS.replace("/", "."))}
    found, previous = {module}, set()
    while found != previous:
        previous = found
        found = found | {name for name, imported in imports.items() if imported & found}
    return found
