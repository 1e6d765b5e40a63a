"""
Read the files and texts of a multipart form.

Owns how the parts of an upload are understood: their names, and the limits of their number.
Never judges a file; a body that cannot be read comes back as None.
Next door: resources/attachments.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from vinculum.model.value import Value
from vinculum.rules.attachments import UploadedFile

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MULTIPART = "multipart/form-data"
MAX_PARTS = 50
LONGEST_TEXT = 10_000
# The library knows only the plain form of a name.
_EXTENDED = re.compile(rb"(?i);\s*filename\*=utf-8'[a-z0-9-]*'([a-z0-9%!#$&+.^_`|~-]+)")


class Form(Value):
    """The parts of a form: files by the name of their part, and texts."""

    files: tuple[tuple[str, UploadedFile], ...] = ()
    texts: Mapping[str, str] = {}


class _TooMany(Exception):
    """A form with more parts than anybody sends."""


class _Part:
    """The part that is being read."""

    def __init__(self) -> None:
        self.headers: dict[bytes, bytes] = {}
        self.name, self.value = b"", b""
        self.pieces: list[bytes] = []


class _Reading:
    """What the parser calls, and what has been read so far."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self.ended = False

    def on_part_begin(self) -> None:
        if len(self.parts) == MAX_PARTS:
            raise _TooMany
        self.parts.append(_Part())

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].value += data[start:end]

    def on_header_end(self) -> None:
        part = self.parts[-1]
        part.headers[part.name.lower()] = part.value
        part.name, part.value = b"", b""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].pieces.append(data[start:end])

    def on_end(self) -> None:
        self.ended = True


def parse_multipart(content_type: str, body: bytes) -> Form | None:
    """
    Read a form; None when it is none, is cut off, or has more than 50 parts.

    A part with a file name is a file. Text is UTF-8, with a replacement for what is none; a text of
    more than 10,000 bytes is left out.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind.lower() != MULTIPART.encode() or not boundary:
        return None
    reading = _Reading()
    names = [name for name in dir(reading) if name.startswith("on_")]
    callbacks = {name: getattr(reading, name) for name in names}
    try:
        parser = MultipartParser(boundary, cast("MultipartCallbacks", callbacks))
        parser.write(body)
        parser.finalize()
    except (FormParserError, _TooMany, ValueError):
        return None
    return _form_of(reading.parts) if reading.ended else None


def _form_of(parts: list[_Part]) -> Form:
    files: list[tuple[str, UploadedFile]] = []
    texts: dict[str, str] = {}
    for part in parts:
        disposition = part.headers.get(b"content-disposition", b"")
        _, options = parse_options_header(disposition)
        name = options.get(b"name", b"").decode(errors="replace")
        content = b"".join(part.pieces)
        file_name = _file_name(disposition, options)
        if file_name is not None:
            files.append((name, UploadedFile(name=file_name, content=content)))
        elif len(content) <= LONGEST_TEXT:
            texts[name] = content.decode(errors="replace")
    return Form(files=tuple(files), texts=texts)


def _file_name(disposition: bytes, options: Mapping[bytes, bytes]) -> str | None:
    """The name of a part's file, in the form for other alphabets if there is one; None for text."""
    extended = _EXTENDED.search(disposition)
    if extended is not None:
        return unquote(extended[1].decode(), errors="replace")
    plain = options.get(b"filename")
    return None if plain is None else plain.decode(errors="replace")
