"""
Read the people of an org: users, roles, profiles.

Owns the selections of users that have a name on the wire.
Never writes JSON; nothing here asks the store, the schema knows them all.
Next door: wire/resources/{users,roles,profiles}.py encode the answers.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.actor import Profile, Role, User
from vinculum.model.value import Value
from vinculum.operations.metadata import changed_at
from vinculum.ports.services import Call
from vinculum.rules.commands import PageRequest

ACTIVE, DISABLED, DELETED = "active", "disabled", "deleted"
ALL_USERS = "AllUsers"


class PageUsers(Value):
    """Read a page of the users that the selection `type` names."""

    page: PageRequest | Refusal
    type: str = ALL_USERS


class UserPage(Value):
    """Users to show; `single` answers tell more and carry no info."""

    users: tuple[User, ...]
    page: int = 1
    per_page: int = 200
    more: bool = False
    single: bool = False
    since: bool = False


class ReadProfiles(Value):
    """Read the profiles; `since` asks for news only."""

    since: int | Refusal | None = None


class ProfileList(Value):
    """Profiles to show; `single` answers carry the permissions."""

    profiles: tuple[Profile, ...]
    single: bool = False
    since: bool = False


def _is_administrator(call: Call, user: User) -> bool:
    profile = call.schema.profiles.get(user.profile)
    return user.status != DELETED and profile is not None and profile.administrator


SELECTIONS: dict[str, Callable[[Call, User], bool]] = {
    ALL_USERS: lambda _call, user: user.status != DELETED,
    "ActiveUsers": lambda _call, user: user.status == ACTIVE,
    "DeactiveUsers": lambda _call, user: user.status == DISABLED,
    "ConfirmedUsers": lambda _call, user: user.status != DELETED and user.confirmed,
    "NotConfirmedUsers": lambda _call, user: user.status != DELETED and not user.confirmed,
    "DeletedUsers": lambda _call, user: user.status == DELETED,
    "ActiveConfirmedUsers": lambda _call, user: user.status == ACTIVE and user.confirmed,
    "AdminUsers": _is_administrator,
    "ActiveConfirmedAdmins": lambda call, user: (
        user.status == ACTIVE and user.confirmed and _is_administrator(call, user)
    ),
    "CurrentUser": lambda call, user: user.id == call.actor.user.id,
}


def page_users(call: Call, command: PageUsers) -> UserPage:
    """
    Read a page of users, oldest first.

    Refuses with: PARAM_INVALID (page, per_page, If-Modified-Since, type).
    """
    page = command.page
    if isinstance(page, Refusal):
        raise Refused(page)
    selects = SELECTIONS.get(command.type)
    if selects is None:
        raise Refused(catalogue.PARAM_INVALID.refusal(param="type"))
    since = page.since
    chosen = sorted(
        (
            user
            for user in call.schema.users.values()
            if selects(call, user) and (since is None or since < modified_at(user))
        ),
        key=lambda user: user.id,
    )
    start = (page.page - 1) * page.per_page
    return UserPage(
        users=tuple(chosen[start : start + page.per_page]),
        page=page.page,
        per_page=page.per_page,
        more=len(chosen) > start + page.per_page,
        since=since is not None,
    )


def modified_at(user: User) -> int:
    """When a user was changed last; one that never was, when it was added."""
    return max(user.created, user.modified)


def read_user(call: Call, user_id: int) -> UserPage:
    """Read one user, deleted ones too; none when there is no such user."""
    user = call.schema.users.get(user_id)
    return UserPage(users=() if user is None else (user,), single=True)


def read_roles(call: Call, role_id: int | None) -> tuple[Role, ...]:
    """Read the roles, or the one with that id."""
    roles = call.schema.roles
    if role_id is None:
        return tuple(sorted(roles.values(), key=lambda role: role.id))
    return tuple(role for role in roles.values() if role.id == role_id)


def read_profiles(call: Call, command: ReadProfiles) -> ProfileList:
    """
    Read the profiles; none when nothing has changed since.

    Refuses with: PARAM_INVALID (If-Modified-Since).
    """
    if isinstance(command.since, Refusal):
        raise Refused(command.since)
    if command.since is not None and changed_at(call.schema) <= command.since:
        return ProfileList(profiles=(), since=True)
    profiles = call.schema.profiles.values()
    return ProfileList(profiles=tuple(sorted(profiles, key=lambda profile: profile.id)))


def read_profile(call: Call, profile_id: int) -> ProfileList:
    """Read one profile with its permissions; none when there is no such profile."""
    profile = call.schema.profiles.get(profile_id)
    return ProfileList(profiles=() if profile is None else (profile,), single=True)
