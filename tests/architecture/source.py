"""Every Python file of the shipped packages, read and parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One file.

    Attributes:
        name: Its path from the repository's root, with slashes.
        text: What stands in it.
    """

    name: str
    text: str

    @property
    def folder(self) -> str:
        """The folder that it is in."""
        return self.name.rpartition("/")[0]

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every module that it imports anywhere, and every name that it takes from one."""
        return frozenset(_imports(self.tree))

    def knows(self, *modules: str) -> bool:
        """Whether it imports one of these modules or something inside."""
        return any(
            name == module or name.startswith(f"{module}.")
            for name in self.imports
            for module in modules
        )

    def nodes(self, kind: type[Node]) -> Iterator[Node]:
        """Every node of one kind."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def read(*places: str) -> list[Source]:
    """The files in some folders of the repository, or the files named."""
    paths = (
        path
        for place in places
        for path in (sorted((ROOT / place).rglob("*.py")) if "." not in place else [ROOT / place])
    )
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in paths
    ]


SHIPPED = read("viewer", "ml", "main.py")
"""What a reader runs, and research."""
EVERYTHING = [*SHIPPED, *read("tests", "benchmarks", "packaging", "resources")]
"""All Python files of the repository."""
