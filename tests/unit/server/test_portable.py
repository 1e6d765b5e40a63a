"""An export is the same whoever made it, and a file that is not sound leaves nothing behind."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.properties.replica import tables_of
from tests.unit.server.running import Running
from vinculum.model.change import PutLinks
from vinculum.ports.store import StoreFailure
from vinculum.server.backups import back_up, export, import_, restore
from vinculum.server.compose import build
from vinculum.server.demo import load_demo
from vinculum.server.files import FileTrouble
from vinculum.server.portable import importing, lines
from vinculum.server.portable.lines import FileProblem
from vinculum.server.preparing import open_prepared
from vinculum.server.settings import Settings


def quiet(*_: object) -> None:
    pass


def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """The demo org in a file."""
    path = Path(tmp_path_factory.mktemp("source")) / "crm.db"
    services = open_prepared(Settings(database=url(path)), worker=1, say=quiet)
    load_demo(services, services.store.read_orgs()[0])
    services.store.close()
    return path


@pytest.fixture(scope="module")
def exported(source) -> Path:
    path = Path(source).with_name("crm.jsonl")
    export(url(source), path, overwrite=False, without=(), tell=quiet)
    return path


def rows_of(path: Path):
    services = build(Settings(database=url(path)), worker=2)
    tables = tables_of(services.store)
    services.store.close()
    return tables


@pytest.mark.parametrize("name", ["again.jsonl", "again.jsonl.gz"])
@pytest.mark.parametrize("batch", [1_000, 7])
def test_an_import_is_the_org_row_by_row_and_exports_to_the_same_bytes(
    source, exported, tmp_path, name, batch, monkeypatch
):
    monkeypatch.setattr(importing, "BATCH_ROWS", batch)
    between, target, again = tmp_path / name, tmp_path / "new.db", tmp_path / "end.jsonl"
    export(url(source), between, overwrite=False, without=(), tell=quiet)
    import_(url(target), between, tell=quiet)
    export(url(target), again, overwrite=False, without=(), tell=quiet)

    assert rows_of(source) == rows_of(target)
    assert exported.read_bytes() == again.read_bytes()


def test_a_log_of_an_older_program_travels_and_is_read(source, tmp_path):
    old, file, target = tmp_path / "old.db", tmp_path / "old.jsonl", tmp_path / "new.db"
    shutil.copy(source, old)
    pair = {"relation": 1, "left": 2, "right": 3}
    body = json.dumps([{"change": "put_link", **pair, "attributes": "{}", "at": 4}])
    with sqlite3.connect(old) as connection:
        connection.execute(
            "INSERT INTO change_log (org, id, body) SELECT org, 1, ? FROM change_log LIMIT 1",
            [body],
        )
    connection.close()
    export(url(old), file, overwrite=False, without=(), tell=quiet)
    import_(url(target), file, tell=quiet)

    services = build(Settings(database=url(target)), worker=2)
    (first,) = services.store.read(
        services.store.read_orgs()[0], lambda work: work.page_changes(0, 1)
    )
    services.store.close()
    assert (PutLinks(relation=1, left=True, parent=2, links={3: "{}"}, at=4),) == first.changes


def test_what_is_left_out_is_left_out(source, tmp_path):
    path, target = tmp_path / "small.jsonl", tmp_path / "new.db"
    counts = export(url(source), path, overwrite=False, without=("token", "change_log"), tell=quiet)
    import_(url(target), path, tell=quiet)

    assert set() == counts.keys() & {"token", "change_log"}
    assert [] == rows_of(target)["token"]
    assert rows_of(source)["record"] == rows_of(target)["record"]


def sealed(texts: list[bytes]) -> bytes:
    """Lines with a seal that fits them."""
    counts: dict[str, int] = {}
    for text in texts:
        try:
            (kind,) = json.loads(text)
        except (ValueError, RecursionError):
            kind = "x"
        counts[kind] = counts.get(kind, 0) + 1
    whole = b"".join(texts)
    seal = {**counts, "sha256": hashlib.sha256(whole).hexdigest()}
    return whole + json.dumps({"seal": seal}, separators=(",", ":")).encode() + b"\n"


def with_record(texts: list[bytes], **changed) -> bytes:
    """The file with one record changed, and sealed again."""
    at = next(n for n, text in enumerate(texts) if text.startswith(b'{"record"'))
    fields = json.loads(texts[at])["record"]
    for name, value in changed.items():
        if value == "gone":
            del fields[name]
        else:
            fields[name] = value
    texts[at] = json.dumps({"record": fields}, separators=(",", ":")).encode() + b"\n"
    return sealed(texts)


def swapped(texts: list[bytes]) -> bytes:
    at = next(n for n, text in enumerate(texts) if text.startswith(b'{"record"'))
    texts[at], texts[at + 1] = texts[at + 1], texts[at]
    return sealed(texts)


def without_a_record(texts: list[bytes]) -> bytes:
    """A record of which links speak."""
    linked = json.loads(next(t for t in texts if t.startswith(b'{"link"')))["link"]["left_id"]
    return sealed([t for t in texts if not t.startswith(b'{"record":{"id":%d,' % linked)])


HARM = {
    "empty": lambda texts: b"",
    "cut off": lambda texts: b"".join(texts[:40]),
    "cut in a line": lambda texts: b"".join(texts)[:-500],
    "one byte changed": lambda texts: sealed(texts).replace(b"Spring", b"Sprang", 1),
    "something behind": lambda texts: sealed(texts) + b"{}\n",
    "no header": lambda texts: sealed(texts[1:]),
    "later": lambda texts: sealed([texts[0].replace(b'"format":1', b'"format":2'), *texts[1:]]),
    "revision": lambda texts: sealed([texts[0].replace(b'"000', b'"999'), *texts[1:]]),
    "twice": lambda texts: sealed([*texts, texts[-1]]),
    "swapped": swapped,
    "no org": lambda texts: sealed(texts[:1]),
    "rows first": lambda texts: sealed([texts[0], *texts[2:]]),
    "deep": lambda texts: sealed(
        [*texts[:2], b'{"record":' + b"[" * 10**6 + b"]" * 10**6 + b"}\n"]
    ),
    "no text": lambda texts: sealed([*texts[:2], b'{"record":{"id":"\xff\xfe"}}\n']),
    "other table": lambda texts: sealed([*texts, b'{"sqlite_master":{"a":1}}\n']),
    "other column": lambda texts: with_record(texts, extra=1),
    "column gone": lambda texts: with_record(texts, body="gone"),
    "type": lambda texts: with_record(texts, owner="7"),
    "truth": lambda texts: with_record(texts, owner=True),
    "null": lambda texts: with_record(texts, owner=None),
    "range": lambda texts: with_record(texts, owner=2**63),
    "huge": lambda texts: with_record(texts, owner=10**400),
    "module": lambda texts: with_record(texts, module=1),
    "body": lambda texts: with_record(texts, body="[1]"),
    "deep body": lambda texts: with_record(texts, body="[" * 10**5),
    "metadata": lambda texts: sealed([t for t in texts if b'"area":"org"' not in t]),
    "stray link": without_a_record,
}


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_is_not_sound_is_one_clear_error_and_leaves_nothing(
    exported, tmp_path, harm, packed
):
    texts = exported.read_bytes().splitlines(keepends=True)[:-1]
    file = HARM[harm](texts)
    path, target = tmp_path / ("bad.jsonl.gz" if packed else "bad.jsonl"), tmp_path / "new.db"
    path.write_bytes(gzip.compress(file, 1) if packed else file)

    with pytest.raises(FileProblem):
        import_(url(target), path, tell=quiet)
    assert all(rows == [] for rows in rows_of(target).values())


def test_a_damaged_gzip_is_told(exported, tmp_path):
    path = tmp_path / "bad.jsonl.gz"
    whole = gzip.compress(exported.read_bytes())
    for harmed in (whole[:-20], whole[:2000] + b"\0\0\0\0" + whole[2004:], b"no gzip"):
        path.write_bytes(harmed)
        with pytest.raises(FileProblem, match=r"damaged|no line|cut off"):
            import_(url(tmp_path / "new.db"), path, tell=quiet)


def test_a_line_without_an_end_needs_no_more_memory_than_the_limit(tmp_path, monkeypatch):
    """A small gzip that unpacks to one endless line is given up at the limit."""
    monkeypatch.setattr(lines, "MAX_LINE", 1_000_000)
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress(b" " * 50_000_000))

    with pytest.raises(FileProblem, match="longer than"):
        import_(url(tmp_path / "new.db"), path, tell=quiet)


def test_an_org_that_is_there_is_not_touched(source, exported):
    before = rows_of(source)
    with pytest.raises(FileProblem, match="already"):
        import_(url(source), exported, tell=quiet)

    assert before == rows_of(source)


def test_one_org_of_several_is_exported_as_if_it_were_alone(source, exported, tmp_path):
    both, alone, other = (tmp_path / name for name in ("both.db", "alone.jsonl", "other.jsonl"))
    services = open_prepared(Settings(database=url(both)), worker=4, say=quiet)
    (first,) = services.store.read_orgs()
    services.store.close()
    mine = rows_of(both)
    import_(url(both), exported, tell=quiet)
    ((second, rows),) = import_(url(tmp_path / "new.db"), exported, tell=quiet).items()
    counts = export(url(both), alone, only=[second], overwrite=False, without=(), tell=quiet)

    assert exported.read_bytes() == alone.read_bytes()
    assert {"org": 1, **{name: count for name, count in rows.items() if count}} == counts
    with pytest.raises(FileProblem, match="already"):
        import_(url(both), alone, tell=quiet)
    export(url(both), other, only=[first], overwrite=False, without=(), tell=quiet)
    import_(url(tmp_path / "apart.db"), other, tell=quiet)
    assert mine == rows_of(tmp_path / "apart.db")
    with pytest.raises(FileProblem, match=f"no org 5 .* {first}, {second}|{second}, {first}"):
        export(url(both), alone, only=[5], overwrite=True, without=(), tell=quiet)
    assert exported.read_bytes() == alone.read_bytes()


def test_an_org_is_imported_beside_one_that_is_served(exported, tmp_path):
    server = Running(tmp_path)
    token = server.token()
    ((org, _),) = import_(server.environment["VINCULUM_DATABASE"], exported, tell=quiet).items()
    body = b'{"data":[{"Last_Name":"mine"}]}'
    written = server.ask("POST", "/crm/v2/Leads", token, body)[0]
    status, answer = server.ask("GET", "/crm/v2/Leads?fields=Last_Name", token)
    file = tmp_path / "again.jsonl"
    server.run("export", str(file), "--org", str(org))
    server.stop()

    assert (201, 200) == (written, status)
    assert ["mine"] == [row["Last_Name"] for row in json.loads(answer)["data"]]
    assert exported.read_bytes() == file.read_bytes()


def test_an_import_that_was_killed_shows_nothing_and_can_be_done_again(exported, tmp_path):
    target = tmp_path / "new.db"
    program = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from vinculum.server import backups\n"
        "from vinculum.server.portable import importing\n"
        "importing.BATCH_ROWS = 5\n"
        "def tell(label, count):\n"
        "    if label == 'Loading' and count > 150: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"backups.import_({url(target)!r}, Path({str(exported)!r}), tell=tell)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    left = rows_of(target)
    assert -9 == killed.returncode
    assert ([], True) == (left["org"], len(left["record"]) > 0)

    import_(url(target), exported, tell=quiet)
    again = tmp_path / "again.jsonl"
    export(url(target), again, overwrite=False, without=(), tell=quiet)
    assert exported.read_bytes() == again.read_bytes()


# Backups.


def test_a_backup_is_the_database_and_is_not_overwritten_by_accident(source, tmp_path):
    path = tmp_path / "backup.db"
    back_up(url(source), path, overwrite=False, tell=quiet)
    with pytest.raises(FileTrouble, match="there already"):
        back_up(url(source), path, overwrite=False, tell=quiet)
    back_up(url(source), path, overwrite=True, tell=quiet)

    assert 0o600 == path.stat().st_mode & 0o777
    assert ["backup.db"] == sorted(each.name for each in tmp_path.iterdir())
    assert rows_of(source) == rows_of(path)


def test_a_backup_while_others_write_is_one_moment(tmp_path):
    server = Running(tmp_path)
    token = server.token()
    body = json.dumps({"data": [{"Last_Name": f"n{n}"} for n in range(100)]}).encode()
    try:
        until = time.monotonic() + 2
        made = 0
        while time.monotonic() < until:
            assert 201 == server.ask("POST", "/crm/v2/Leads", token, body)[0]
            made += 1
            if made == 3:
                command = [sys.executable, "-m", "vinculum", "backup", str(tmp_path / "b.db")]
                copying = subprocess.Popen(command, env=server.environment)
        assert 0 == copying.wait(30)
    finally:
        server.kill()
    records = len(rows_of(tmp_path / "b.db")["record"])

    assert (0, True) == (records % 100, 300 <= records <= made * 100)


def test_a_restore_puts_the_backup_in_place_and_no_old_log_beside_it(source, tmp_path):
    path, target = tmp_path / "backup.db", tmp_path / "crm.db"
    back_up(url(source), path, overwrite=False, tell=quiet)
    target.write_bytes(b"broken")
    log = tmp_path / "crm.db-wal"
    log.write_bytes(os.urandom(5000))
    with pytest.raises(FileTrouble, match="overwrite"):
        restore(url(target), path, overwrite=False, tell=quiet)
    restore(url(target), path, overwrite=True, tell=quiet)

    assert not log.exists()
    assert rows_of(source) == rows_of(target)


def test_a_restore_refuses_what_is_no_backup_and_leaves_the_database(source, tmp_path):
    target, bad = tmp_path / "crm.db", tmp_path / "bad.db"
    back_up(url(source), target, overwrite=False, tell=quiet)
    whole = target.read_bytes()
    for harmed in (
        b"nothing",
        whole[: len(whole) // 2],
        whole[:8192] + b"\xff" * 8192 + whole[16384:],
    ):
        bad.write_bytes(harmed)
        with pytest.raises(StoreFailure):
            restore(url(target), bad, overwrite=True, tell=quiet)

    assert whole == target.read_bytes()


def test_a_restore_refuses_while_a_server_or_a_command_has_the_database(source, tmp_path):
    backup = tmp_path / "backup.db"
    back_up(url(source), backup, overwrite=False, tell=quiet)
    services = build(Settings(database=url(source)), worker=3)
    with pytest.raises(StoreFailure, match="another process"):
        restore(url(source), backup, overwrite=True, tell=quiet)
    services.store.close()
    server = Running(tmp_path)
    with pytest.raises(FileTrouble, match="a server runs"):
        restore(server.environment["VINCULUM_DATABASE"], backup, overwrite=True, tell=quiet)
    server.kill()
