"""
The command line: what an operator can do with an org, and starting the server.

Owns the commands, their options and how they speak to people and to programs.
Never decides a rule; commands call operations, rules and oauth like everybody else.
Next door: server/settings.py for the options, server/compose.py for the services.
"""
