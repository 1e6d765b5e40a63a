"""
Decisions: metadata and facts in, changes and outcomes out. Pure functions only.

Owns what may be inserted, changed, linked, deleted, and by whom.
Never reads the store, the clock or a request.
Next door: operations/ gathers the facts and applies the plan.
"""
