"""The log never shows a token or a secret."""

import logging
import sys

import pytest

from vinculum.server.logs import Formatter, redact

TOKEN = "1000." + "a1" * 16 + "." + "b2" * 16


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Zoho-oauthtoken {TOKEN} failed", "Zoho-oauthtoken *** failed"),
        ("client_secret=abc&code=def&x=1", "client_secret=***&code=***&x=1"),
        ('{"refresh_token": "abc", "x": 1}', '{"refresh_token": "***", "x": 1}'),
        ("/crm/v2/Leads/1000.5", "/crm/v2/Leads/1000.5"),
    ],
)
def test_secrets_are_blotted_out(text, shown):
    assert shown == redact(text)


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_traceback_is_blotted_out_too(log_format):
    formatter = Formatter(log_format)
    try:
        int(TOKEN)
    except ValueError:
        record = logging.LogRecord("x", 40, "x", 1, "it failed", (), sys.exc_info())

    text = formatter.format(record)

    assert ("Traceback" in text, TOKEN in text) == (True, False)


def test_a_line_is_written_even_when_what_writes_it_cannot_be_loaded(monkeypatch):
    def without_descriptors(_format):
        raise OSError(24, "Too many open files")

    formatter = Formatter("text")
    record = logging.LogRecord("x", 40, "x", 1, "%s failed", (TOKEN,), None)
    with monkeypatch.context() as patch:
        patch.setattr("vinculum.server.logs._formatter_of", without_descriptors)
        during = formatter.format(record)

    assert "ERROR x: *** failed" == during.strip()
    assert formatter.format(record).endswith(" ERROR x: *** failed")
