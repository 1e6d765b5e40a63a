"""Files go up and down over a socket, in bounded pieces, and break off rather than lie."""

from __future__ import annotations

import hashlib
import http.client
import json
import re

import pytest

from tests.unit.server.running import Running
from vinculum.model.attachment import PART_BYTES

LARGE = bytes(range(256)) * (3 * PART_BYTES // 256) + b"the end"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    started = Running(
        folder, "--demo", VINCULUM_MAX_UPLOAD_BYTES="3000000", VINCULUM_MAX_BODY_BYTES="100000"
    )
    yield started, started.token()
    started.stop()


def call(served, method, path, body=None, **headers):
    server, token = served
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    sent = {"Authorization": f"Zoho-oauthtoken {token}"}
    sent.update((name.replace("_", "-"), value) for name, value in headers.items())
    connection.request(method, f"/crm/v2/{path}", body, sent)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def lead(server):
    _, content = call(server, "POST", "Leads", json.dumps({"data": [{"Last_Name": "Files"}]}))
    return json.loads(content)["data"][0]["details"]["id"]


def form(content, name="file.bin", part="file"):
    head = f'--b\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--b--\r\n"


def upload(server, parent, body, kind="multipart/form-data; boundary=b"):
    response, content = call(server, "POST", f"Leads/{parent}/Attachments", body, Content_Type=kind)
    return response.status, json.loads(content)


def test_a_large_file_comes_back_as_it_went(server):
    parent = lead(server)
    status, answer = upload(server, parent, form(LARGE))
    number = answer["data"][0]["details"]["id"]
    response, content = call(server, "GET", f"Leads/{parent}/Attachments/{number}")

    assert 200 == status
    assert (len(LARGE), str(len(LARGE))) == (len(content), response.headers["Content-Length"])
    assert hashlib.sha256(LARGE).digest() == hashlib.sha256(content).digest()


def test_what_is_too_large_is_refused_announced_or_not(server):
    parent = lead(server)
    body = form(b"x" * 3_000_001)
    refusal = "FILE_SIZE_MORE_THAN_ALLOWED_SIZE"

    pieces = (body[at : at + 65_536] for at in range(0, len(body), 65_536))
    for sent in (body, pieces):
        status, answer = upload(server, parent, sent)

        assert (413, refusal) == (status, answer["code"])
    assert 204 == call(server, "GET", f"Leads/{parent}/Attachments")[0].status


def test_other_bodies_keep_their_own_limit(server):
    body = json.dumps({"data": [{"Last_Name": "x" * 200_000}]})
    response, _ = call(server, "POST", "Leads", body)

    assert 413 == response.status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b",
        b"--b--\r\n",
        b"--b\r\n\r\n",
        form(b"x")[:-8],
        form(b"x").replace(b"--b", b"--c"),
        b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n" * 10_000 + b"--b--\r\n",
        b"--b\r\n" + b"X: " + b"y" * 90_000 + b"\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\n" + b"A: b\r\n" * 10_000 + b"\r\nx\r\n--b--\r\n",
        b"\0" * 50_000,
        b"--b\r\n" * 10_000,
    ],
    ids=range(11),
)
def test_what_is_no_form_is_refused(server, body):
    status, answer = upload(server, "3652397000001829002", body)

    assert (400, "INVALID_REQUEST") == (status, answer["code"])


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "b" * 10_000,
        'multipart/form-data; boundary="b',
        "multipart/form-data; charset=x; boundary=\u00e9",
        "multipart/mixed; boundary=b",
        "text/plain",
    ],
    ids=range(7),
)
def test_a_type_that_names_no_form_is_refused(server, kind):
    status, answer = upload(server, "3652397000001829002", form(b"x"), kind)

    assert (400, "INVALID_REQUEST") == (status, answer["code"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a.txt", "a.txt"),
        ("C:\\\\Users\\\\me\\\\a.txt", "a.txt"),
        ("../../../etc/passwd", "passwd"),
        ("a\x00b\x1bc.txt", "abc.txt"),
        ("\u202etxt.exe.png", "txt.exe.png"),
        ("...", "file"),
        ("", "file"),
        ("x" * 400 + ".pdf", "x" * 251 + ".pdf"),
        ("it's %22quoted%22; filename=b", "it's %22quoted%22; filename=b"),
    ],
)
def test_a_name_is_kept_without_what_could_harm(server, given, kept):
    parent = lead(server)
    status, answer = upload(server, parent, form(b"x", given))
    number = answer["data"][0]["details"]["id"]
    _, listed = call(server, "GET", f"Leads/{parent}/Attachments")
    response, _ = call(server, "GET", f"Leads/{parent}/Attachments/{number}")
    disposition = response.headers["Content-Disposition"]

    assert (200, kept) == (status, json.loads(listed)["data"][0]["File_Name"])
    assert re.fullmatch(r"attachment;filename\*=UTF-8''[A-Za-z0-9%._~-]+", disposition)


@pytest.mark.parametrize("name", ["a.exe", "a.EXE.", "a.exe .", "a.exe. .", "x/a.exe\u200b"])
def test_a_program_is_refused_however_its_name_ends(server, name):
    status, answer = upload(server, "3652397000001829002", form(b"MZ", name))

    assert (400, "the file type is not supported") == (status, answer["message"])


def test_a_note_has_attachments_too(server):
    parent = lead(server)
    note = {"Note_Content": "See file", "Parent_Id": parent, "$se_module": "Leads"}
    _, content = call(server, "POST", "Notes", json.dumps({"data": [note]}))
    number = json.loads(content)["data"][0]["details"]["id"]
    kind = "multipart/form-data; boundary=b"
    path = f"Notes/{number}/Attachments"
    uploaded, _ = call(server, "POST", path, form(b"x"), Content_Type=kind)
    listed, _ = call(server, "GET", path)
    call(server, "DELETE", f"Leads/{parent}")

    assert (200, 200) == (uploaded.status, listed.status)
    assert 400 == call(server, "GET", path)[0].status


def test_a_deleted_record_takes_its_attachments_along(server):
    parent = lead(server)
    _, answer = upload(server, parent, form(b"x"))
    number = answer["data"][0]["details"]["id"]
    call(server, "DELETE", f"Leads/{parent}")

    assert 400 == call(server, "GET", f"Leads/{parent}/Attachments/{number}")[0].status


def test_a_converted_leads_attachments_are_the_contacts(server):
    body = json.dumps({"data": [{"Last_Name": "Turning", "Company": "Files"}]})
    _, content = call(server, "POST", "Leads", body)
    parent = json.loads(content)["data"][0]["details"]["id"]
    upload(server, parent, form(b"kept", "kept.txt"))
    path = f"Leads/{parent}/actions/convert"
    _, content = call(server, "POST", path, json.dumps({"data": [{}]}))
    contact = json.loads(content)["data"][0]["Contacts"]
    _, listed = call(server, "GET", f"Contacts/{contact}/Attachments")
    (row,) = json.loads(listed)["data"]

    assert ("kept.txt", "Contacts", contact) == (
        row["File_Name"],
        row["$se_module"],
        row["Parent_Id"]["id"],
    )
    assert b"kept" == call(server, "GET", f"Contacts/{contact}/Attachments/{row['id']}")[1]


def test_a_download_of_what_is_deleted_meanwhile_breaks_off(server):
    parent = lead(server)
    _, answer = upload(server, parent, form(LARGE + LARGE + LARGE))
    number = answer["data"][0]["details"]["id"]
    connection = http.client.HTTPConnection("127.0.0.1", server[0].port, timeout=20)
    headers = {"Authorization": f"Zoho-oauthtoken {server[1]}"}
    connection.request("GET", f"/crm/v2/Leads/{parent}/Attachments/{number}", headers=headers)
    response = connection.getresponse()
    first = response.read(1000)
    call(server, "DELETE", f"Leads/{parent}/Attachments/{number}")

    assert LARGE[:1000] == first
    try:
        rest = response.read()
    except (http.client.IncompleteRead, ConnectionError):
        rest = None
    # What was on its way already may still arrive whole; half of it never passes for all.
    assert rest is None or len(rest) + 1000 == 3 * len(LARGE)
    connection.close()
