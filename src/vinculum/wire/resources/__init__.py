"""
The endpoints, one file per resource.

Owns for each area the rows of its endpoints, and how its commands are decoded.
Never carries anything out.
Next door: wire/table.py joins the rows.
"""
