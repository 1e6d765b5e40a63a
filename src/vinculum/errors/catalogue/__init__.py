"""
List every refusal of the CRM API, one constant per utterance.

Owns each code, status and message, with the evidence for it, in seven chapters.
Never decides when to utter one.
Next door: refusal.py for the shapes; the token endpoint's words are in oauth/errors.py.

The entry is the unit, not the code: two situations that share their words have two
entries. The chapters are read as one: `catalogue.FIELD_TYPE`.
"""

from __future__ import annotations

from vinculum.errors.catalogue.access import *  # noqa: F403 - the catalogue is all its chapters.
from vinculum.errors.catalogue.address import *  # noqa: F403 - the same.
from vinculum.errors.catalogue.attachment import *  # noqa: F403 - the same.
from vinculum.errors.catalogue.conversion import *  # noqa: F403 - the same.
from vinculum.errors.catalogue.function import *  # noqa: F403 - the same.
from vinculum.errors.catalogue.item import *  # noqa: F403 - the same.
from vinculum.errors.catalogue.request import *  # noqa: F403 - the same.
