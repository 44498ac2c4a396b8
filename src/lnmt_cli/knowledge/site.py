"""Which site's own words hold beside the packaged knowledge: one TOML file, ``lnmt.site.toml`` beside ``lnmt.duckdb``.

Nothing of it is read, and the reader of it (`lnmt_cli.knowledge.site_file`) not imported, unless such a file is in use.
"""

from __future__ import annotations

import contextlib
from functools import cache
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from functools import _lru_cache_wrapper
    from pathlib import Path

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_in_use: list[Path] = []
"""The file in use is the last one; empty: none."""
_merges: dict[str, Callable[[Any], Any]] = {}
"""What adds the site's own to each dictionary, known once the reader of site files is imported."""
_cached: list[_lru_cache_wrapper[object]] = []


def cached(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Return ``function`` with its results kept, as `functools.cache` does, until another site file is in use.

    For whatever is made of fields, units or the vocabulary: kept longer, it would go stale.
    """
    kept = cache(function)
    _cached.append(kept)
    return kept  # type: ignore[return-value]  # the wrapper takes what the function takes; its stub does not say so


def active() -> Path | None:
    """Return the site file in use, None where there is none."""
    return _in_use[-1] if _in_use else None


def key() -> str:
    """Return what tells one state of the site's words from another: the sha-256 of the file, ``""`` without any."""
    path = active()
    if path is None:
        return ""
    from hashlib import sha256

    return sha256(path.read_bytes()).hexdigest()


def beside(registry: Path) -> Path | None:
    """Return the site file beside ``registry`` (``lnmt.site.toml`` for ``lnmt.duckdb``), None if it is not there."""
    path = registry.with_suffix(".site.toml")
    return path if path != registry and path.is_file() else None


def merging(kind: str, merge: Callable[[Any], Any]) -> None:
    """Let ``merge`` add the site's own to a dictionary of ``kind`` (``fields``, ``quantities``, ``words``)."""
    _merges[kind] = merge


def merged(kind: str, found: Result) -> Result:
    """Return a dictionary with the site's own where a site file is in use."""
    if active() is None:
        return found
    with_own: Result = _merges[kind](found)
    return with_own


@contextlib.contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Let ``path`` be the site file in use until the block ends; what was made of the words before is forgotten."""
    _in_use.append(path)
    _forget()
    try:
        yield
    finally:
        _in_use.pop()
        _forget()


def _forget() -> None:
    for kept in _cached:
        kept.cache_clear()
