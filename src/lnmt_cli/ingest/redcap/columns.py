"""A REDCap project as the rest of the ingestion sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["record_id", "event", "repeat_instrument", "repeat_instance", "data_access_group", "own", "field"]


@dataclass(frozen=True, slots=True)
class RedcapColumn:
    """What one column of an export is.

    ``role``: ``own`` is REDCap's bookkeeping, and nothing to read · ``names``: what to look up among the fields, in
    order · ``variable``: what the columns of one field share · ``choice``: of a box, its code and its label, ``""``
    where unknown · ``is_combined``: all choices checked stand in one cell · ``form``: the instrument · ``codes``: label
    by code · ``missing``: codes for no value · ``date_order``: ``dmy``, ``mdy`` · ``decimal``: ``comma`` · ``low``,
    ``high``: the range of the data dictionary, in the column's unit · ``unit``: as written.
    """

    role: Role
    names: tuple[str, ...] = ()
    variable: str = ""
    choice: tuple[str, str] | None = None
    is_combined: bool = False
    form: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    date_order: str | None = None
    decimal: str | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    is_identifier: bool = False


@dataclass(frozen=True, slots=True)
class Project:
    """A REDCap export: ``columns`` has one for each header, None where there is no header.

    ``is_labelled``: its headers are labels · ``detected``: what was made out, in words · ``is_described``: a data
    dictionary says what the columns are.
    """

    columns: tuple[RedcapColumn | None, ...]
    is_labelled: bool = False
    detected: tuple[str, ...] = ()
    is_described: bool = False
