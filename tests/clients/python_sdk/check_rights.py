"""What the library's caller is told when the token, its scope or its user is not enough."""

from __future__ import annotations

from zcrmsdk.src.com.zoho.crm.api import org as org_desk
from zcrmsdk.src.com.zoho.crm.api import related_records as related
from zcrmsdk.src.com.zoho.crm.api.util import Choice

from tests.clients.python_sdk.calls import (
    LINKED,
    body,
    insert_one,
    raised,
    refused,
    relations,
    succeeded,
)
from tests.clients.python_sdk.check_errors import CAMPAIGN, LEAD, relate_item
from tests.clients.python_sdk.report import Check, expect
from tests.clients.python_sdk.session import Order, acting

WRONG_TOKEN = f"1000.{'0' * 32}.{'0' * 32}"


class Others:
    """Calls with the other tokens of an order."""

    def __init__(self, order: Order) -> None:
        self.tokens = {**order.others, "nobody": WRONG_TOKEN}

    def checks(self) -> tuple[Check, ...]:
        """The checks, in their order."""
        return (
            self.a_bad_token_is_refused,
            self.a_token_without_the_scope_is_refused,
            self.a_user_who_may_only_read_is_refused,
            self.a_user_may_not_relate_from_a_record_that_is_not_shared,
            self.a_user_may_relate_what_is_shared,
        )

    def a_bad_token_is_refused(self) -> None:
        with acting("nobody", self.tokens["nobody"]):
            outcome = refused(org_desk.OrgOperations().get_organization(), 401)
            words = raised(lambda: relate_item(LEAD, CAMPAIGN))

        expect(("INVALID_TOKEN", "invalid oauth token"), (outcome.code, outcome.message))
        expect(True, "INVALID_TOKEN" in words)

    def a_token_without_the_scope_is_refused(self) -> None:
        with acting("narrow", self.tokens["narrow"]):
            outcome = refused(relate_item(LEAD, CAMPAIGN), 401)

        expect(("OAUTH_SCOPE_MISMATCH", "Unauthorized"), (outcome.code, outcome.message))

    def a_user_who_may_only_read_is_refused(self) -> None:
        with acting("reader", self.tokens["reader"]):
            outcome = refused(relate_item(LEAD, CAMPAIGN), 403)

        words = "Permission denied to update records"
        expect(("NO_PERMISSION", words), (outcome.code, outcome.message))

    def a_user_may_not_relate_from_a_record_that_is_not_shared(self) -> None:
        product = insert_one("Products", Product_Name="Unshared")
        deal = insert_one("Deals", Deal_Name="Unshared", Stage=Choice("Qualification"))
        request = body(related.BodyWrapper(), [{"id": product}])
        with acting("salesperson", self.tokens["salesperson"]):
            response = relations("Deals", "Products").update_related_records(deal, request)
        outcome = refused(response, 400)

        words = "User does not have sufficient privilege to update related records data"
        expect(("AUTHORIZATION_FAILED", words), (outcome.code, outcome.message))

    def a_user_may_relate_what_is_shared(self) -> None:
        with acting("salesperson", self.tokens["salesperson"]):
            expect([CAMPAIGN], succeeded(relate_item(LEAD, CAMPAIGN), LINKED))
