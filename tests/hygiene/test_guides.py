"""The guides know every command and every option, and no others; the index knows every guide."""

import re
import shlex
from collections.abc import Iterator

import pytest
import typer

from tests.hygiene.sources import ROOT
from vinculum.cli.main import app

GUIDES = ROOT / "docs" / "guide"
CLI = GUIDES / "cli.md"
# Explained once, at the top of the page.
COMMON = {"--database", "--json", "--help"}
_SECTION = re.compile(r"^## (vinculum .+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([\w./-]+\.md)[)#]")
_SAMPLE = re.compile(r"^\$ (vinculum (?:.*\\\n)*.*)$", re.MULTILINE)


def commands() -> Iterator[tuple[str, frozenset[str]]]:
    """Walk every command with the options that it takes."""
    pending = [("vinculum", typer.main.get_command(app))]
    while pending:
        name, command = pending.pop()
        below = getattr(command, "commands", None)
        if below is None:
            yield name, frozenset(option for param in command.params for option in param.opts)
            continue
        pending += [(f"{name} {word}", each) for word, each in below.items()]


COMMANDS = dict(commands())
SECTIONS = dict(_SECTION.findall(CLI.read_text(encoding="utf-8")))


def test_every_command_has_its_section_and_no_other_has():
    assert sorted(COMMANDS) == sorted(SECTIONS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_section_of_a_command_explains_every_option_and_shows_an_example(name):
    section = SECTIONS[name]
    options = {option for option in COMMANDS[name] if option.startswith("--")} - COMMON
    silent = [option for option in sorted(options) if f"`{option}" not in section]

    assert ([], True) == (silent, f"$ {name}" in section)


def samples() -> Iterator[tuple[str, str]]:
    """Walk the command lines that any guide shows."""
    for path in sorted(GUIDES.rglob("*.md")):
        for sample in _SAMPLE.findall(path.read_text(encoding="utf-8")):
            yield path.name, sample.replace("\\\n", " ")


def test_every_command_line_that_a_guide_shows_is_one_that_there_is():
    wrong = []
    for page, sample in samples():
        words = shlex.split(sample)
        name = max((name for name in COMMANDS if sample.startswith(name)), key=len, default="")
        options = {word for word in words if word.startswith("--")}
        if not name or options - COMMANDS[name] - {"--help"}:
            wrong.append(f"{page}: {sample}")

    assert [] == wrong


def test_the_index_lists_every_guide():
    listed = set(_LINK.findall((GUIDES / "README.md").read_text(encoding="utf-8")))
    guides = {path.name for path in GUIDES.glob("*.md")} - {"README.md"}

    assert set() == guides - listed


def test_every_link_between_pages_leads_somewhere():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    lost = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in _LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).is_file()
    ]

    assert [] == lost
