"""Notes have an order and keys of their own."""

from tests.unit.wire_rendering.pages import (
    ACME,
    SCHEMA,
    call_of,
    first_record,
    naming,
    page_of,
    record_of,
)

NOTES = SCHEMA.module("Notes")
KEYS = """Owner Modified_Time $attachments Created_Time Parent_Id $editable $se_module
$is_shared_to_client Modified_By $size $state $voice_note id Created_By Note_Title
Note_Content""".split()


def note():
    values = {"Note_Title": None, "Note_Content": "called"}
    return naming(record_of(NOTES, values), {"Parent_Id": ACME})


def test_a_note_has_the_keys_of_version_2_in_their_order():
    listed = first_record(call_of(), page_of(note()))
    alone = first_record(call_of(), page_of(note(), single=True))

    assert KEYS == list(listed)
    assert KEYS == list(alone)


def test_a_note_tells_what_it_is_about():
    shown = first_record(call_of(), page_of(note()))

    assert {"name": "Acmé", "id": str(ACME)} == shown["Parent_Id"]
    assert "Accounts" == shown["$se_module"]
    assert (None, None, False, False) == tuple(
        shown[key] for key in ("$attachments", "$size", "$voice_note", "$is_shared_to_client")
    )
    assert (None, "called") == (shown["Note_Title"], shown["Note_Content"])


def test_fields_of_a_note_may_be_named():
    assert {"id": "501", "Note_Content": "called"} == first_record(
        call_of(), page_of(note(), fields=("Note_Content",))
    )
