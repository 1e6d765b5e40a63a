"""
What the API can say when it says no.

Owns the vocabulary of refusals: codes, statuses, messages, the keys of their details.
Never decides when to refuse and never writes HTTP.
Next door: rules/ returns refusals, wire/envelope.py encodes them.
"""
