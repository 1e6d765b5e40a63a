"""
The field's vocabulary as frozen values and pure functions on them.

Owns the nouns of the glossary: org, actor, module, field, relation, record, change.
Never reads a clock, a store or a request.
Next door: fieldtypes/ for what a value of a field may be, schema/ for an org's metadata.
"""
