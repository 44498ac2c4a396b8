"""What a header says: a name, and perhaps a unit."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.units import load_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit

_BRACKETED = re.compile(r"^(?P<name>.*?)\s*[(\[{（［](?P<unit>[^()\[\]{}（）［］]*)[)\]}）］]\s*$")


@cache
def fields_by_alias() -> Mapping[str, tuple[Field, ...]]:
    """Return the fields that each name or alias can mean, by its normalised form; several only for shared words."""
    found: dict[str, tuple[Field, ...]] = {}
    for field in load_fields().values():
        for alias in (field.name, *field.aliases, *field.shared_aliases):
            key = normalise(alias)
            if field not in found.get(key, ()):
                found[key] = (*found.get(key, ()), field)
    # A label is a name too, where no field has it for its own.
    for field in load_fields().values():
        found.setdefault(normalise(field.label), (field,))
    return found


def candidates(header: str) -> tuple[tuple[Field, ...], str | None]:
    """Return the fields that ``header`` can mean and the unit that it declares, as written.

    ``UPCR (mg/g)``, ``Cr[umol/L]``, ``c3_g_l`` and ``Albumin, g/dL`` declare one. A bracket that is no unit
    (``Albumin (serum)``) is read as part of the name first.
    """
    known = fields_by_alias()
    whole = known.get(normalise(header))
    bracketed = _BRACKETED.match(header)
    if whole and not (bracketed and bracketed["unit"].strip()):
        return whole, None
    if bracketed:
        inner = known.get(normalise(bracketed["name"]))
        return (inner, bracketed["unit"].strip() or None) if inner else (whole or (), None)
    return next(_with_tail(header), ((), None))


def _with_tail(header: str) -> Iterator[tuple[tuple[Field, ...], str]]:
    """Yield the readings of ``header`` as a name and a unit behind a space, a comma or an underscore."""
    words = re.split(r"([\s,;_]+)", header)
    for cut in range(1, len(words), 2):
        name, tail = "".join(words[:cut]), "".join(words[cut + 1 :])
        fields = tuple(field for field in fields_by_alias().get(normalise(name), ()) if find_unit(field, tail))
        if fields:
            yield fields, tail


def find_unit(field: Field, written: str) -> Unit | None:
    """Return the unit of ``field`` that ``written`` spells; ``g_l`` and ``g l`` are taken for ``g/L``."""
    if field.quantity is None:
        return None
    quantity = load_units()[field.quantity]
    return quantity.find(written) or quantity.find(re.sub(r"[\s_]+", "/", written.strip()))


def looks_like_unit(written: str) -> bool:
    """Return whether a bracket in a header means a unit (``mL/min``), and no remark (``CKD-EPI``, ``serum``)."""
    return "/" in written or "%" in written or any(quantity.find(written) for quantity in load_units().values())


def is_name_of(field: Field, header: str) -> bool:
    """Return whether ``header`` is the name of ``field`` itself, with or without a unit in brackets."""
    bracketed = _BRACKETED.match(header)
    return normalise(bracketed["name"] if bracketed else header) == normalise(field.name)
