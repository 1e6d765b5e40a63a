"""
Compute the values of a record that no request gives.

Owns full names, what a deal's stage says, line totals and sums, the closing of a task.
Never asks what time it is and never refuses: what cannot be computed is null.
Next door: fieldtypes/ for given values; inserting and updating call `compute` last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeAlias

import msgspec

from vinculum.model.field import Field, PickListValue
from vinculum.model.module import Module
from vinculum.model.record import JsonValue, Values
from vinculum.model.value import Value
from vinculum.schema.per_module import per_module

CENT = Decimal("0.01")
PERCENT = Decimal("0.01")
COMPLETED = "Completed"
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
_WHOLE_FLOATS = 2**53


class Draft(Value):
    """
    A record as it is going to be written.

    `before` are its values until now, None for a new record; `given` the API names that
    the request sets; `now` the moment of writing in canonical form.
    """

    module: Module
    values: Values
    rows: Mapping[str, JsonValue]
    before: Values | None
    given: frozenset[str]
    now: str

    def has(self, api_name: str) -> bool:
        """Tell whether the module has such a field."""
        return api_name in _names(self.module)

    def was(self, api_name: str) -> JsonValue:
        """The value until now; null for a new record."""
        return None if self.before is None else self.before.get(api_name)

    def turns(self, api_name: str) -> bool:
        """Tell whether this write sets another value than the record had."""
        return self.values.get(api_name) != self.was(api_name)

    def with_values(self, **values: JsonValue) -> Draft:
        """The same draft with values computed; those of fields that are not there are dropped."""
        known = {name: value for name, value in values.items() if self.has(name)}
        return msgspec.structs.replace(self, values={**self.values, **known})


Formula: TypeAlias = Callable[[Draft], Draft]


def _amount(value: JsonValue) -> Decimal:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else Decimal(0)


def _money(amount: Decimal) -> int | float:
    rounded = amount.quantize(CENT, context=_EXACT)
    whole = rounded == rounded.to_integral_value() and abs(rounded) < _WHOLE_FLOATS
    return int(rounded) if whole else float(rounded)


@per_module
def _names(module: Module) -> frozenset[str]:
    return frozenset(field.api_name for field in module.fields)


@per_module
def _first_of_type(module: Module) -> Mapping[str, Field]:
    return {field.type: field for field in reversed(module.fields)}


def _typed(module: Module, type_name: str) -> Field | None:
    return _first_of_type(module).get(type_name)


def _full_name(draft: Draft) -> Draft:
    field = _typed(draft.module, "full_name")
    if field is None:
        return draft
    parts = (draft.values.get(name) for name in ("Salutation", "First_Name", "Last_Name"))
    name = " ".join(str(part) for part in parts if part)
    return draft.with_values(**{field.api_name: name or None})


def _tax_on(base: Decimal, tax: JsonValue) -> JsonValue:
    if not isinstance(tax, dict) or tax.get("percentage") is None:
        return tax
    return {**tax, "value": _money(base * _amount(tax["percentage"]) * PERCENT)}


def total_line(row: JsonValue) -> JsonValue:
    """
    Compute the totals of one line item.

    A tax given as a percentage is taken on the total after discount.
    """
    if not isinstance(row, dict):
        return row
    total = _amount(row.get("list_price")) * _amount(row.get("quantity"))
    discounted = total - _amount(row.get("Discount"))
    listed = row.get("line_tax")
    taxes = [_tax_on(discounted, tax) for tax in listed] if isinstance(listed, list) else []
    tax = sum((_amount(each.get("value")) for each in taxes if isinstance(each, dict)), Decimal(0))
    return {
        **row,
        "line_tax": taxes,
        "total": _money(total),
        "total_after_discount": _money(discounted),
        "Tax": _money(tax),
        "net_total": _money(discounted + tax),
    }


def _line_totals(draft: Draft) -> Draft:
    field = _typed(draft.module, "line_items")
    listed = None if field is None else draft.rows.get(field.api_name)
    if field is None or not isinstance(listed, list):
        return draft
    rows = {**draft.rows, field.api_name: [total_line(row) for row in listed]}
    return msgspec.structs.replace(draft, rows=rows)


def _sums(draft: Draft) -> Draft:
    field = _typed(draft.module, "line_items")
    if field is None:
        return draft
    listed = draft.rows.get(field.api_name)
    rows = listed if isinstance(listed, list) else []
    nets = (_amount(row.get("net_total")) for row in rows if isinstance(row, dict))
    sub_total = sum(nets, Decimal(0))
    given = {name: _amount(draft.values.get(name)) for name in ("Discount", "Tax", "Adjustment")}
    grand_total = sub_total - given["Discount"] + given["Tax"] + given["Adjustment"]
    return draft.with_values(Sub_Total=_money(sub_total), Grand_Total=_money(grand_total))


def _comment_count(draft: Draft) -> Draft:
    field = _typed(draft.module, "comments")
    if field is None:
        return draft
    listed = draft.rows.get(field.api_name)
    return draft.with_values(No_of_comments=len(listed) if isinstance(listed, list) else 0)


def _stage_of(draft: Draft) -> PickListValue | None:
    choices = (field.pick_list for field in draft.module.fields if field.api_name == "Stage")
    name = draft.values.get("Stage")
    return next(
        (
            choice
            for choice in next(choices, ())
            if name is not None and name in (choice.display_value, choice.actual_value)
        ),
        None,
    )


def _probability(draft: Draft) -> Draft:
    stage = _stage_of(draft)
    if "Probability" in draft.given or not draft.turns("Stage"):
        return draft
    if stage is None or stage.probability is None:
        return draft  # a stage that nobody listed says nothing about the odds
    return draft.with_values(Probability=stage.probability)


def _category(draft: Draft) -> Draft:
    stage = _stage_of(draft)
    return draft.with_values(Deal_Category_Status=None if stage is None else stage.forecast_type)


def _expected_revenue(draft: Draft) -> Draft:
    amount, probability = draft.values.get("Amount"), draft.values.get("Probability")
    if amount is None or probability is None:
        return draft.with_values(Expected_Revenue=None)
    revenue = _money(_amount(amount) * _amount(probability) * PERCENT)
    return draft.with_values(Expected_Revenue=revenue)


def _closed_time(draft: Draft) -> Draft:
    if draft.values.get("Status") != COMPLETED:
        return draft.with_values(Closed_Time=None)
    return draft.with_values(Closed_Time=draft.now) if draft.turns("Status") else draft


# In order: a formula sees what those before it computed.
EVERYWHERE: tuple[Formula, ...] = (_full_name, _line_totals, _sums, _comment_count)
BY_MODULE: Mapping[str, tuple[Formula, ...]] = {
    "Deals": (_probability, _category, _expected_revenue),
    "Tasks": (_closed_time,),
}


def compute(draft: Draft) -> Draft:
    """Compute everything that follows from the values and rows of a draft."""
    for formula in (*EVERYWHERE, *BY_MODULE.get(draft.module.api_name, ())):
        draft = formula(draft)
    return draft
