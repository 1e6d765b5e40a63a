"""
An org's metadata as one immutable value.

Owns the standard set of modules, fields and relations (data/), and how an org extends it.
Never reads the store; rows come in, a Schema goes out. Never removes what an edit added.
Next door: operations/schemas.py loads and caches, rules/ read it.
"""
