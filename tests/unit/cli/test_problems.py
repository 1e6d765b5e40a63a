"""What a person can mend is told in one line that says how, never as a traceback."""

import socket
import sqlite3

import pytest

TOKEN = ("token", "issue", "--scope", "ZohoCRM.modules.ALL")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("token", "issue", "--scope", "ZohoCRM.modulez.ALL"), "there is no scope"),
        (("token", "issue", "--scope", " , "), "at least one scope"),
        ((*TOKEN, "--user", "admn@example.com"), "did you mean admin@example.com?"),
        ((*TOKEN, "--client", "1000.X"), "vinculum client list"),
        (
            ("code", "issue", "--client", "1000.X", "--scope", "ZohoCRM.modules.ALL"),
            "vinculum client list",
        ),
        (("client", "add", "--name", "a!", "--type", "self"), "Enter a valid client name"),
        (("client", "add", "--name", "a", "--type", "sef"), "it is one of self, server"),
        (("profile", "add", "--name", "X", "--like", "Standrd"), "did you mean Standard?"),
        (("profile", "add", "--name", "X", "--deny", "Leeds:update"), "did you mean Leads?"),
        (("profile", "add", "--name", "X", "--deny", "Leads:edit"), "read, create, update, delete"),
        (("profile", "add", "--name", "standard"), "already"),
        (("role", "add", "--name", "X", "--reports-to", "Manger"), "did you mean Manager?"),
        (
            ("user", "add", "--email", "nobody", "--profile", "Standard", "--role", "CEO"),
            "is not an e-mail address",
        ),
        (
            (
                "user",
                "add",
                "--email",
                "ADMIN@example.com",
                "--profile",
                "Standard",
                "--role",
                "CEO",
            ),
            "already",
        ),
        (("schema", "load", "/nowhere.toml"), "cannot read /nowhere.toml"),
        (("role", "add", "--name", "Sal\udce9s"), "is not text in UTF-8"),
        (("role", "list", "--database", "nonsense"), "sqlite:///vinculum.db"),
        (("role", "list", "--database", "mysql://x/y"), "no engine for 'mysql'"),
        (("role", "list", "--database", "sqlite:////nowhere/x.db"), "check the path"),
        (("serve", "--public-url", "crm.test"), "must begin with http"),
        (("serve", "--host", "no such host"), "check --host"),
    ],
)
def test_a_mistake_is_told_in_one_line(vinculum, command, words):
    vinculum("org", "show")
    ran = vinculum(*command)
    lines = [line for line in ran.err.splitlines() if not line.startswith("Making")]

    assert (1, 1, "") == (ran.code, len(lines), ran.out)
    assert lines[0].startswith("vinculum: ")
    assert words in lines[0]


@pytest.mark.parametrize(
    "command",
    [
        ("bogus",),
        ("token", "issue"),
        (*TOKEN, "--bogus"),
        ("serve", "--port", "eighty"),
        ("code", "issue", "--client", "x", "--scope", "y", "--minutes", "11"),
    ],
)
def test_a_command_that_is_none_is_a_usage_error(vinculum, command):
    ran = vinculum(*command)

    assert 2 == ran.code
    assert "Usage: " in ran.err


def test_every_fault_of_a_schema_file_is_told(vinculum, tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text('[[module]]\nname = "x"\n')
    ran = vinculum("schema", "check", str(file))

    assert 1 == ran.code
    assert f"vinculum: {file}: " in ran.err


def test_another_programs_file_is_left_alone(vinculum, tmp_path):
    file = tmp_path / "crm.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()
    ran = vinculum("org", "show")
    connection = sqlite3.connect(file)
    tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()

    assert (1, [("recipe",)]) == (ran.code, tables)
    assert "another program" in ran.err


def test_a_port_in_use_is_told_before_the_database_is_touched(vinculum, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = vinculum("serve", "--port", str(taken.getsockname()[1]))

    assert (1, False) == (ran.code, (tmp_path / "crm.db").exists())
    assert "choose another with --port" in ran.err


def test_a_client_of_a_page_gets_no_refresh_token(vinculum):
    page = vinculum(
        *("client", "add", "--name", "Page", "--type", "client", "--json"),
        *("--redirect-uri", "http://a.test/r", "--javascript-domain", "http://a.test"),
    ).json["client_id"]

    for command in ("token", "code"):
        ran = vinculum(command, "issue", "--client", page, "--scope", "ZohoCRM.modules.ALL")
        assert (1, True) == (ran.code, "is of type client" in ran.err)
