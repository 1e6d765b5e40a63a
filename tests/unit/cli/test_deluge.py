"""Scripts are tested away from the operator's database, and statements are run as they come."""

import io
import sys
from pathlib import Path

import pytest

HELLO = 'info "hello";\ninfo zoho.crm.getRecords("Leads").size() > 0;\n'


@pytest.fixture
def scripts(tmp_path):
    """A directory of scripts; the first argument of each pair is its name."""
    folder = tmp_path / "scripts"
    folder.mkdir()

    def write(**texts):
        for name, text in texts.items():
            stem, _, ending = name.rpartition("_")
            (folder / f"{stem}.{ending}").write_text(text, encoding="utf-8")
        return str(folder)

    return write


def test_scripts_that_write_what_they_should_pass_on_the_demo_org(vinculum, scripts, database):
    folder = scripts(a_dg=HELLO, a_out="hello\n{…}\n", b_dg="info 1;", b_out="1\n")
    ran = vinculum("deluge", "test", folder)

    assert (0, "[1/2] same     a.dg\n[2/2] same     b.dg\n") == (ran.code, ran.out)
    assert "2 scripts: 2 same\n" == ran.err
    assert not Path(database.removeprefix("sqlite:///")).exists()


def test_each_script_has_an_org_of_its_own(vinculum, scripts):
    found = 'info zoho.crm.searchRecords("Leads", "(Last_Name:equals:Solo)").size();'
    text = f'zoho.crm.createRecord("Leads", {{"Last_Name": "Solo"}});\n{found}'
    ran = vinculum("deluge", "test", scripts(a_dg=text, a_out="1\n", b_dg=text, b_out="1\n"))

    assert 0 == ran.code


def test_a_difference_is_shown_and_ends_with_1(vinculum, scripts):
    ran = vinculum("deluge", "test", scripts(a_dg="info 1;\ninfo 2;", a_out="1\n3\n"))

    shown = ["[1/1] DIFFERS  a.dg", "    @@ -1,2 +1,2 @@", "     1", "    -3", "    +2"]
    assert (1, shown, "1 script: 1 differ\n") == (ran.code, ran.out.splitlines(), ran.err)


def test_the_place_of_a_mistake_is_the_last_line(vinculum, scripts):
    text, expected = "info 1;\nx = 1 / 0;", "1\nline 2, column 7: a division by zero\n"

    assert 0 == vinculum("deluge", "test", scripts(a_dg=text, a_out=expected)).code


def test_a_script_without_output_beside_it_is_reported(vinculum, scripts):
    ran = vinculum("deluge", "test", scripts(a_dg="info 1;"))

    assert (0, "[1/1] no .out  a.dg\n") == (ran.code, ran.out)
    assert "1 script: 1 without .out\n" == ran.err


def test_updating_writes_what_differs_or_is_missing(vinculum, scripts):
    folder = scripts(a_dg="info 1;", b_dg="info 2;", b_out="3\n", c_dg="info 4;", c_out="{…}\n")
    ran = vinculum("deluge", "test", folder, "--update")
    outputs = [(Path(folder) / f"{stem}.out").read_text(encoding="utf-8") for stem in "abc"]

    assert (0, ["1\n", "2\n", "{…}\n"]) == (ran.code, outputs)
    assert "3 scripts: 1 same, 2 written\n" == ran.err


def test_an_empty_org_has_no_records(vinculum, scripts):
    text = 'info zoho.crm.getRecords("Leads").size();'
    ran = vinculum("deluge", "test", scripts(a_dg=text, a_out="0\n"), "--no-demo")

    assert 0 == ran.code


def test_a_script_runs_as_the_user_that_its_first_line_names(vinculum, scripts):
    text = "// as {}\ninfo zoho.loginuserid;"
    known, strange = "jai.zachary@zylker.example", "nobody@zylker.example"
    folder = scripts(
        a_dg=text.format(known),
        a_out=f"{known}\n",
        b_dg=text.format(strange),
        b_out=f"line 1, column 1: the org has no user {strange}\n",
    )

    assert 0 == vinculum("deluge", "test", folder).code


def test_programs_get_every_script_with_its_lines(vinculum, scripts):
    ran = vinculum("deluge", "test", scripts(a_dg="info 1;", a_out="2\n"), "--json")
    differences = ["@@ -1 +1 @@", "-2", "+1"]
    expected = {"name": "a.dg", "verdict": "differs", "lines": ["1"], "differences": differences}

    assert (1, [expected]) == (ran.code, ran.json)


def test_a_directory_without_scripts_is_a_mistake(vinculum, tmp_path):
    ran = vinculum("deluge", "test", str(tmp_path))

    assert (1, f"vinculum: there is no script, NAME.dg, in {tmp_path}\n") == (ran.code, ran.err)


def repl_on(vinculum, monkeypatch, text):
    """Run the repl on piped text."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return vinculum("deluge", "repl")


def test_the_repl_reads_statements_of_several_lines_and_keeps_variables(vinculum, monkeypatch):
    ran = repl_on(vinculum, monkeypatch, "x = 2;\nif (x > 1)\n{\n\n  x = 3;\n}\nx + 1;\n")

    assert (0, "4\n") == (ran.code, ran.out)


def test_the_repl_shows_the_line_of_a_mistake_and_goes_on(vinculum, monkeypatch):
    ran = repl_on(vinculum, monkeypatch, "x = 1;\nx / 0;\nx;\n")
    shown = "line 2, column 3: a division by zero\n    x / 0;\n      ^\n"

    assert (1, "1\n", True) == (ran.code, ran.out, ran.err.endswith(shown))


def test_a_condition_and_a_rescue_go_on_after_their_first_brace(vinculum, monkeypatch):
    text = """if (false)
{
}

else if (true)
{
  info 1;
}
else
{
}
try
{
  x = 1 / 0;
}
catch (e)
{
  info e.lineNo;
}
"""
    ran = repl_on(vinculum, monkeypatch, text)

    assert (0, "1\n14\n") == (ran.code, ran.out)


def test_what_is_no_text_ends_the_repl_with_a_word(vinculum, monkeypatch):
    piped = io.TextIOWrapper(io.BytesIO(b"info 1;\n\xff\n"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", piped)
    ran = vinculum("deluge", "repl")

    assert (1, True) == (ran.code, "not text in UTF-8" in ran.err)


def test_exit_ends_the_repl(vinculum, monkeypatch):
    ran = repl_on(vinculum, monkeypatch, "info 1;\nexit\ninfo 2;\n")

    assert (0, "1\n") == (ran.code, ran.out)


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("1 + 2\n", "3\n"),
        ("1 +\n2\n", "3\n"),
        ("info 1\n\ninfo 2;\n", "1\n2\n"),
        ("x = 4 // four\n\nx * 2\n", "8\n"),
        ("if (true) { info 5 }\n", ""),
    ],
)
def test_a_semicolon_that_is_all_a_piped_statement_lacks_is_put_behind_it(
    vinculum, monkeypatch, text, out
):
    assert out == repl_on(vinculum, monkeypatch, text).out


def test_an_empty_line_ends_a_statement_that_is_none(vinculum, monkeypatch):
    ran = repl_on(vinculum, monkeypatch, "info 1 2\n\ninfo 2;\n")

    assert (1, "2\n") == (ran.code, ran.out)
    assert "`;` or an operator is expected, but `2` is found" in ran.err
