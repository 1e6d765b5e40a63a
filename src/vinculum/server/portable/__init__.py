"""
Keep orgs in a file that any engine can read: JSON lines, counted and sealed.

Owns the form of the file, writing it and reading it.
Never opens a database; ports/carrier.py carries the rows.
"""
