"""
The authorization server, with its own small dialect.

Owns clients, grants, codes and tokens: who may have one, how long, how many.
Never speaks the CRM's words, never sees a socket; only hashes of secrets are stored.
Next door: wire/resources/oauth.py for the token endpoint, wire/gate.py for the actor.
"""
