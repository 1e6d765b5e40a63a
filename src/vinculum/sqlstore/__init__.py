"""
Keep orgs in a relational database.

Owns all SQL of the product, the tables, their migrations and the engines.
Never knows a status code, a message or a rule.
Next door: ports/store.py is the contract kept here, server/compose.py the only importer.
"""
