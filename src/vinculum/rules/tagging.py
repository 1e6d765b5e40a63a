"""
Turn the tags that items name into ids, and names that are unknown into tags.

Owns the limits: tags of a record, tags of a module.
Never judges the form of a name; fieldtypes/tags.py does.
Next door: batch.py holds the book of tags while a batch is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.model.change import Change
from vinculum.model.record import JsonValue
from vinculum.rules.composing import OpenRecord
from vinculum.rules.writing import Writing
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import Schema, Tag

MOST_OF_RECORD = 10
MOST_OF_MODULE = 100


def tags_by_name(schema: Schema, record: OpenRecord) -> Mapping[str, str]:
    """The names of the tags that a record has, by how they are compared."""
    ids = (tag for named in record.references.values() if isinstance(named, list) for tag in named)
    names = (schema.tags[tag].name for tag in ids if tag in schema.tags)
    return {name.casefold(): name for name in names}


class TagBook:
    """The tags of a module while a batch is decided; an item sees those that earlier ones made."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        module = writing.module.api_name
        tags = [tag for tag in writing.schema.tags.values() if tag.module == module]
        self._by_name = {tag.name.casefold(): tag.id for tag in tags}
        self._ids = {tag.id for tag in tags}
        self._made: list[Tag] = []

    def refuse(
        self, api_name: str, kept: Sequence[int], wanted: Iterable[JsonValue]
    ) -> Refusal | None:
        """
        Judge tags added to those that a record keeps.

        Refuses with: FIELD_VALUE (an id that is no tag of the module), TAGS_TOO_MANY.
        """
        found = dict.fromkeys(kept)
        unknown: set[str] = set()
        for tag in wanted:
            tag_id = self._find(tag)
            if tag_id is not None:
                found[tag_id] = None
            elif isinstance(tag, str):
                unknown.add(tag.casefold())
            else:
                return catalogue.FIELD_VALUE.refusal(api_name=api_name)
        of_record, of_module = len(found) + len(unknown), len(self._ids) + len(unknown)
        if of_record > MOST_OF_RECORD or (unknown and of_module > MOST_OF_MODULE):
            return catalogue.TAGS_TOO_MANY.refusal(api_name=api_name)
        return None

    def require(self, kept: Sequence[int], wanted: Iterable[JsonValue]) -> list[int]:
        """The ids of tags that were not refused, those kept first; unknown names become tags."""
        ids = dict.fromkeys(kept)
        for tag in wanted:
            tag_id = self._find(tag)
            ids[self._make(str(tag)) if tag_id is None else tag_id] = None
        return list(ids)

    def changes(self) -> tuple[Change, ...]:
        """What adds the tags that were made."""
        return tuple(put(tag) for tag in self._made)

    def _find(self, tag: JsonValue) -> int | None:
        if isinstance(tag, str):
            return self._by_name.get(tag.casefold())
        return tag if isinstance(tag, int) and tag in self._ids else None

    def _make(self, name: str) -> int:
        stamp = self._writing.stamp
        tag = Tag(
            id=stamp.next_id(),
            module=self._writing.module.api_name,
            name=name,
            created=stamp.now,
            created_by=stamp.by,
        )
        self._by_name[name.casefold()] = tag.id
        self._ids.add(tag.id)
        self._made.append(tag)
        return tag.id
