"""
Shape what goes to an address, and what comes back.

Owns the settings of `invokeurl`, and the answer as a value: JSON, text, or a file.
Never opens a connection; the host does.
Next door: host.py has the request and the response.
"""

from __future__ import annotations

from collections.abc import Mapping

from vinculum.script.coercion import coerce, text_of
from vinculum.script.diagnostics import Fault
from vinculum.script.host import UrlRequest, UrlResponse
from vinculum.script.json_text import find_json
from vinculum.script.rendering import render_json
from vinculum.script.run import Run
from vinculum.script.values import Datum, File

SETTINGS = frozenset(
    "url type headers content-type parameters body files connection detailed response-format"
    " response-decoding".split()
)
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
FORMATS = frozenset({"", "text", "file", "collection"})
_TEXTUAL = ("text/", "application/json", "application/xml", "application/javascript")
_TEXTUAL_SUFFIXES = ("+json", "+xml")


def request_of(settings: Mapping[str, Datum], run: Run) -> UrlRequest:
    """Read the settings of `invokeurl`; what is no setting is a fault."""
    unknown = sorted(settings.keys() - SETTINGS)
    if unknown:
        raise Fault(f"`invokeurl` has no `{unknown[0]}`")
    url = text_of(settings.get("url"), run.account).strip()
    if not url:
        raise Fault("`invokeurl` needs a `url`")
    method = (text_of(settings.get("type"), run.account) or "GET").upper()
    if method not in METHODS:
        raise Fault(f"`{method[:20]}` is no type of request")
    return UrlRequest(
        url=url,
        method=method,
        headers=_texts(settings.get("headers"), run),
        content_type=text_of(settings.get("content-type"), run.account),
        parameters=_parameters(settings.get("parameters"), run),
        body=_body(settings.get("body"), run),
        files=_files(settings.get("files")),
        connection=text_of(settings.get("connection"), run.account),
    )


def _texts(value: Datum, run: Run) -> dict[str, str]:
    entries = {} if value is None else coerce(value, "map", run.account)
    if not isinstance(entries, dict):
        return {}
    return {key: text_of(each, run.account) for key, each in entries.items()}


def _parameters(value: Datum, run: Run) -> dict[str, str] | str | None:
    if value is None or isinstance(value, str):
        return value
    return _texts(value, run)


def _body(value: Datum, run: Run) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return render_json(value, run.account)


def _files(value: Datum) -> tuple[File, ...]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    files = tuple(item for item in items if isinstance(item, File))
    if len(files) < len(items):
        raise Fault("`files` takes a file, or a list of files")
    return files


def answer_to(request: UrlRequest, settings: Mapping[str, Datum], run: Run) -> Datum:
    """Call the address and shape the answer; `detailed` gives status and headers beside it."""
    response = run.host.invoke_url(request)
    wanted = text_of(settings.get("response-format"), run.account).lower()
    charset = text_of(settings.get("response-decoding"), run.account)
    content = _content(response, wanted, charset, run)
    if coerce(settings.get("detailed") or False, "boolean", run.account) is not True:
        return content
    headers: dict[str, Datum] = dict(response.headers)
    return {
        "responseText": content,
        "responseCode": response.status,
        "responseHeader": headers,
    }


def _content(response: UrlResponse, wanted: str, charset: str, run: Run) -> Datum:
    run.account.charge(len(response.content))
    if wanted not in FORMATS:
        raise Fault(f"`response-format` has no `{wanted[:20]}`; it is text, file or collection")
    if wanted == "file" or (not wanted and not _is_textual(response.content_type)):
        return File(name="response", content=response.content, content_type=response.content_type)
    text = decoded(response.content, charset or response.charset, run)
    if wanted == "text":
        return text
    found = find_json(text, run.account)
    if wanted == "collection" and found is not None:
        return coerce(found, "collection", run.account)
    return text if found is None else found


def _is_textual(content_type: str) -> bool:
    """Tell whether a type is one of text; what has no type is taken for text."""
    plain = content_type.partition(";")[0].strip().lower()
    return not plain or plain.startswith(_TEXTUAL) or plain.endswith(_TEXTUAL_SUFFIXES)


def decoded(content: bytes, charset: str, run: Run) -> str:
    """Read bytes as text; what the charset does not know is marked."""
    run.account.charge_text(len(content))
    try:
        text = content.decode(charset, "replace")
    except (LookupError, ValueError):
        raise Fault(f"the charset `{charset[:30]}` is unknown") from None
    # Some charsets can say half a character, which nothing can write.
    return text.encode("utf-8", "replace").decode("utf-8")


def _simple_answer(run: Run, request: UrlRequest, simple: Datum) -> Datum:
    """Answer with the text alone, or with a map that has the status too."""
    response = run.host.invoke_url(request)
    text = decoded(response.content, response.charset, run)
    if simple is False:
        return {"responseCode": response.status, "responseText": text}
    return text


def url_read(run: Run, url: str, headers: Datum = None, simple: Datum = None) -> Datum:
    """Ask an address by GET."""
    return _simple_answer(run, UrlRequest(url=url, headers=_texts(headers, run)), simple)


def url_posted(
    run: Run, url: str, body: Datum, headers: Datum = None, simple: Datum = None
) -> Datum:
    """Send a map as a form, or a text as it is, by POST."""
    request = UrlRequest(
        url=url, method="POST", headers=_texts(headers, run), parameters=_parameters(body, run)
    )
    return _simple_answer(run, request, simple)
