"""The cache of schemas."""

from __future__ import annotations

from tests.unit.operations_reading.world import World
from vinculum.operations.schemas import SchemaCache
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import ContactRole


def test_a_schema_is_made_once_for_each_version():
    world = World()
    cache = SchemaCache()
    first = world.api.read(cache.current)

    assert first is world.api.read(cache.current)
    assert first is world.api.read(lambda work: cache.current(work, first.org.version))

    world.api.apply(put(ContactRole(id=12, name="New", sequence_number=9)))
    second = world.api.read(cache.current)

    assert second is not first
    assert second.org.version != first.org.version
    assert second.contact_role(12) is not None
    assert first.contact_role(12) is None


def test_the_schema_used_longest_ago_goes_first():
    api = World().api
    cache = SchemaCache(most=2)

    def current(version):
        return api.read(lambda work: cache.current(work, version))

    first, second = current(1), current(2)
    assert first is current(1)

    current(3)

    assert first is current(1)
    assert second is not current(2)
