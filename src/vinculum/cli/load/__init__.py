"""
Drive a running server with requests and measure how it answers.

`stage` makes records to work on, `cases` the requests, `driving` sends them, `measures` counts,
`processes` looks at the server from outside. cli/commands/bench.py puts them together.
"""
