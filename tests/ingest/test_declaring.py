"""Declarations as they are written in options."""

from __future__ import annotations

from typing import Any

import pytest

from lnmt_cli.errors import UsageError
from lnmt_cli.ingest.declarations import declare
from lnmt_cli.knowledge.timepoints import TimePoint


def test_missing_codes_belong_to_a_field_or_to_all() -> None:
    """Without a field a code stands for missing everywhere; codes of one field given twice add up."""
    declared = declare(missing=["999", "upcr=-9, 97", "upcr=98", "-1,-2"])
    assert declared.missing == {"": {"999", "-1", "-2"}, "upcr": {"-9", "97", "98"}}


def test_labels_of_time_points() -> None:
    """A label compares without regard to case and signs, and may have the sign = in it."""
    declared = declare(points=["V4=switch+24w", "post=24w", "a=b=induction+10d"])
    assert declared.points == {
        "v4": TimePoint("switch", 168),
        "post": TimePoint("switch", 168),
        "ab": TimePoint("induction", 10),
    }
    assert declare(points=["V4=24w", "v-4=switch+24w"]).points == {"v4": TimePoint("switch", 168)}


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"missing": ["uprc=9"]}, "--missing: uprc is no field", "upcr"),
        ({"missing": ["upcr="]}, "--missing takes", "upcr=-9,999"),
        ({"missing": [" , "]}, "--missing takes", "999"),
        ({"points": ["V4"]}, "--at takes LABEL=WHEN", "V4=switch+24w"),
        ({"points": ["--=24w"]}, "--at takes LABEL=WHEN", "V4=switch+24w"),
        ({"points": ["V4=later"]}, "--at: ", "V4=switch+24w"),
        ({"points": ["V4=24w", "v4=12w"]}, "--at is given twice", "once"),
        ({"date_order": "ymd"}, "--dates takes dmy, mdy, excel, excel-1904", ""),
        ({"decimal": "dot"}, "--decimal takes comma or point", ""),
        ({"anchor": "birth"}, "--anchor takes switch", ""),
        ({"encoding": "utf8x"}, "--encoding: this is no encoding", "cp949"),
    ],
)
def test_what_is_not_of_the_form_is_refused(options: dict[str, Any], message: str, hint: str) -> None:
    """An option that is not of its form is refused with the form and an example, or with the nearest word."""
    with pytest.raises(UsageError) as caught:
        declare(**options)
    assert caught.value.message.startswith(message)
    assert hint in caught.value.hint
