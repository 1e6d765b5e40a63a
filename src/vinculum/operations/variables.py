"""
Read and change the variables of an org, and read their groups.

Owns nothing but the sequence: the schema knows the variables, rules decide, the work applies.
Never writes JSON.
Next door: rules/variables.py for the decisions, wire/resources/ encodes the answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.operations.planned import settle
from vinculum.operations.results import Outcomes
from vinculum.ports.services import Call
from vinculum.rules.commands import DeleteVariables, PutVariables, ReadVariables
from vinculum.rules.variable_shelf import Shelf, find_group, find_variable
from vinculum.rules.variables import plan_adding, plan_changing, plan_deleting
from vinculum.schema.snapshot import Variable, VariableGroup


def read_variables(call: Call, command: ReadVariables) -> Sequence[Variable]:
    """
    Read variables from the oldest on, all, those of a group, or the one that a path names.

    An unknown group has none. Refuses with: PARAM_MISSING (one is asked for, and no group).
    """
    if command.single is not None and command.group is None:
        raise Refused(catalogue.PARAM_MISSING.refusal(param="group"))
    found = sorted(call.schema.variables.values(), key=lambda variable: variable.id)
    if command.single is not None:
        named = find_variable(call.schema.variables, command.single)
        found = [] if named is None else [named]
    if command.group is None:
        return found
    group = find_group(call.schema.variable_groups, command.group)
    return [variable for variable in found if group is not None and variable.group == group.id]


def read_variable_groups(call: Call, name: str | None) -> Sequence[VariableGroup]:
    """Read all groups, or the one with that id or API name; none when there is no such group."""
    groups = call.schema.variable_groups
    if name is None:
        return list(groups.values())
    group = find_group(groups, name)
    return [] if group is None else [group]


def put_variables(call: Call, command: PutVariables) -> Outcomes:
    """
    Add variables, or change them.

    Refuses with: NO_PERMISSION_VARIABLES, then the body's refusal, then what the plan says.
    """
    _require_administrator(call)
    if isinstance(command.items, Refusal):
        raise Refused(command.items)
    shelf = _shelf_of(call)
    if command.creating:
        return settle(call, plan_adding(shelf, command.items))
    return settle(call, plan_changing(shelf, command.items, command.single))


def delete_variables(call: Call, command: DeleteVariables) -> Outcomes:
    """
    Delete variables.

    Refuses with: NO_PERMISSION_VARIABLES, then the parameters' refusal, then what the plan says.
    """
    _require_administrator(call)
    if isinstance(command.ids, Refusal):
        raise Refused(command.ids)
    return settle(call, plan_deleting(_shelf_of(call), command.ids))


def _shelf_of(call: Call) -> Shelf:
    return Shelf(call.schema, call.services.ids.next_id)


def _require_administrator(call: Call) -> None:
    if not call.actor.profile.administrator:
        raise Refused(catalogue.NO_PERMISSION_VARIABLES.refusal())
