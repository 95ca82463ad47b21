"""The places of a module that Cosmic Ray can mutate, and the mutants of each."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

LOGGING = ("log", "tell")
"""Names whose calls report progress and decide nothing."""


@dataclass(frozen=True)
class Mutant:
    """A change of one place of a module.

    Attributes
    ----------
    module : str
        Path of the file within the repository.
    operator : str
        Cosmic Ray's name of the change.
    occurrence : int
        Which of the operator's changes of the module it is.
    lines : tuple of int
        First and last line of the statement that is changed, without the body of a compound one.
    at_import : bool
        Whether the import of the module runs it, not a call of a function.
    """

    module: str
    operator: str
    occurrence: int
    lines: tuple[int, int]
    at_import: bool

    def source(self, root: Path) -> str:
        """The text of the mutated module."""
        mutated = mutate_code((root / self.module).read_text(), get_operator(self.operator)(), self.occurrence)
        assert mutated is not None, self
        return mutated

    def is_python(self, root: Path) -> bool:
        """Whether Cosmic Ray makes Python of it: it takes the stars of ``{**one}`` for a power."""
        try:
            ast.parse(self.source(root))
        except (SyntaxError, AttributeError):
            return False
        return True


def places_of(root: Path, module: str) -> list[list[Mutant]]:
    """The mutants of each place of a module; places that decide nothing are left out."""
    text = (root / module).read_text()
    nodes, tree, places = list(ast_nodes(get_ast(text))), ast.parse(text), {}
    statements = _statements(tree)
    silent = [_span(node) for node in _deciding_nothing(tree)]
    bodies = [(_span(node.body[0])[0], _span(node)[1]) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for name in operator_names():
        operator, occurrence = get_operator(name), -1
        if operator.arguments() or name == "core/NoOp":
            continue
        operator = operator()
        for node in nodes:
            for start, end in operator.mutation_positions(node):
                occurrence += 1
                if not any(first <= start and end <= last for first, last in silent):
                    lines = max(span for span in statements if span[0] <= start[0] <= span[1])
                    at_import = not any(first <= start and end <= last for first, last in bodies)
                    places.setdefault((start, end), []).append(Mutant(module, name, occurrence, lines, at_import))
    return list(places.values())


def _span(node: ast.AST) -> tuple[tuple[int, int], tuple[int, int]]:
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


def _deciding_nothing(tree: ast.Module) -> Iterator[ast.AST]:
    """Type hints, messages to the log, what only a type checker runs, and whether a record refuses assignments."""
    for node in ast.walk(tree):
        yield from (hint for name in ("annotation", "returns") if (hint := getattr(node, name, None)) is not None)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from (node.test, *node.body)
        told = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in LOGGING
        if told or (isinstance(node, ast.keyword) and node.arg == "frozen"):
            yield node


def _statements(tree: ast.Module) -> list[tuple[int, int]]:
    """First and last line of each statement, of a compound one without its body."""
    spans = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.excepthandler):
            body = getattr(node, "body", None)
            last = max(node.lineno, body[0].lineno - 1) if isinstance(body, list) else node.end_lineno
            decorators = getattr(node, "decorator_list", [])
            spans.append((min([node, *decorators], key=lambda part: part.lineno).lineno, last))
    return spans
