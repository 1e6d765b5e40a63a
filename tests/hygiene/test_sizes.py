"""A file and a function stay small enough to be read in one go."""

from tests.hygiene.sources import Function, all_sources, docstring_of

FILE_LIMIT = 500
FUNCTION_LIMIT = 40


def length_of(function: Function) -> int:
    """Count the lines from `def` to the end; what the docstring explains is not held against it."""
    text = docstring_of(function)
    documentation = text.end_lineno - text.lineno + 1 if text and text.end_lineno else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - documentation


def test_no_file_is_longer_than_the_limit():
    lengths = {source.name: source.text.count("\n") for source in all_sources()}

    assert {} == {name: length for name, length in lengths.items() if length > FILE_LIMIT}


def test_no_function_is_longer_than_the_limit():
    too_long = [
        source.at(function.lineno, f"{function.name} has {length_of(function)} lines")
        for source in all_sources()
        for function in source.functions()
        if length_of(function) > FUNCTION_LIMIT
    ]

    assert [] == too_long
