"""Scripts with what they write beside them (.out), and what is wrong with them (.err)."""

import re

import pytest

from tests.language.desk import CASES, results_of
from vinculum.script.builtins import NAMES
from vinculum.script.builtins.encryption import ENCRYPTION

SCRIPTS = sorted(CASES.rglob("*.dg"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_script_writes_what_stands_beside_it(path):
    expected = [_beside(path, ".out"), _beside(path, ".err")]

    assert expected == list(results_of(path.read_text(encoding="utf-8")))


def _beside(path, ending):
    file = path.with_suffix(ending)
    return file.read_text(encoding="utf-8") if file.exists() else ""


def test_every_result_belongs_to_a_script():
    lost = [path.name for path in CASES.rglob("*.*") if not path.with_suffix(".dg").exists()]

    assert [] == lost


def test_every_built_in_is_called_by_a_case():
    called = {
        name.lower()
        for path in SCRIPTS
        for name in re.findall(r"(\w+)\(", path.read_text(encoding="utf-8"))
    }

    assert [] == [name for name in (*NAMES, *ENCRYPTION) if name.lower() not in called]
