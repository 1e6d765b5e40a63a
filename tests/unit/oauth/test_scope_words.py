"""People read what a scope lets an application do, and the scope beside it."""

import pytest

from vinculum.console.scope_words import in_words
from vinculum.model.scope import OPERATIONS, OTHER_SERVICES, SETTINGS_AREAS, is_known


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("ZohoCRM.modules.ALL", "Read, add, change and delete records of all modules"),
        ("zohocrm.MODULES.leads.read", "Read leads"),
        ("ZohoCRM.modules.pricebooks.WRITE", "Add and change price books"),
        ("ZohoCRM.settings.fields.CREATE", "Add settings of fields"),
        ("ZohoCRM.settings.custom_views.DELETE", "Delete settings of custom views"),
        ("ZohoCRM.users.READ", "Read users"),
        ("ZohoCRM.composite_requests.CUSTOM", "Use several calls in one"),
        ("ZohoCRM.mass_update.leads.UPDATE", "Change mass update, leads"),
        ("AaaServer.profile.READ", "See your name and e-mail address"),
        ("ZohoFiles.files.ALL", "Read, add, change and delete files"),
        ("Other.thing.READ", "Other.thing.READ"),
        ("nonsense", "nonsense"),
        ("", ""),
    ],
)
def test_a_scope_has_its_words(scope, words):
    assert [(words, scope)] == in_words([scope])


def test_the_order_is_kept():
    scopes = ("ZohoCRM.users.READ", "ZohoCRM.org.READ")

    assert scopes == tuple(scope for _, scope in in_words(scopes))


def test_every_scope_that_can_be_granted_has_words_of_its_own():
    areas = [f"settings.{area}" for area in SETTINGS_AREAS]
    areas += ["settings", "modules", "modules.leads", "bulk", "org", "notifications"]
    scopes = [f"ZohoCRM.{area}.{word}" for area in areas for word in OPERATIONS]
    scopes += OTHER_SERVICES

    assert [] == [scope for scope in scopes if not is_known(scope)]
    assert [] == [scope for words, scope in in_words(scopes) if words == scope]
