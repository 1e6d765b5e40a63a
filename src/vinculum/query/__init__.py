"""
Criteria as text, as a tree, and as a query that names index rows.

Owns the grammar of criteria and what may be compared with what.
Never contains SQL; sqlstore/queries.py turns a RecordQuery into statements.
Next door: fieldtypes/ for operators and index values.
"""
