"""
The pages that people see in a browser: sign-in, consent, connected apps, the API console.

Owns HTML, cookies, forms, and the headers that keep a page from being misused.
Never decides about access, never sees SQL; oauth/ decides, the lanes run it.
"""
