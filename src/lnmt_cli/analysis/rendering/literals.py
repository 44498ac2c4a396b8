"""What the parts of the steps share: texts as literals, and a truth over several rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def words(found: Iterable[str]) -> str:
    """Return texts as literals, with commas between them."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in found)


def some(condition: str, which: str) -> str:
    """Return whether a condition is true in one of the rows of a group, three-valued."""
    return (
        f"case when count(*) filter (where {which} and {condition}) > 0 then true"
        f" when count(*) filter (where {which} and ({condition}) is null) > 0 then null else false end"
    )
