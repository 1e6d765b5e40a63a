"""
The emulated REST dialect: bytes of a request in, bytes of an answer out.

Owns paths, parameters, JSON shapes, statuses, the order of the gate.
Never opens a socket, never contains SQL.
Next door: operations/ for use cases, server/ for sockets.
"""
