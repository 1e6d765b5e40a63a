"""
One file per command group.

Owns the commands. They import what is heavy (database, HTTP server) when they run, so that
asking for help stays quick.
Never holds shared parts; those are in the package above.
"""
