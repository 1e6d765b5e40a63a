"""Names say what a thing is or does; some words say too little to be names."""

import re

from tests.hygiene.sources import all_sources, package_sources

EMPTY_VERBS = re.compile(r"_*(get|do|process|manage|handle)_")
EMPTY_NOUNS = frozenset({"util", "utils", "helper", "helpers", "common", "base", "misc"})


def test_no_function_has_a_verb_that_says_nothing():
    found = [
        source.at(function.lineno, function.name)
        for source in package_sources()
        for function in source.functions()
        if EMPTY_VERBS.match(function.name)
    ]

    assert [] == found


def test_no_module_or_package_has_a_name_that_says_nothing():
    found = [
        source.name
        for source in all_sources()
        if EMPTY_NOUNS & {source.path.stem, source.path.parent.name}
    ]

    assert [] == found
