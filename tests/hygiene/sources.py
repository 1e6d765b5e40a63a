"""
Read the repository's own Python files, once, for the tests of this folder.

Owns which files are judged and how a finding is written: path, line, what.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "vinculum"

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | Function


class Source(NamedTuple):
    """One Python file of the repository."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path as a reader of the repository knows it."""
        return self.path.relative_to(ROOT).as_posix()

    def at(self, line: int, what: str) -> str:
        """Write a finding so that an editor can jump to it."""
        return f"{self.name}:{line}: {what}"

    def functions(self) -> Iterator[Function]:
        """Walk all functions and methods, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


@cache
def sources_under(*folders: str) -> tuple[Source, ...]:
    """Read every Python file below these folders of the repository, sorted by path."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    texts = ((path, path.read_text(encoding="utf-8")) for path in paths)
    return tuple(Source(path, text, ast.parse(text, str(path))) for path, text in texts)


def package_sources() -> tuple[Source, ...]:
    """Read the package itself."""
    return sources_under("src")


def all_sources() -> tuple[Source, ...]:
    """Read the package, its tests and the tools."""
    return sources_under("src", "tests", "tools")


def docstring_of(node: Documented) -> ast.Constant | None:
    """Find the docstring's own node, so that it can be told from other texts."""
    match node.body:
        case [ast.Expr(value=ast.Constant(value=str()) as text), *_]:
            return text
    return None


def is_migration(source: Source) -> bool:
    """Tell a numbered migration, which is written once and never again."""
    return source.path.parent.name == "versions" or source.path.name[:4].isdigit()
