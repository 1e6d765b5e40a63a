"""
Keep an org's variables and groups at hand while a request changes them.

Owns how variables and groups are found, what their API names may be, and the changes.
Never refuses.
Next door: variables.py decides what is put here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vinculum.model.change import Change, CutMetadata
from vinculum.model.ids import parse_id
from vinculum.rules.commands import Named
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import Schema, Variable, VariableGroup

AREA = "variable"
_API_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_UNFIT = re.compile(r"[^A-Za-z0-9]+")


class Shelf:
    """Variables and groups while a request changes them; an item sees what earlier ones did."""

    def __init__(self, schema: Schema, next_id: Callable[[], int]) -> None:
        self.zone = schema.org.time_zone
        self.next_id = next_id
        self._variables_before = schema.variables
        self._groups_before = schema.variable_groups
        self.variables = dict(schema.variables)
        self.groups = dict(schema.variable_groups)

    def other(self, attribute: str, text: str, own: int) -> Variable | None:
        """Find another variable with that text as its attribute, ignoring case."""
        folded = text.casefold()
        return next(
            (
                each
                for each in self.variables.values()
                if each.id != own and str(getattr(each, attribute)).casefold() == folded
            ),
            None,
        )

    def group_for(self, name: str) -> int:
        """The id of the group of that name, ignoring case; one that is new is made."""
        folded = name.casefold()
        for group in self.groups.values():
            if group.name.casefold() == folded:
                return group.id
        group_id = self.next_id()
        derived = name_from(name)
        free = derived is not None and find_group(self.groups, derived) is None
        api_name = derived if derived and free else f"Group_{group_id}"
        self.groups[group_id] = VariableGroup(id=group_id, name=name, api_name=api_name)
        return group_id

    def changes(self) -> tuple[Change, ...]:
        """What differs from the start."""
        gone = sorted(self._variables_before.keys() - self.variables.keys())
        made = self.groups.keys() - self._groups_before.keys()
        groups = (put(self.groups[key]) for key in sorted(made))
        variables = (
            put(variable)
            for key, variable in self.variables.items()
            if self._variables_before.get(key) != variable
        )
        return (*(CutMetadata(area=AREA, id=key) for key in gone), *groups, *variables)


def find_variable(variables: Mapping[int, Variable], key: Named) -> Variable | None:
    """Find a variable by id, or by API name, ignoring case."""
    if not isinstance(key, str):
        return variables.get(key) if isinstance(key, int) else None
    folded = key.casefold()
    named = (each for each in variables.values() if each.api_name.casefold() == folded)
    return next(named, None)


def find_group(groups: Mapping[int, VariableGroup], text: str) -> VariableGroup | None:
    """Find a group by the digits of its id, or by API name, ignoring case."""
    number = parse_id(text)
    if number is not None:
        return groups.get(number)
    folded = text.casefold()
    return next((each for each in groups.values() if each.api_name.casefold() == folded), None)


def is_api_name(text: str) -> bool:
    """Tell whether a text is a letter, then letters, digits and `_`."""
    return _API_NAME.fullmatch(text) is not None


def name_from(name: str) -> str | None:
    """The API name that a name makes, if it makes one."""
    api_name = _UNFIT.sub("_", name).strip("_")
    return api_name if is_api_name(api_name) else None
