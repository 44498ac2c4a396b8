"""One header of a REDCap export → what its column is, by the data dictionary or by the header alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from lnmt_cli.ingest.redcap.aligning import CHOICE_SIGN, Slot
from lnmt_cli.ingest.redcap.columns import RedcapColumn, Role
from lnmt_cli.ingest.redcap.dictionary import WITHOUT_VALUE
from lnmt_cli.ingest.redcap.texts import plain, says_missing, unit_of
from lnmt_cli.knowledge.normalising import fold
from lnmt_cli.knowledge.redcap import heading, load_redcap

if TYPE_CHECKING:
    from lnmt_cli.ingest.redcap.dictionary import Dictionary, DictionaryField

BOX = re.compile(r"^(?P<label>.*\S)\s*\(choice=(?P<choice>.*)\)\s*$", re.DOTALL | re.IGNORECASE)
"""The header of a box in a label export."""

RAW_BOX = re.compile(rf"^(?P<variable>[a-z][a-z0-9_]*?){CHOICE_SIGN}(?P<code>[a-z0-9_]+)$")
"""The header of a box in a raw export."""

_NUMBER = re.compile(r"^[+-]?\d+(?:[.,]\d+)?$")


def describe_column(header: str, slot: Slot | None, dictionary: Dictionary | None, is_labelled: bool) -> RedcapColumn:
    """Return what the column under ``header`` is; ``slot`` is what the ``dictionary`` says it is, if anything."""
    if slot is not None:
        return _described(slot, dictionary, is_labelled)
    words, key = load_redcap(), heading(header)
    if role := words.roles.get(key):
        return RedcapColumn(cast("Role", role), form=_form_of(key))
    forms = {found.form for found in dictionary.fields.values()} if dictionary else None
    # Without a dictionary the name alone decides; with one it has to be the name of a form.
    if (form := _form_of(key)) and (forms is None or form in forms):
        return RedcapColumn("own", form=form)
    if key.startswith(words.prefix):
        return RedcapColumn("own")
    return _undescribed(header, dictionary)


def _form_of(header: str) -> str:
    """Return the instrument whose status or time stamp a raw header names, ``""`` if it is another header."""
    words = load_redcap()
    for end in (words.complete, words.timestamp):
        if header.endswith(end):
            return header.removesuffix(end)
    return ""


def _undescribed(header: str, dictionary: Dictionary | None) -> RedcapColumn:
    if box := RAW_BOX.match(fold(header).strip()):
        of = dictionary.fields.get(box["variable"]) if dictionary else None
        # A column of a box beyond its choices is one of the project's missing-data codes.
        if (of and of.type == "checkbox") or says_missing(box["code"]):
            return RedcapColumn("own")
        return RedcapColumn("field", (box["variable"],), box["variable"], (box["code"], ""))
    if box := BOX.match(plain(header)):
        label = box["label"].strip()
        choice = box["choice"].strip().strip("'\"")
        return RedcapColumn("field", (label,), label, ("", choice), unit=unit_of(label))
    return RedcapColumn("field", (plain(header),), plain(header))


def _described(slot: Slot, dictionary: Dictionary | None, is_labelled: bool) -> RedcapColumn:
    of = slot.field
    if of is None or of.type in WITHOUT_VALUE:
        return RedcapColumn("own", form=of.form if of else "")
    if dictionary is not None and of.variable == dictionary.record_id:
        return RedcapColumn("record_id", (of.variable, of.label), of.variable, is_identifier=of.is_identifier)
    return RedcapColumn(
        "field",
        tuple(dict.fromkeys(name for name in (of.variable, of.label) if name)),
        of.variable,
        slot.choice,
        is_combined=of.type == "checkbox" and slot.choice is None,
        form=of.form,
        codes={} if slot.choice or _is_ambiguous(of, is_labelled) else of.choices,
        missing=of.missing,
        date_order=_date_order(of),
        decimal="comma" if of.validation and "comma_decimal" in of.validation else None,
        low=_number(of.low),
        high=_number(of.high),
        unit=unit_of(of.label, of.note, of.annotation),
        is_identifier=of.is_identifier,
    )


def _is_ambiguous(of: DictionaryField, is_labelled: bool) -> bool:
    """Return whether a label is the code of another choice: a label export is then not to be decoded."""
    return is_labelled and any(of.choices.get(label, label) != label for label in of.choices.values())


def _date_order(of: DictionaryField) -> str | None:
    order = (of.validation or "").rpartition("_")[2]
    return order if (of.validation or "").startswith("date") and order in ("dmy", "mdy") else None


def _number(text: str | None) -> float | None:
    return float(text.replace(",", ".")) if text and _NUMBER.match(text) else None
