"""
Serve the users of an org: `/users` (platform 7).

Owns the keys of a user on the wire; a user shown alone, and oneself, has more of them.
Never decides which users a selection takes.
Next door: operations/users.py.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.model.actor import User
from vinculum.model.moments import render_moment, zone_offset_ms
from vinculum.operations.users import (
    ALL_USERS,
    PageUsers,
    UserPage,
    modified_at,
    page_users,
    read_user,
)
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


def show_person(call: Call, user_id: int | None) -> dict[str, str] | None:
    """Show who did something: name and id; None when nobody did, or is not known any more."""
    user = None if user_id is None else call.schema.users.get(user_id)
    return None if user is None else {"name": user.full_name, "id": str(user.id)}


def _constant(value: object) -> Callable[[Call, User], object]:
    return lambda _call, _user: value


def _of_user(name: str) -> Callable[[Call, User], object]:
    return lambda _call, user: getattr(user, name)


def _role(call: Call, user: User) -> object:
    role = call.schema.roles.get(user.role)
    return None if role is None else {"name": role.name, "id": str(role.id)}


def _profile(call: Call, user: User) -> object:
    profile = call.schema.profiles.get(user.profile)
    return None if profile is None else {"name": profile.name, "id": str(profile.id)}


def _zone(call: Call, user: User) -> str:
    return user.time_zone or call.schema.org.time_zone


def _moment(call: Call, instant: int) -> str:
    return render_moment(instant, _zone(call, call.actor.user))


USER_KEYS: tuple[tuple[str, Callable[[Call, User], object]], ...] = (
    ("country", _constant(None)),
    ("role", _role),
    ("customize_info", _constant(CUSTOMIZE_INFO)),
    ("city", _constant(None)),
    ("signature", _constant(None)),
    ("name_format", _constant("Salutation,First Name,Last Name")),
    ("language", _constant("en_US")),
    ("locale", _of_user("locale")),
    ("microsoft", _constant(value=False)),
    ("personal_account", _constant(value=False)),
    ("Isonline", _constant(value=False)),
    ("default_tab_group", _constant("0")),
    ("Modified_By", lambda call, user: show_person(call, user.modified_by)),
    ("street", _constant(None)),
    ("Currency", lambda call, _user: call.schema.org.currency),
    ("alias", _constant(None)),
    ("theme", _constant(THEME)),
    ("id", lambda _call, user: str(user.id)),
    ("state", _constant(None)),
    ("fax", _constant(None)),
    ("country_locale", _of_user("locale")),
    ("sandboxDeveloper", _constant(value=False)),
    ("first_name", _of_user("first_name")),
    ("email", _of_user("email")),
    ("Reporting_To", _constant(None)),
    ("zip", _constant(None)),
    ("decimal_separator", _constant("Period")),
    ("created_time", lambda call, user: _moment(call, user.created)),
    ("website", _constant(None)),
    ("Modified_Time", lambda call, user: _moment(call, modified_at(user))),
    ("time_format", _constant("hh:mm a")),
    ("offset", lambda call, user: zone_offset_ms(call.now, _zone(call, user))),
    ("profile", _profile),
    ("mobile", _constant(None)),
    ("last_name", _of_user("last_name")),
    ("time_zone", _zone),
    ("created_by", lambda call, user: show_person(call, user.created_by)),
    ("zuid", _of_user("zuid")),
    ("confirm", _of_user("confirmed")),
    ("full_name", _of_user("full_name")),
    ("territories", _constant([])),
    ("phone", _constant(None)),
    ("dob", _constant(None)),
    ("date_format", _constant("MM/dd/yyyy")),
    ("status", _of_user("status")),
)
# What only oneself, and a user asked for alone, is shown with.
RICHER_KEYS = frozenset({"customize_info", "theme"})


def show_user(call: Call, user: User, *, single: bool) -> dict[str, object]:
    """Show a user; times are in the zone of who asks, `offset` is of the user's own zone."""
    in_full = single or user.id == call.actor.user.id
    return {
        key: value_of(call, user)
        for key, value_of in USER_KEYS
        if in_full or key not in RICHER_KEYS
    }


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
