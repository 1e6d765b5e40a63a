"""
Lose a machine of a replicated cluster under load, and count what became of every write.

Owns the three nodes, the faults and the counting; `python -m tests.cluster` runs it.
Never part of the ordinary suite: it takes minutes, and programs that few machines have.
"""
