"""Everything that others may use says what it is for; every module says what it owns."""

import ast
from collections.abc import Iterator

from tests.hygiene.sources import (
    Documented,
    Source,
    docstring_of,
    is_migration,
    package_sources,
)


def public_members(body: list[ast.stmt]) -> Iterator[Documented]:
    """Walk classes, functions and methods that carry no leading underscore."""
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("_") or is_overload(node):
                continue
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_members(node.body)


def is_overload(node: ast.stmt) -> bool:
    """Tell a signature that only the type checker reads."""
    decorators = getattr(node, "decorator_list", [])
    return any(isinstance(name, ast.Name) and name.id == "overload" for name in decorators)


def lacks_ownership(source: Source) -> bool:
    """Tell a module whose header does not say what it owns and what it never does."""
    if is_migration(source) or source.path.name == "__init__.py":
        return False
    header = ast.get_docstring(source.tree) or ""
    return not ("Owns" in header and "Never" in header)


def test_every_module_has_a_docstring():
    silent = [source.name for source in package_sources() if docstring_of(source.tree) is None]

    assert [] == silent


def test_every_module_says_what_it_owns_and_what_it_never_does():
    vague = [source.name for source in package_sources() if lacks_ownership(source)]

    assert [] == vague


def test_every_public_class_and_function_has_a_docstring():
    silent = [
        source.at(node.lineno, node.name)
        for source in package_sources()
        for node in public_members(source.tree.body)
        if not isinstance(node, ast.Module) and docstring_of(node) is None
    ]

    assert [] == silent
