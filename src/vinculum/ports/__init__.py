"""
What the core asks of the world: a store, a clock, ids, secrets, an event sink.

Owns the protocols and the frozen bundle of them.
Never implements one.
Next door: sqlstore/ and server/ implement, operations/ and oauth/ use.
"""
