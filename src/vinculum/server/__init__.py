"""
The process: settings, composition, sockets, threads, logs.

Owns everything that the layers below are not allowed to ask for: time, chance, the
environment, the network.
Never contains a rule or a word of the wire.
Next door: cli/ starts it; wire/handle.py is what it calls.
"""
