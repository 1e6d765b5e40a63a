"""
The built-ins that pack files and unpack them.

Owns the table ARCHIVE.
Never unpacks more than the account allows, whatever an archive says of itself.
Next door: file.py has the other built-ins of files.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable

from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.diagnostics import Fault
from vinculum.script.run import Run
from vinculum.script.values import Datum, File

_ZIP = "application/zip"
# How an entry begins in the directory of an archive.
_ENTRY = b"PK\x01\x02"
# Every entry carries this date, so that the same files give the same archive.
_DATE = (1980, 1, 1, 0, 0, 0)


def _files(value: Datum) -> list[File]:
    items: Iterable[Datum] = value if isinstance(value, list) else [value]
    files = [item for item in items if isinstance(item, File)]
    if not files or (isinstance(value, list) and len(files) < len(value)):
        raise Fault("`compress` takes a file, or a list of files")
    return files


def compress(run: Run, value: Datum, name: str = "archive.zip") -> Datum:
    """Pack files into one archive."""
    files = _files(value)
    size = sum(len(file.content) for file in files)
    run.account.charge(2 * size)
    run.account.work(size)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, _DATE), file.content, zipfile.ZIP_DEFLATED)
    return File(name=name, content=packed.getvalue(), content_type=_ZIP)


# What the library says of damage, of a password, and of a packing or a name that it cannot read.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(RuntimeError, ValueError, EOFError, OSError),
)


def extract(run: Run, file: File) -> Datum:
    """Unpack an archive into a list of files."""
    run.account.charge(len(file.content))
    # The directory is read whole before the first entry can be refused.
    entries = file.content.count(_ENTRY)
    run.account.charge_entries(entries, 10 * entries)
    found: list[Datum] = []
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            for entry in archive.infolist():
                run.account.charge_entries(len(found) + 1, 1)
                run.account.charge(entry.file_size)
                run.account.work(entry.file_size)
                with archive.open(entry) as unpacked:
                    found.append(File(name=entry.filename, content=unpacked.read(entry.file_size)))
    except _DAMAGED:
        raise Fault("the file is no archive that can be unpacked") from None
    return found


ARCHIVE: dict[str, Builtin] = {
    "compress": row(compress, "any text?"),
    "extract": row(extract, "file"),
}
