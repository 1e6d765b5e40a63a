"""Ready-made programs of the console: plain text, with the client's own addresses in it."""

import pytest

from vinculum.console.snippets import snippets_for
from vinculum.oauth.clients import CLIENT_TYPES, Client

HERE = "http://crm.test:8080"
PAGE = "http://127.0.0.1:5500"


def client(kind):
    return Client(
        client_id=f"1000.{kind.upper()}",
        name="Robot",
        type=kind,
        redirect_uris=(f"{PAGE}/back?a=1&b=2",) if CLIENT_TYPES[kind].redirects else (),
        javascript_domains=(PAGE,) if CLIENT_TYPES[kind].domains else (),
    )


@pytest.mark.parametrize("kind", CLIENT_TYPES)
def test_a_client_of_every_type_has_programs_that_name_it_and_the_server(kind):
    snippets = snippets_for(client(kind), here=HERE, email="ada@zylker.example")

    assert snippets
    for snippet in snippets:
        assert (True, True) == (HERE in snippet.text, f"1000.{kind.upper()}" in snippet.text)
        assert [] == [sign for sign in ("{{", "{%", "&amp;", "&lt;") if sign in snippet.text]


def test_a_program_for_a_browser_is_a_page():
    (snippet,) = snippets_for(client("client"), here=HERE, email="ada@zylker.example")

    assert '<script src="zcrmsdk.js"></script>' in snippet.text
    assert f"{PAGE}/back?a=1&b=2" in snippet.text
