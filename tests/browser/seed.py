"""
Take the documented ES6 class out of the page that the project started from.

Owns what is replaced in it: the server's address, the client id, the ids of records. Its text
is not part of this project; VINCULUM_SEED_FILE names the file that has it.
"""

from __future__ import annotations

import re

ADDRESS = "https://zylkercorp.zohoplatform.com"
CLIENT_ID = re.compile(r'clientId:"[^"]+"')
# The sample's list call names one lead in its address and another one in its body.
LEAD_OF_LIST = ("Leads/3524036189014/", "Leads/35240336189014/")
_BEGIN = "var listener = 0;"
_CLASS_END = "\n}\n"


def class_of(text: str) -> str:
    """The script, from its first line to the end of its class, as it stands."""
    begin = text.index(_BEGIN)
    return text[begin : text.index(_CLASS_END, begin) + len(_CLASS_END)]


def pointed_at(script: str, address: str, client_id: str) -> str:
    """The script with another address and client id, and one record's id mended."""
    script = script.replace(ADDRESS, address).replace(*LEAD_OF_LIST)
    return CLIENT_ID.sub(f'clientId:"{client_id}"', script)
