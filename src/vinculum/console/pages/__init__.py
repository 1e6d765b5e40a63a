"""
One file per group of pages.

Owns what a page does with a visit: read the form, run work in the lanes, answer.
"""
