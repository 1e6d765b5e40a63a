"""
Describe amounts that are computed when a record is written.

Owns their form, a number.
Never computes; rules/formulas.py does.
Next door: decimal.py for numbers that a request gives.
"""

from __future__ import annotations

from vinculum.fieldtypes.decimal import DOUBLE, index_decimal, parse_number
from vinculum.fieldtypes.fieldtype import ORDERED, FieldType

FORMULA = FieldType(
    name="formula",
    canonical=DOUBLE.canonical,
    writable=False,
    index="number",
    indexed=index_decimal,
    operators=ORDERED,
    operand=parse_number,
)

TYPES = (FORMULA,)
