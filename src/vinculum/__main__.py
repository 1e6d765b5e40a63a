"""
Run the command line as `python -m vinculum`.

Owns nothing.
Never does more than `vinculum` itself does.
Next door: cli/main.py.
"""

from vinculum.cli.main import main

if __name__ == "__main__":
    main()
