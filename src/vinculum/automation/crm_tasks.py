"""
List the tasks of `zoho.crm.*`: what each takes, which call of the API it is, what it gives back.

Owns the table (deluge 1). A task is a call of the API and nothing else, so the same rules,
refusals and change log stand behind it.
Never speaks to a store.
Next door: arguments.py checks what is given, host.py looks a task up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

from vinculum.automation.api import Api, ApiCall
from vinculum.automation.arguments import Arguments, Parameter, parameters
from vinculum.automation.json_values import from_json, to_json
from vinculum.automation.variables import read_variable, set_variable
from vinculum.errors.catalogue import RECORD_ID_INVALID
from vinculum.errors.refusal import Entry
from vinculum.model.value import Value
from vinculum.script.diagnostics import Fault
from vinculum.script.values import Datum

Body: TypeAlias = dict[str, Any]
Query: TypeAlias = Mapping[str, Any]

NAMESPACE = "zoho.crm."
# Without a word of the script, workflows are not woken; the API itself would wake them.
_TRIGGERS: list[Datum] = ["approval", "blueprint", "orchestration"]
_NOT_WAKING = "wf_trigger"


class Desk(Value):
    """What a task has at hand: the API in the hands of the script's user, and the org's zone."""

    api: Api
    zone: tzinfo

    def ask(
        self,
        method: str,
        *segments: str,
        query: Query | None = None,
        body: Body | None = None,
        administrator: bool = False,
    ) -> Datum:
        """
        Make a call below /crm/v2 and read its answer as a value.

        One that writes wakes no workflow unless the script says so.
        """
        if method == "DELETE":
            query = {_NOT_WAKING: False, **(query or {})}
        elif body is not None and "data" in body:
            body = {"trigger": _TRIGGERS, **body}
        path = "/crm/v2/" + "/".join(quote(segment, safe="") for segment in segments)
        call = ApiCall(
            method=method,
            path=path,
            query=urlencode({name: _word(value) for name, value in (query or {}).items()}),
            body=b"" if body is None else to_json(body, self.zone),
            administrator=administrator,
        )
        return from_json(self.api.call(call).body)


class Task(Value):
    """A task: its name below `zoho.crm.`, other names, its parameters, and what it does."""

    name: str
    parameters: tuple[Parameter, ...]
    run: Callable[[Desk, Arguments], Datum]
    aliases: tuple[str, ...] = ()


def _word(value: object) -> str:
    """Write a value of a query as addresses do."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _first(answer: Datum) -> Datum:
    """The one item of an answer; a refusal of the whole call is itself the item."""
    data = answer.get("data") if isinstance(answer, dict) else None
    return data[0] if isinstance(data, list) and data else answer


def _details(answer: Datum) -> Datum:
    """The details of a success, the whole item of a refusal."""
    item = _first(answer)
    if isinstance(item, dict) and item.get("status") == "success":
        return item.get("details")
    return item


def _records(answer: Datum) -> Datum:
    """The records of a list; none is an empty list, a refusal is itself."""
    if answer is None:
        return []
    return answer.get("data", answer) if isinstance(answer, dict) else answer


def _items(answer: Datum) -> Datum:
    """All items of a batch."""
    return _records(answer)


def _said(entry: Entry) -> Datum:
    """A refusal as the API would write it."""
    return {"code": entry.code, "details": {}, "message": entry.message, "status": "error"}


def _wrapped(records: list[Datum], options: Mapping[str, Any]) -> Body:
    """The body of a call that writes: records, and options beside them."""
    return {"data": records, **options}


def _paged(given: Arguments, key: str) -> Query:
    pages = {name: given[name] for name in ("page", "per_page") if name in given}
    return {**pages, **given.get(key, {})}


def _create(desk: Desk, given: Arguments) -> Datum:
    body = _wrapped([given["data"]], given.get("options", {}))
    return _details(desk.ask("POST", given["module"], body=body))


def _update(desk: Desk, given: Arguments) -> Datum:
    body = _wrapped([given["data"]], given.get("options", {}))
    return _details(desk.ask("PUT", given["module"], given["record_id"], body=body))


def _attach(desk: Desk, given: Arguments) -> Datum:
    """Send the file as a form; its digest is a boundary that it does not contain."""
    file = given["file"]
    boundary = hashlib.sha256(file.content).hexdigest()
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file";'
        f" filename*=UTF-8''{quote(file.name, safe='')}\r\n\r\n"
    )
    path = "/".join(quote(each, safe="") for each in (given["module"], given["record_id"]))
    call = ApiCall(
        method="POST",
        path=f"/crm/v2/{path}/Attachments",
        body=b"".join((head.encode(), file.content, f"\r\n--{boundary}--\r\n".encode())),
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    return _first(from_json(desk.api.call(call).body))


def _read_page(desk: Desk, given: Arguments) -> Datum:
    return _records(desk.ask("GET", given["module"], query=_paged(given, "query")))


def _read_one(desk: Desk, given: Arguments) -> Datum:
    answer = desk.ask("GET", given["module"], given["record_id"], query=given.get("query"))
    # The API says nothing for a record that is not there; the task's own word is our choice.
    return _said(RECORD_ID_INVALID) if answer is None else _first(answer)


def _search(desk: Desk, given: Arguments) -> Datum:
    criteria = {"criteria": given["criteria"]} if given["criteria"] else {}
    query = {**criteria, **_paged(given, "search")}
    return _records(desk.ask("GET", given["module"], "search", query=query))


def _read_related(desk: Desk, given: Arguments) -> Datum:
    place = (given["parent_module"], given["parent_id"], given["relation"])
    return _records(desk.ask("GET", *place, query=_paged(given, "query")))


def _update_related(desk: Desk, given: Arguments) -> Datum:
    place = (given["parent_module"], given["parent_id"], given["relation"], given["record_id"])
    body = {"data": [given["data"]]}
    # `userAccess` is documented by its name only: false asks for the administrator's rights.
    administrator = given.get("user_access") is False
    return _first(desk.ask("PUT", *place, body=body, administrator=administrator))


def _delink(desk: Desk, given: Arguments) -> Datum:
    place = (given["parent_module"], given["parent_id"], given["relation"], given["record_id"])
    return _first(desk.ask("DELETE", *place))


def _upsert(desk: Desk, given: Arguments) -> Datum:
    body = _wrapped([given["values"]], given.get("options", {}))
    return _first(desk.ask("POST", given["module"], "upsert", body=body))


def _create_many(desk: Desk, given: Arguments) -> Datum:
    body = _wrapped(given["records"], given.get("options", {}))
    return _items(desk.ask("POST", given["module"], body=body))


def _update_many(desk: Desk, given: Arguments) -> Datum:
    body = _wrapped(given["records"], given.get("options", {}))
    return _items(desk.ask("PUT", given["module"], body=body))


def _delete(desk: Desk, given: Arguments) -> Datum:
    return _first(desk.ask("DELETE", given["module"], given["record_id"]))


def _read_variable(desk: Desk, given: Arguments) -> Datum:
    return read_variable(desk.api, given["api_name"])


def _convert(desk: Desk, given: Arguments) -> Datum:
    place = ("Leads", given["lead_id"], "actions", "convert")
    return _first(desk.ask("POST", *place, body={"data": [given.get("values", {})]}))


def _connect(desk: Desk, given: Arguments) -> Datum:
    """Serve the connectors that are calls of the API."""
    name = given["connector"]
    connect = _CONNECTORS.get(name)
    if connect is None:
        served = " and ".join(f"`{each}`" for each in _CONNECTORS)
        raise Fault(f"the connector `{name}` is not served; {served} are")
    return connect(desk, given["values"])


def _connect_delete(desk: Desk, values: Mapping[str, Any]) -> Datum:
    call = ApiCall(
        method="DELETE",
        path="/crm/v2/" + "/".join(quote(str(values.get(key, "")), safe="") for key in _PLACE),
        query=f"{_NOT_WAKING}=false",
    )
    answer = desk.api.call(call)
    return {"status_code": answer.status, "response": answer.body.decode()}


def _connect_set(desk: Desk, values: Mapping[str, Any]) -> Datum:
    return set_variable(desk.api, values, desk.zone)


_PLACE = ("module", "id")
_CONNECTORS: Mapping[str, Callable[[Desk, Mapping[str, Any]], Datum]] = {
    "crm.delete": _connect_delete,
    "crm.set": _connect_set,
}


def _task(name: str, declared: str, run: Callable[[Desk, Arguments], Datum], *aliases: str) -> Task:
    return Task(name=name, parameters=parameters(declared), run=run, aliases=aliases)


TASKS: tuple[Task, ...] = (
    _task("createRecord", "module:text data:map options:map? connection:text?", _create, "create"),
    _task(
        "updateRecord",
        "module:text record_id:id data:map options:map? connection:text?",
        _update,
        "update",
    ),
    _task(
        "getRecords",
        "module:text page:number? per_page:number? query:map? connection:text?",
        _read_page,
    ),
    _task(
        "getRecordById",
        "module:text record_id:id query:map? connection:text?",
        _read_one,
        "getById",
    ),
    _task(
        "searchRecords",
        "module:text criteria:text page:number? per_page:number? search:map? connection:text?",
        _search,
        "search",
    ),
    _task(
        "getRelatedRecords",
        "relation:text parent_module:text parent_id:id page:number? per_page:number? query:map?"
        " connection:text?",
        _read_related,
    ),
    _task(
        "updateRelatedRecord",
        "relation:text record_id:id parent_module:text parent_id:id data:map connection:text?"
        " user_access:boolean?",
        _update_related,
    ),
    _task(
        "delinkRelatedRecord",
        "relation:text record_id:id parent_module:text parent_id:id connection:text?",
        _delink,
    ),
    _task("upsert", "module:text values:map options:map? connection:text?", _upsert),
    _task("bulkCreate", "module:text records:maps options:map? connection:text?", _create_many),
    _task("bulkUpdate", "module:text records:maps options:map? connection:text?", _update_many),
    _task("deleteRecord", "module:text record_id:id connection:text?", _delete),
    _task("attachFile", "module:text record_id:id file:file connection:text?", _attach),
    _task("convertLead", "lead_id:id values:map? connection:text?", _convert),
    _task("invokeConnector", "connector:text values:map", _connect),
    _task("getOrgVariable", "api_name:text", _read_variable),
)
BY_NAME: Mapping[str, Task] = {
    f"{NAMESPACE}{version}{name}".lower(): task
    for task in TASKS
    for name in (task.name, *task.aliases)
    for version in ("", "v8.")
}
