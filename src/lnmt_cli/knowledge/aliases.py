"""The names of fields as they stand in headers: aliases, labels, and the unit behind a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.framing import load_framing
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.site import cached
from lnmt_cli.knowledge.units import load_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit

IDENTIFIER: Final = "patient_id"
LONGEST: Final = 120
"""A longer text is no header with a unit or an occasion in it, though it may be an alias."""

BRACKETED: Final = re.compile(r"^(?P<name>.*?)\s*[(\[{（［](?P<unit>[^()\[\]{}（）［］]*)[)\]}）］]\s*$")
_SEPARATED = re.compile(r"([\s,;_.]+)")


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """What a header says: the fields that it can mean, several only for words that tables share.

    ``unit``: the unit as written. ``occasion``: the key of the time point (``24w``, ``baseline``, ``v4``) or of the
    number in a series (``1``) that the header carries, ``""`` for none. ``is_unit_of``: the column holds the units of
    the field's column (``upcr_unit``). ``by``: what it was recognised by: ``declared``, ``name``, ``alias``, ``label``.
    ``left_out``: declared to be no field.
    """

    fields: tuple[Field, ...] = ()
    unit: str | None = None
    occasion: str = ""
    is_unit_of: bool = False
    by: str = ""
    left_out: bool = False

    @property
    def is_identifier(self) -> bool:
        """Return whether the header can mean the patient's identifier."""
        return any(field.name == IDENTIFIER for field in self.fields)


NOTHING: Final = HeaderReading()
"""A header that no field claims."""


@cached
def fields_by_alias() -> Mapping[str, tuple[Field, ...]]:
    """Return the fields that each name or alias can mean, by its normalised form; several only for shared words."""
    found: dict[str, tuple[Field, ...]] = {}
    for field in load_fields().values():
        for alias in (field.name, *field.aliases, *field.shared_aliases):
            key = normalise(alias)
            if field not in found.get(key, ()):
                found[key] = (*found.get(key, ()), field)
    return found


@cached
def labels() -> Mapping[str, tuple[Field, ...]]:
    """Return the field of each label, where the label is not a name or an alias."""
    known = fields_by_alias()
    found: dict[str, tuple[Field, ...]] = {}
    for field in load_fields().values():
        if normalise(field.label) not in known:
            found.setdefault(normalise(field.label), (field,))
    return found


def named(text: str) -> tuple[Field, ...]:
    """Return the fields of which ``text`` as a whole is a name, an alias or the label, also turned around.

    ``Protein/creatinine ratio, urine`` is ``urine protein/creatinine ratio``.
    """
    key = normalise(text)
    found = fields_by_alias().get(key) or labels().get(key, ())
    name, comma, specimen = text.partition(", ")
    return fields_by_alias().get(normalise(f"{specimen} {name}"), ()) if comma and not found else found


def candidates(header: str) -> tuple[tuple[Field, ...], str | None]:
    """Return the fields that ``header`` can mean as it stands and the unit that it declares, as written.

    ``UPCR (mg/g)``, ``Cr[umol/L]``, ``c3_g_l`` and ``Albumin, g/dL`` declare one. A bracket that is no unit
    (``Albumin (serum)``) is a remark, or part of the name, or says that it is another analyte (``Creatinine (urine)``).
    """
    whole = named(header)
    bracketed = BRACKETED.match(header) if header[-1:] and not header[-1].isalnum() else None
    if bracketed is None:
        return (whole, None) if whole else next(_with_tail(header), ((), None))
    remark = bracketed["unit"].strip(" ,;:_-")
    if whole and not remark:
        return whole, None
    fields, inner = (whole, None) if whole else candidates(bracketed["name"])
    remarks = [part for text in (remark, inner or "") for part in (text, *text.split(","))]
    fields = tuple(field for field in fields if not any(is_other(field, header, text) for text in remarks))
    unit = next((text.strip() for text in remarks if any(find_unit(field, text) for field in fields)), remark)
    return fields, None if whole or not fields else unit or None


def is_other(field: Field, header: str, remark: str = "") -> bool:
    """Return whether the header, or the remark in its brackets, says that it is another analyte than ``field``."""
    if fold(remark).strip() in load_framing().altering_remarks:
        return True
    if not field.other:
        return False
    other = set(map(normalise, field.other))
    return normalise(header) in other or any(
        normalise(word) in other for word in (remark, *re.split(r"[\s,;]+", remark))
    )


def _with_tail(header: str) -> Iterator[tuple[tuple[Field, ...], str]]:
    """Yield the readings of ``header`` as a name and a unit behind a space, a comma, a point or an underscore."""
    words = _SEPARATED.split(header) if len(header) <= LONGEST else []
    for cut in range(1, len(words), 2):
        tail = "".join(words[cut + 1 :])
        fields = tuple(field for field in named("".join(words[:cut])) if find_unit(field, tail))
        if fields:
            yield fields, tail


def find_unit(field: Field, written: str) -> Unit | None:
    """Return the unit of ``field`` that ``written`` spells; ``g_l``, ``g.l`` and ``g l`` are taken for ``g/L``."""
    if field.quantity is None:
        return None
    quantity = load_units()[field.quantity]
    return quantity.find(written) or quantity.find(re.sub(r"[\s_.]+", "/", written.strip(" ._")))


def looks_like_unit(written: str) -> bool:
    """Return whether a bracket in a header means a unit (``mL/min``), and no remark (``CKD-EPI``, ``serum``)."""
    if "/" in written or "%" in written:
        return True
    # "index" and "ratio" are units of an assay, and remarks about anything else.
    units = (quantity.find(written) for quantity in load_units().values())
    return any(unit is not None and unit.scale is None for unit in units)


def is_name_of(field: Field, header: str) -> bool:
    """Return whether ``header`` is the name of ``field`` itself, with or without a unit in brackets."""
    bracketed = BRACKETED.match(header)
    return normalise(bracketed["name"] if bracketed else header) == normalise(field.name)
