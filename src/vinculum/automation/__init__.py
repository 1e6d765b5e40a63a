"""
Scripts and what they may do with the CRM.

Owns the tasks of the language, and the host that a script runs in.
Never decides a rule: a task asks the API, in this process, as its user.
"""
