"""
Use cases, one file per resource.

Owns the sequence gather, plan, apply, and what is asked of the store.
Never builds a message or a status, never begins or commits.
Next door: rules/ decide, wire/ calls, sqlstore/ answers.
"""
