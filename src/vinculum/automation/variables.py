"""
Read and set variables of the org for scripts.

Owns what a script sees of a variable, and what the connector says of one that was set.
Never speaks to a store: variables are asked of the API, like everything else.
Next door: crm_tasks.py has the tasks that call this.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import tzinfo
from urllib.parse import quote

from vinculum.automation.api import Api, ApiCall
from vinculum.automation.json_values import from_json, to_json
from vinculum.script.values import Datum

PATH = "/crm/v2/settings/variables"
WRAPPER = "variables"
UPDATED = "New value updated successfully."
DONE = 200


def read_variable(api: Api, name: str) -> Datum:
    """The value of a variable as text, "" when it is unset, null when there is no such name."""
    # The API asks for the group of one variable, which scripts do not name; a list does not.
    answer = from_json(api.call(ApiCall(method="GET", path=PATH)).body)
    listed = answer.get(WRAPPER) if isinstance(answer, dict) else None
    for variable in listed if isinstance(listed, list) else ():
        if isinstance(variable, dict) and str(variable["api_name"]).casefold() == name.casefold():
            return variable["value"] or ""
    return None


def set_variable(api: Api, values: Mapping[str, Datum], zone: tzinfo) -> Datum:
    """Set the variable `apiname` to `value`: the connector's answer, or the API's refusal in it."""
    name, text = str(values.get("apiname", "")), _text(values.get("value"), zone)
    body = to_json({WRAPPER: [{"value": text}]}, zone)
    answer = api.call(ApiCall(method="PUT", path=f"{PATH}/{quote(name, safe='')}", body=body))
    response = answer.body.decode()
    if answer.status == DONE:
        said = {name: text or "", "message": UPDATED}
        response = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return {"status_code": str(answer.status), "response": response}


def _text(value: Datum, zone: tzinfo) -> str | None:
    """Write a value as the text that a variable keeps."""
    written = to_json(value, zone)
    plain = json.loads(written)
    return plain if plain is None or isinstance(plain, str) else written.decode()
