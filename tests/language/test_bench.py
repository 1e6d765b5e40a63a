"""What is measured against Python is the same program."""

import pytest

from tools.bench_deluge import PROGRAMS, Quiet, in_closures
from vinculum.script.evaluate import evaluate
from vinculum.script.parse import check, parse


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("times", [0, 1, 250])
def test_all_three_ways_of_a_program_have_one_result(name, times):
    program = PROGRAMS[name]
    deluge = evaluate(parse(program.deluge), Quiet(), arguments={"times": times}).value
    closed = in_closures(program.closures, starts_with_map=name == "map")(times)
    size = len(closed) if isinstance(closed, dict) else closed

    assert () == check(program.deluge)
    assert (program.python(times), program.python(times)) == (deluge, size)
