"""
The Deluge language: text to tree, tree to values, under limits.

Owns grammar, values, built-ins, coercions and limits.
Never knows a CRM, a clock, chance or a socket: all of them come in through host.py.
Next door: automation/ binds a Host to operations.
"""
