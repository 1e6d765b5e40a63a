"""Variables of the org and their groups."""

from __future__ import annotations

from typing import Any

from zcrmsdk.src.com.zoho.crm.api import variable_groups as groups
from zcrmsdk.src.com.zoho.crm.api import variables

from tests.clients.python_sdk.calls import answered, outcomes, parameters, refused, succeeded
from tests.clients.python_sdk.report import expect

ADDED, UPDATED, DELETED = "variable added", "variable updated", "variable deleted"


def door() -> Any:
    return variables.VariablesOperations()


def known_groups() -> dict[str, int]:
    answer = answered(groups.VariableGroupsOperations().get_variable_groups())
    return {each.get_api_name(): each.get_id() for each in answer.get_variable_groups()}


def variable(**values: object) -> variables.Variable:
    made = variables.Variable()
    for name, value in values.items():
        getattr(made, f"set_{name}")(value)
    return made


def group(**values: object) -> groups.VariableGroup:
    made = groups.VariableGroup()
    for name, value in values.items():
        getattr(made, f"set_{name}")(value)
    return made


def request_of(*wanted: variables.Variable) -> variables.BodyWrapper:
    request = variables.BodyWrapper()
    request.set_variables(list(wanted))
    return request


def made(name: str, **values: object) -> int:
    values = {"variable_group": group(id=known_groups()["General"]), "type": "text"} | values
    request = request_of(variable(name=name, **values))
    (made_id,) = succeeded(door().create_variables(request), ADDED, 201)
    return made_id


def shown(response: Any) -> list[tuple[int, str, object]]:
    found = answered(response).get_variables()
    return [(each.get_id(), each.get_api_name(), each.get_value()) for each in found]


def variables_are_made_changed_and_deleted() -> None:
    first = made("Target", api_name="Target", type="integer", value="50")
    second = made("Slogan", value="Ahoy")
    wanted = parameters(variables.GetVariableByIDParam, {"group": "General"})
    expect([(first, "Target", "50")], shown(door().get_variable_by_id(first, wanted)))
    named = parameters(variables.GetVariableForAPINameParam, {"group": "General"})
    expect([(second, "Slogan", "Ahoy")], shown(door().get_variable_for_api_name("Slogan", named)))

    request = request_of(variable(id=first, value="51"), variable(id=second, value="Land"))
    expect([first, second], succeeded(door().update_variables(request), UPDATED))
    request = request_of(variable(value="52"))
    expect([first], succeeded(door().update_variable_by_id(first, request), UPDATED))
    request = request_of(variable(description="Said first"))
    expect([second], succeeded(door().update_variable_by_api_name("Slogan", request), UPDATED))
    listed = parameters(variables.GetVariablesParam, {"group": "General"})
    expect(
        [(first, "Target", "52"), (second, "Slogan", "Land")], shown(door().get_variables(listed))
    )

    expect([first], succeeded(door().delete_variable(first), DELETED))
    gone = parameters(variables.DeleteVariablesParam, {"ids": second})
    expect([second], succeeded(door().delete_variables(gone), DELETED))
    expect(204, door().get_variables().get_status_code())


def a_variable_makes_its_group() -> None:
    made_id = made("Desk", variable_group=group(name="Front desk"))
    (kept,) = answered(door().get_variables()).get_variables()
    expect("Front_desk", kept.get_variable_group().get_api_name())
    front = known_groups()["Front_desk"]
    answer = answered(groups.VariableGroupsOperations().get_variable_group_by_id(front))
    (found,) = answer.get_variable_groups()
    expect(("Front desk", "Front desk"), (found.get_name(), found.get_display_label()))
    succeeded(door().delete_variable(made_id), DELETED)


def refusals_arrive_as_such() -> None:
    made_id = made("Taken", api_name="Taken")
    again = variable(name="Taken", type="text", variable_group=group(name="General"))
    (result,) = outcomes(door().create_variables(request_of(again)), 202)
    expect(("APIException", "DUPLICATE_DATA"), (result.kind, result.code))
    expect("REQUIRED_PARAM_MISSING", refused(door().get_variable_by_id(made_id), 400).code)
    succeeded(door().delete_variable(made_id), DELETED)
    (result,) = outcomes(door().delete_variable(made_id), 202)
    expect(
        ("APIException", "variable not deleted", str(made_id)),
        (result.kind, result.message, str(result.details["id"])),
    )


CHECKS = (
    variables_are_made_changed_and_deleted,
    a_variable_makes_its_group,
    refusals_arrive_as_such,
)
