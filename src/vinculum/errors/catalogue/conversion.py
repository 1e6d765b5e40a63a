"""
List the refusals of a lead's conversion.

Owns the words of these situations, with the evidence for them.
Never decides when to utter one.
Next door: the other chapters of the catalogue.
"""

from __future__ import annotations

from vinculum.errors.refusal import Entry

LEAD_CONVERTED = Entry(
    code="ID_ALREADY_CONVERTED",
    status=202,
    message="id already converted",
    evidence=("docs-later", "chosen"),
    details=("id",),
    note="The lead of the path was converted before.",
)
LEAD_UNAPPROVED = Entry(
    code="NOT_APPROVED",
    status=202,
    message="cannot convert record that is not approved yet",
    evidence=("docs-later", "chosen"),
    details=("id",),
)
ACCOUNT_MISMATCH = Entry(
    code="DATA_MISMATCH",
    status=202,
    message="give account id is mismatched with the data",
    evidence=("docs-later", "chosen"),
    details=("id",),
    note="What stands under Accounts is no account.",
)
CONTACT_MISMATCH = Entry(
    code="DATA_MISMATCH",
    status=202,
    message="give contact id is mismatched with the data",
    evidence=("docs-later", "chosen"),
    details=("id",),
    note="What stands under Contacts is no contact.",
)
