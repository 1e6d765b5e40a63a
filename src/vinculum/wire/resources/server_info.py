"""
Serve `/oauth/serverinfo`: where the accounts server of each data centre is (oauth 5).

Owns the shape of the list, and the one answer of this server that every web page may read.
Never asks for a token, nor the store.
Next door: model/data_centres.py has the table.
"""

from __future__ import annotations

from msgspec.structs import replace

from vinculum.model.data_centres import DATA_CENTRES
from vinculum.oauth.errors import INVALID_REQUEST
from vinculum.ports.services import Services
from vinculum.wire.accounts import encode_answer, own_address, refuse
from vinculum.wire.message import WireRequest, WireResponse

_FOR_EVERY_PAGE = ("Access-Control-Allow-Origin", "*")


def prepare_server_info(request: WireRequest, services: Services) -> WireResponse:
    """
    List the accounts servers; where this server plays a data centre, stands its own address.

    Only GET is served.
    """
    if request.method != "GET":
        return _show(refuse(INVALID_REQUEST))
    centres = services.data_centres
    locations: dict[str, str] = {
        **{row.location: row.accounts_server for row in DATA_CENTRES.values()},
        **centres.hosts,
        centres.home: own_address(request, services),
    }
    return _show(encode_answer({"result": "success", "locations": locations}))


def _show(response: WireResponse) -> WireResponse:
    return replace(response, headers=(*response.headers, _FOR_EVERY_PAGE))
