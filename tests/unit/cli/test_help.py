"""Every command explains itself, and every setting that is an option names its variable."""

import pytest
from typer.main import get_command

from vinculum.cli.main import app
from vinculum.server.settings import SETTINGS


def commands(group=None, path=()):
    """All commands with the words that lead to them."""
    group = group or get_command(app)
    for name, command in group.commands.items():
        words = (*path, name)
        if hasattr(command, "commands"):
            yield from commands(command, words)
        else:
            yield words, command


ALL = dict(commands())


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_a_command_and_its_options_say_what_they_do(words):
    command = ALL[words]
    unexplained = [
        option.name
        for option in command.params
        if option.param_type_name == "option" and not option.help
    ]

    assert ([], True) == (unexplained, bool(command.help))


@pytest.mark.parametrize("words", [each for each in ALL if each != ("bench",)], ids=" ".join)
def test_every_command_takes_a_database(words):
    options = {option.name: option for option in ALL[words].params}

    assert "VINCULUM_DATABASE" == options["database"].envvar


def test_a_bench_takes_no_database_but_a_server():
    options = {option.name: option for option in ALL["bench",].params}

    assert ("database" not in options, True) == (True, options["url"].required)


def test_the_commands_are_those_that_operators_know():
    expected = """serve doctor bench backup restore export import
        client:add client:list code:issue token:issue user:add user:list
        user:password profile:add profile:list role:add role:list org:show schema:load
        schema:check deluge:run deluge:check deluge:test deluge:repl
        function:add function:list function:show function:remove function:bind function:unbind
        mail:list mail:show mail:remove
        function:key function:runs"""

    assert set(expected.split()) == {":".join(words) for words in ALL}


def test_every_option_of_serve_is_a_setting_with_its_variable():
    options = {option.name: option.envvar for option in ALL["serve",].params}

    assert {name: SETTINGS[name].variable for name in options} == options
