"""
Decide about people of an org: users, profiles, roles, as its operator asks for them.

Owns the checks of names and the denials of a profile.
Never speaks the wire's words: an operator is told in plain text, by Unfit.
Next door: cli/ and server/world.py call it, schema/metadata.py stores what it makes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TypeVar, get_args

from msgspec.structs import replace

from vinculum.model.actor import Profile, Role, User, Verb
from vinculum.rules.plan import Stamp
from vinculum.schema.snapshot import Schema

EVERY_MODULE = "*"
VERBS: tuple[Verb, ...] = get_args(Verb)
Named = TypeVar("Named", Profile, Role)


class Unfit(ValueError):
    """What was asked for cannot be; the text says why and what to do."""


def find_profile(schema: Schema, name: str) -> Profile:
    """The profile of that name, ignoring case; Unfit names those that are nearest."""
    return _named(schema.profiles.values(), name, "profile")


def find_role(schema: Schema, name: str) -> Role:
    """The role of that name, ignoring case; Unfit names those that are nearest."""
    return _named(schema.roles.values(), name, "role")


def plan_user(schema: Schema, user: User, *, profile: str, role: str, stamp: Stamp) -> User:
    """Make a user of the org; `user` brings name, e-mail and password hash."""
    if schema.find_user_by_email(user.email) is not None:
        raise Unfit(f"there is a user with the e-mail {user.email} already")
    local, at, domain = user.email.partition("@")
    if not (local and at and "." in domain) or any(letter.isspace() for letter in user.email):
        raise Unfit(f"{user.email!r} is not an e-mail address")
    new_id = stamp.next_id()
    return replace(
        user,
        id=new_id,
        profile=find_profile(schema, profile).id,
        role=find_role(schema, role).id,
        zuid=str(new_id % 10**9),
        created=stamp.now,
        created_by=stamp.by,
        modified=stamp.now,
        modified_by=stamp.by,
    )


def plan_profile(
    schema: Schema,
    *,
    name: str,
    like: str,
    deny: Iterable[str],
    hide: Iterable[str],
    stamp: Stamp,
) -> Profile:
    """
    Make a profile: what `like` grants, less the denials "Module:verb" and hidden modules.

    A module may be given as `*` for every module.
    """
    _unused((profile.name for profile in schema.profiles.values()), name, "profile")
    pattern = find_profile(schema, like)
    denied = {pair for text in deny for pair in _denials(schema, text)}
    hidden = {module for text in hide for module in _modules(schema, text)}
    return Profile(
        id=stamp.next_id(),
        name=name,
        custom=True,
        administrator=pattern.administrator and not denied and not hidden,
        denied=pattern.denied | denied,
        hidden=pattern.hidden | hidden,
        created=stamp.now,
        created_by=stamp.by,
        modified=stamp.now,
        modified_by=stamp.by,
    )


def plan_role(schema: Schema, *, name: str, reports_to: str | None, stamp: Stamp) -> Role:
    """Make a role below another; without one it reports to the top."""
    _unused((role.name for role in schema.roles.values()), name, "role")
    top = next(role for role in schema.roles.values() if role.reports_to is None)
    above = find_role(schema, reports_to) if reports_to is not None else top
    return Role(id=stamp.next_id(), name=name, reports_to=above.id)


def _named(known: Iterable[Named], name: str, noun: str) -> Named:
    by_name = {each.name.casefold(): each for each in known}
    found = by_name.get(name.casefold())
    if found is None:
        names = [each.name for each in by_name.values()]
        near = difflib.get_close_matches(name, names, n=3) or names
        raise Unfit(f"there is no {noun} {name!r}; did you mean {', '.join(sorted(near))}?")
    return found


def _unused(taken: Iterable[str], name: str, noun: str) -> None:
    if not name.strip():
        raise Unfit(f"a {noun} needs a name")
    if name.casefold() in {each.casefold() for each in taken}:
        raise Unfit(f"there is a {noun} {name!r} already")


def _denials(schema: Schema, text: str) -> list[str]:
    name, _, verb = text.partition(":")
    if verb not in VERBS:
        raise Unfit(f"{text!r} is not MODULE:VERB with a verb of {', '.join(VERBS)}")
    return [f"{module}:{verb}" for module in _modules(schema, name)]


def _modules(schema: Schema, name: str) -> list[str]:
    served = [module.api_name for module in schema.modules if module.api_supported]
    if name == EVERY_MODULE:
        return served
    module = schema.find_module(name)
    if module is None:
        near = difflib.get_close_matches(name, served, n=3) or served
        raise Unfit(f"there is no module {name!r}; did you mean {', '.join(near)}?")
    return [module.api_name]
