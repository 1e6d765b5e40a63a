"""
Serve the users of an org: `/users` (platform 7).

Owns the keys of a user on the wire; a user shown alone, and oneself, has more of them.
Never decides which users a selection takes.
Next door: operations/users.py.
"""

from __future__ import annotations

from vinculum.model.actor import User
from vinculum.model.moments import render_moment, zone_offset_ms
from vinculum.operations.users import ALL_USERS, PageUsers, UserPage, page_users, read_user
from vinculum.ports.services import Call
from vinculum.wire.ascii import ascii_json
from vinculum.wire.endpoint import Endpoint, Params, ScopeRule
from vinculum.wire.envelope import NO_CONTENT, NOT_MODIFIED, empty_response, json_response
from vinculum.wire.message import WireRequest, WireResponse
from vinculum.wire.reading import page_of, parse_query
from vinculum.wire.settings import id_of

WRAPPER = "users"
# How a user's pages look, which no client of ours changes.
CUSTOMIZE_INFO = {
    "notes_desc": None,
    "show_right_panel": None,
    "bc_view": None,
    "show_home": False,
    "show_detail_view": True,
    "unpin_recent_item": None,
}
_TAB = {"font_color": "#FFFFFF", "background": "#222222"}
THEME = {
    "normal_tab": _TAB,
    "selected_tab": _TAB,
    "new_background": None,
    "background": "#F3F0EB",
    "screen": "fixed",
    "type": "default",
}


def decode_page(request: WireRequest, _params: Params) -> PageUsers:
    """Read `GET /users`."""
    return PageUsers(
        page=page_of(request), type=parse_query(request.query).get("type") or ALL_USERS
    )


def decode_one(_request: WireRequest, params: Params) -> int:
    """Read `GET /users/{id}`."""
    return id_of(params)


def encode_users(call: Call, page: UserPage) -> WireResponse:
    """Answer with users: 204 when there are none, 304 when only news were asked for."""
    if not page.users:
        return empty_response(NOT_MODIFIED if page.since else NO_CONTENT)
    answer: dict[str, object] = {
        WRAPPER: [show_user(call, user, single=page.single) for user in page.users]
    }
    if not page.single:
        answer["info"] = {
            "per_page": page.per_page,
            "count": len(page.users),
            "page": page.page,
            "more_records": page.more,
        }
    return json_response(ascii_json(answer).encode())


def show_user(call: Call, user: User, *, single: bool) -> dict[str, object]:
    """Show a user; times are in the zone of who asks, `offset` is of the user's own zone."""
    org = call.schema.org
    viewer_zone = call.actor.user.time_zone or org.time_zone
    zone = user.time_zone or org.time_zone
    in_full = single or user.id == call.actor.user.id
    role = call.schema.roles.get(user.role)
    profile = call.schema.profiles.get(user.profile)
    return {
        "country": None,
        "role": None if role is None else {"name": role.name, "id": str(role.id)},
        **({"customize_info": CUSTOMIZE_INFO} if in_full else {}),
        "city": None,
        "signature": None,
        "name_format": "Salutation,First Name,Last Name",
        "language": "en_US",
        "locale": user.locale,
        "microsoft": False,
        "personal_account": False,
        "Isonline": False,
        "default_tab_group": "0",
        "Modified_By": show_person(call, user.modified_by),
        "street": None,
        "Currency": org.currency,
        "alias": None,
        **({"theme": THEME} if in_full else {}),
        "id": str(user.id),
        "state": None,
        "fax": None,
        "country_locale": user.locale,
        "sandboxDeveloper": False,
        "first_name": user.first_name,
        "email": user.email,
        "Reporting_To": None,
        "zip": None,
        "decimal_separator": "Period",
        "created_time": render_moment(user.created, viewer_zone),
        "website": None,
        "Modified_Time": render_moment(max(user.created, user.modified), viewer_zone),
        "time_format": "hh:mm a",
        "offset": zone_offset_ms(call.now, zone),
        "profile": None if profile is None else {"name": profile.name, "id": str(profile.id)},
        "mobile": None,
        "last_name": user.last_name,
        "time_zone": zone,
        "created_by": show_person(call, user.created_by),
        "zuid": user.zuid,
        "confirm": user.confirmed,
        "full_name": user.full_name,
        "territories": [],
        "phone": None,
        "dob": None,
        "date_format": "MM/dd/yyyy",
        "status": user.status,
    }


def show_person(call: Call, user_id: int | None) -> dict[str, str] | None:
    """Show who did something: name and id; None when nobody did, or is not known any more."""
    user = None if user_id is None else call.schema.users.get(user_id)
    return None if user is None else {"name": user.full_name, "id": str(user.id)}


_READ = ScopeRule(areas=("users",), operation="read")

ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/crm/v2/users",
        area="users",
        scope=_READ,
        lane="read",
        decode=decode_page,
        operate=page_users,
        encode=encode_users,
    ),
    Endpoint(
        method="GET",
        path="/crm/v2/users/{item_id}",
        area="users",
        scope=_READ,
        lane="read",
        decode=decode_one,
        operate=read_user,
        encode=encode_users,
    ),
)
