"""What scripts send waits in the outbox, and is printed as mail programs read it."""

from __future__ import annotations

import email
import sqlite3
from contextlib import closing
from email.policy import default

import pytest

SCRIPT = """
list = List();
list.add("a,b".toFile("täglich.csv"));
sendmail
[
    from: zoho.adminuserid
    to: "Ada <ada@example.test>, bob@example.test"
    cc: {"cy@example.test"}
    reply to: "office@example.test"
    subject: "Grüße"
    message: "<b>Hello</b>"
    attachments: list
];
info "sent";
"""


@pytest.fixture
def script(vinculum, tmp_path):
    def run(text):
        file = tmp_path / "mail.dg"
        file.write_text(text, encoding="utf-8")
        return vinculum("deluge", "run", str(file))

    return run


def mail(**settings):
    pairs = {
        "from": "zoho.loginuserid",
        "to": '"a@example.test"',
        "subject": '"S"',
        "message": '"M"',
    }
    lines = "\n".join(f"{key}: {value}" for key, value in {**pairs, **settings}.items() if value)
    return f"sendmail\n[\n{lines}\n];"


def test_a_mail_waits_with_its_files_until_it_is_removed(script, vinculum):
    ran = script(SCRIPT)
    (listed,) = vinculum("mail", "list", "--json").json

    assert ("sent\n", 0) == (ran.out, ran.code)
    assert (["Ada <ada@example.test>", "bob@example.test"], ["täglich.csv"]) == (
        listed["to"],
        listed["files"],
    )
    assert 0 == vinculum("mail", "remove", listed["id"]).code
    assert 1 == vinculum("mail", "remove", listed["id"]).code
    assert [] == vinculum("mail", "list", "--json").json


def test_a_list_reads_no_body_but_of_mails_of_an_older_program(script, vinculum, database):
    script(SCRIPT)
    script(SCRIPT)
    newer, older = vinculum("mail", "list", "--json").json
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as file:
        file.execute("DELETE FROM mail_head WHERE id = ?", (older["id"],))
        file.execute("UPDATE mail SET body = 'unreadable' WHERE id = ?", (newer["id"],))
        file.commit()

    assert [newer, older] == vinculum("mail", "list", "--json").json


def test_a_mail_is_printed_as_a_message(script, vinculum):
    script(SCRIPT)
    (listed,) = vinculum("mail", "list", "--json").json
    printed = vinculum("mail", "show", listed["id"]).out
    message = email.message_from_string(printed, policy=default)
    (attachment,) = message.iter_attachments()

    assert "Grüße" == message["Subject"]
    assert "cy@example.test" == message["Cc"]
    assert "office@example.test" == message["Reply-To"]
    assert f"<{listed['id']}@vinculum.invalid>" == message["Message-ID"]
    html = message.get_body(("html",))
    assert html is not None
    assert "<b>Hello</b>" == html.get_content().strip()
    assert "täglich.csv" == attachment.get_filename()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"from": '"evil@example.test"'}, "`from` must be"),
        ({"to": '"nobody"'}, "is not an e-mail address"),
        ({"to": '"a@b.test\\r\\nBcc: c@d.test"'}, "is not an e-mail address"),
        ({"to": ""}, "needs a `to`"),
        ({"to": "5"}, "takes a text"),
        ({"cc": '"<a@b.test> c@d.test"'}, "is not an e-mail address"),
        ({"subject": '"A\\r\\nBcc: c@d.test"'}, "one line"),
        ({"subject": '"x".repeat(2000)'}, "at most 1000"),
        ({"subject": ""}, "needs a `subject`"),
        ({"message": '"x".repeat(1000001)'}, "at most 1000000"),
        ({"attachments": '"text"'}, "takes a file"),
        ({"content type": '"PDF"'}, "`HTML` or `TEXT`"),
        ({"titel": '"x"'}, "has no `titel`"),
        ({"to": '"a@b.test,".repeat(99) + "x1@b.test,x2@b.test"', "bcc": '"q@b.test"'}, ""),
    ],
)
def test_what_is_no_mail_is_a_fault_with_its_line(script, vinculum, settings, words):
    ran = script(mail(**settings))
    kept = vinculum("mail", "list", "--json").json

    if words:
        assert (1, []) == (ran.code, kept)
        assert words in ran.err
        assert "mail.dg:1:" in ran.err
    else:  # An address that is repeated counts once.
        assert (0, 1) == (ran.code, len(kept))


def test_a_mail_has_at_most_a_hundred_recipients(script):
    many = "".join(f'to.add("a{number}@b.test");' for number in range(101))
    ran = script(f"to = List();{many}" + mail(to="to"))

    assert "at most 100 recipients" in ran.err


def test_a_run_writes_at_most_a_hundred_mails(script, vinculum):
    numbers = ",".join(str(number) for number in range(101))
    ran = script(f"for each number in {{{numbers}}} {{ {mail()} }}")

    assert "at most 100 mails" in ran.err
    assert 100 == len(vinculum("mail", "list", "--limit", "200", "--json").json)


def test_text_is_sent_as_text(script, vinculum):
    script(mail(**{"content type": "TEXT"}))
    (listed,) = vinculum("mail", "list", "--json").json

    assert "Content-Type: text/plain" in vinculum("mail", "show", listed["id"]).out
