"""
Say which field of a contact, deal or account takes over a field of a lead.

Owns the mapping that a conversion follows and that metadata publishes.
Never converts anything.
"""

from __future__ import annotations

from collections.abc import Mapping

LEADS = "Leads"
TARGETS = ("Contacts", "Deals", "Accounts")

# Field of the lead, then the field of each target that takes it over.
_ROWS: tuple[tuple[str, str | None, str | None, str | None], ...] = (
    ("Company", None, None, "Account_Name"),
    ("First_Name", "First_Name", None, None),
    ("Last_Name", "Last_Name", None, None),
    ("Designation", "Title", None, None),
    ("Email", "Email", None, None),
    ("Phone", "Phone", None, "Phone"),
    ("Fax", "Fax", None, "Fax"),
    ("Mobile", "Mobile", None, None),
    ("Website", None, None, "Website"),
    ("Lead_Source", "Lead_Source", "Lead_Source", None),
    ("Industry", None, None, "Industry"),
    ("No_of_Employees", None, None, "Employees"),
    ("Annual_Revenue", None, None, "Annual_Revenue"),
    ("Rating", None, None, "Rating"),
    ("Street", "Mailing_Street", None, "Billing_Street"),
    ("City", "Mailing_City", None, "Billing_City"),
    ("State", "Mailing_State", None, "Billing_State"),
    ("Zip_Code", "Mailing_Zip", None, "Billing_Code"),
    ("Country", "Mailing_Country", None, "Billing_Country"),
    ("Description", "Description", "Description", "Description"),
    ("Skype_ID", "Skype_ID", None, None),
    ("Secondary_Email", "Secondary_Email", None, None),
    ("Twitter", "Twitter", None, None),
)

LEAD_MAPPING: Mapping[str, Mapping[str, str | None]] = {
    field: dict(zip(TARGETS, taken, strict=True)) for field, *taken in _ROWS
}
# What a conversion asks for the deal it makes.
DEAL_FIELDS = ("Amount", "Deal_Name", "Closing_Date", "Stage")
