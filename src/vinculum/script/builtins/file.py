"""
The built-ins of files, which exist in memory only.

Owns the table FILE.
Never touches a disk.
Next door: web.py makes files of what an address sends.
"""

from __future__ import annotations

from msgspec.structs import replace

from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.coercion import text_of
from vinculum.script.run import Run
from vinculum.script.values import Datum, File

_TYPES = {
    "txt": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "html": "text/html",
    "xml": "application/xml",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def _content(run: Run, file: File) -> Datum:
    run.account.charge_text(len(file.content))
    return file.content.decode("utf-8", "replace")


def _type(_run: Run, file: File) -> Datum:
    stem, dot, ending = file.name.rpartition(".")
    return ending.lower() if stem and dot else file.content_type


def to_file(run: Run, content: Datum, name: str = "file.txt") -> Datum:
    """Make a file of the printed form of a value."""
    text = text_of(content, run.account)
    run.account.charge_text(len(text))
    ending = name.rpartition(".")[2].lower()
    return File(
        name=name,
        content=text.encode("utf-8", "replace"),
        content_type=_TYPES.get(ending, "application/octet-stream"),
    )


FILE: dict[str, Builtin] = {
    "getFileName": row(lambda _run, file: file.name, "file"),
    "setFileName": row(lambda _run, file, name: replace(file, name=name), "file text"),
    "getFileContent": row(_content, "file"),
    "getFileSize": row(lambda _run, file: len(file.content), "file"),
    "getFileType": row(_type, "file"),
    "setParamName": row(lambda _run, file, name: replace(file, parameter=name), "file text"),
}
