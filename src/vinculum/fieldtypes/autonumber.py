"""
Describe numbers that are made when a record is added: of quotes, orders, invoices, cases.

Owns their form, a digit string, and their place in the number index.
Never makes one; the id source does.
Next door: number.py for numbers that a request gives.
"""

from __future__ import annotations

from vinculum.fieldtypes.decimal import parse_number
from vinculum.fieldtypes.fieldtype import ORDERED, FieldType
from vinculum.fieldtypes.number import accept_bigint, index_bigint

# The metadata publishes these fields as bigint, so criteria may compare them as numbers.
AUTONUMBER = FieldType(
    name="autonumber",
    canonical=accept_bigint,
    writable=False,
    index="number",
    indexed=index_bigint,
    operators=ORDERED,
    operand=parse_number,
)

TYPES = (AUTONUMBER,)
