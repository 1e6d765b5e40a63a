"""
Vinculum, a self-hosted CRM server that speaks the Zoho CRM REST API v2.

Owns the version of the package.
Never imports anything, so that every other module may import from here.
Next door: `__main__` for `python -m vinculum`, `cli` for the commands.
"""

__version__ = "0.1.0"
