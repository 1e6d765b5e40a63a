"""Clients and tokens: found by hash with the org's version, revoked with their offspring."""

from __future__ import annotations

from tests.contract.desk import ADA, BOB, ORG
from vinculum.model.change import (
    CutClient,
    CutExpired,
    CutToken,
    PutClient,
    PutMetadata,
    PutToken,
)
from vinculum.ports.store import StoredClient, StoredToken


def token(name, created=1, **given):
    return PutToken(
        **{
            "hash": name,
            "type": "access",
            "client_id": "app",
            "user": ADA,
            "scopes": "ZohoCRM.modules.ALL",
            "expires": 99,
            "parent": None,
            "created": created,
        }
        | given
    )


def find(desk, name, kind="access", org=ORG):
    return desk.read(lambda work: work.find_token(name, kind), org)


def names(tokens):
    return [each.hash for each in tokens]


def test_a_token_is_found_by_hash_and_type_with_the_version_in_one_select(desk):
    desk.apply(token("a", expires=None, parent="r", detail='{"offline":true}'))
    version = desk.read(lambda work: work.read_version())
    desk.watch.restart()

    expected = StoredToken(
        hash="a",
        type="access",
        client_id="app",
        user=ADA,
        scopes="ZohoCRM.modules.ALL",
        expires=None,
        parent="r",
        created=1,
        detail='{"offline":true}',
        version=version,
    )
    assert expected == find(desk, "a")
    assert 1 == len(desk.watch.data_statements)
    assert None is find(desk, "a", "refresh")
    assert None is find(desk, "b")


def test_a_tokens_version_follows_the_metadata(desk):
    desk.apply(token("a"))
    before = find(desk, "a").version
    desk.apply(PutMetadata(area="user", id=ADA, body="{}"))

    assert before != find(desk, "a").version
    assert desk.read(lambda work: work.read_version()) == find(desk, "a").version


def test_a_token_of_another_org_is_not_found(desk):
    desk.store.create_org(8, [])
    desk.apply(token("a"))

    assert None is find(desk, "a", org=8)


def test_a_token_may_be_stored_again(desk):
    desk.apply(token("a", scopes="one"), token("a", scopes="two"))

    assert "two" == find(desk, "a").scopes


def test_tokens_of_a_grant_come_oldest_first(desk):
    desk.apply(
        token("c", created=3),
        token("a", created=2),
        token("b", created=1),
        token("other user", user=BOB),
        token("other app", client_id="web"),
        token("other type", type="refresh"),
    )

    tokens = desk.read(lambda work: work.read_tokens_of("app", ADA, "access"))
    assert ["b", "a", "c"] == names(tokens)


def test_children_are_what_came_from_a_token(desk):
    desk.apply(
        token("refresh", type="refresh"),
        token("b", created=2, parent="refresh"),
        token("a", created=1, parent="refresh"),
        token("c", parent="b"),
    )

    assert ["a", "b"] == names(desk.read(lambda work: work.read_children_of("refresh")))


def test_a_revoked_token_takes_its_whole_offspring_with_it(desk):
    desk.apply(
        token("code", type="grant"),
        token("refresh", type="refresh", parent="code"),
        token("access", parent="refresh"),
        token("second code", type="grant"),
        token("second access", parent="second code"),
        token("alone"),
    )
    desk.apply(CutToken(hash="code"), CutToken(hash="second access"), CutToken(hash="unknown"))

    gone = [("code", "grant"), ("refresh", "refresh"), ("access", "access")]
    assert [None] * 3 == [find(desk, name, kind) for name, kind in gone]
    assert None is find(desk, "second access")
    assert ["second code", "alone"] == [
        find(desk, "second code", "grant").hash,
        find(desk, "alone").hash,
    ]


def test_tokens_of_a_user_come_oldest_first_whatever_the_client(desk):
    desk.apply(
        token("c", created=3, client_id="web"),
        token("a", created=2),
        token("b", created=1, client_id="phone"),
        token("other user", user=BOB),
        token("other type", type="refresh"),
    )

    assert ["b", "a", "c"] == names(desk.read(lambda work: work.read_tokens_of_user(ADA, "access")))
    assert [] == desk.read(lambda work: work.read_tokens_of_user(BOB, "refresh"))


def test_what_expired_before_a_moment_is_forgotten_and_what_came_from_it_stays(desk):
    desk.store.create_org(8, [])
    desk.apply(
        token("code", type="grant", expires=10),
        token("refresh", type="refresh", expires=None, parent="code"),
        token("on the moment", expires=11),
    )
    desk.apply(token("elsewhere", expires=10), org=8)
    desk.apply(CutExpired(before=11))

    assert None is find(desk, "code", "grant")
    assert ["refresh", "on the moment", "elsewhere"] == [
        find(desk, "refresh", "refresh").hash,
        find(desk, "on the moment").hash,
        find(desk, "elsewhere", org=8).hash,
    ]


def test_a_client_that_goes_takes_all_its_tokens_with_it(desk):
    desk.apply(
        PutClient(client_id="app", body="1"),
        PutClient(client_id="web", body="2"),
        token("a"),
        token("b", type="refresh", user=BOB),
        token("c", client_id="web"),
    )
    desk.apply(CutClient(client_id="app"), CutClient(client_id="unknown"))

    assert [None, None, "c"] == [
        find(desk, "a"),
        find(desk, "b", "refresh"),
        find(desk, "c").hash,
    ]
    assert ["web"] == [each.client_id for each in desk.read(lambda work: work.read_clients())]


def test_clients_belong_to_their_org(desk):
    desk.store.create_org(8, [])
    desk.apply(PutClient(client_id="b", body="1"), PutClient(client_id="a", body="2"))
    desk.apply(PutClient(client_id="b", body="3"))

    a = StoredClient(client_id="a", org=ORG, body="2")
    b = StoredClient(client_id="b", org=ORG, body="3")
    assert [a, b] == desk.read(lambda work: work.read_clients())
    assert b == desk.read(lambda work: work.find_client("b"))
    assert None is desk.read(lambda work: work.find_client("c"))
    assert None is desk.read(lambda work: work.find_client("b"), 8)
    assert [] == desk.read(lambda work: work.read_clients(), 8)


def test_jobs_of_a_batch_with_one_token_look_for_it_once(desk):
    desk.apply(token("a"))
    desk.watch.restart()
    settled = desk.settle(*[lambda work: work.find_token("a", "access")] * 5)

    assert ["a"] * 5 == [each.result.hash for each in settled]
    assert 1 == len([text for text in desk.watch.data_statements if "FROM token" in text])


def test_a_job_sees_what_an_earlier_one_did_to_a_token(desk):
    desk.apply(token("a"))

    def look(work):
        found = work.find_token("a", "access")
        return found and found.client_id

    def change(*changes):
        def run(work):
            look(work)
            work.apply(changes)

        return run

    answers = desk.settle(
        *(look, change(CutToken(hash="a")), look),
        *(change(token("a", client_id="other")), look),
        *(change(CutClient(client_id="other")), look),
        *(change(token("a")), look, change(CutExpired(before=100)), look),
    )

    found = [each.result for each in answers if not each.changes]
    assert ["app", None, "other", None, "app", None] == found


def test_a_token_that_only_a_failed_job_had_is_not_found_by_the_next(desk):
    def look(work):
        return work.find_token("a", "access")

    def fail(work):
        work.apply([token("a")])
        assert look(work) is not None
        raise ValueError

    first, failed, last = desk.settle(look, fail, look)

    assert (None, None) == (first.result, last.result)
    assert isinstance(failed.failure, ValueError)
