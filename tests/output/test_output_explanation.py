"""The page that explains a verdict."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from lnmt_cli.analysis.explained import (
    ExplainedCaution,
    ExplainedResponse,
    Explanation,
    Happening,
    KnownValue,
    Moment,
    Reading,
    Rule,
    Term,
    TimedValue,
)
from lnmt_cli.analysis.results import Status
from lnmt_cli.output import explanation
from lnmt_cli.output.formats import Format, write

DAY = date(2024, 6, 17)


@pytest.fixture
def explained():
    at = Moment(DAY, 168)
    terms = (
        Term("upcr < 0.5", "UPCR below 0.5 g/g", True, ("UPCR 0.4 < 0.5",)),
        Term("egfr > 1", "eGFR", None, ("eGFR?",)),
    )
    complete = Rule("complete", "Complete response", None, terms)
    criterion = Rule("class", "Class", False, (Term("x", "x", False, ("class II",)),), "Abstract 81")
    potassium = KnownValue("potassium_last", "last potassium", 5.8, "mmol/L", 100, DAY)
    return Explanation(
        "P017",
        "Seoul",
        "multitarget-2017",
        Status.NOT_ELIGIBLE,
        at,
        (Happening("Biopsy", "Class II", Moment(None, -30)), Happening("mycophenolate", "", at, Moment(None, 200))),
        (criterion,),
        (
            TimedValue(
                "upcr",
                "UPCR",
                "g/g",
                "week 24",
                0.4,
                "<",
                at,
                140,
                196,
                "the nearest",
                (Reading(0.6, Moment(None, 180)),),
            ),
        ),
        ExplainedResponse("kdigo-2024", 24, "PR", "PR", None, complete, None),
        None,
        Rule("adequate", "Adequate", None, ()),
        (
            ExplainedCaution("b", "B", "absent", ("no b",), (), "Why b.", "A label"),
            ExplainedCaution("k", "K", "present", ("5.8 ≥ 5.5",), (potassium,), "Why k.", "A label"),
        ),
        ("Needs a biopsy class.",),
        ("Look here.",),
    )


def written(explained, form):
    stream = io.StringIO()
    write(explanation.projection([explained], DAY), form, stream)
    return stream.getvalue()


def test_page_says_it_all(explained):
    """The page has status, what would change it, course, values and why, terms, and cautions, the present first."""
    text = written(explained, Format.TABLE)
    for part in (
        "Patient P017, Seoul",
        "not_eligible: fails a criterion",
        "Judged on 2024-06-17 (day 168 of induction)",
        "To look at: Look here.",
        "Needs a biopsy class.",
        "day 200",
        "class II",
        "the nearest (passed over: day 180: 0.60)",
        "<0.40",
        "UPCR 0.4 < 0.5",
        "Recorded: PR. Computed: –. Counted: PR (as recorded).",
        "last potassium 5.80 mmol/L (on 2024-06-17, 100 days before). Why k.",
    ):
        assert part in text
    assert text.index("Why k.") < text.index("no b")
    assert "Why b." not in text


def test_json_has_every_record_by_name(explained):
    """The JSON is the explanation itself: objects with the names of its fields, null for what is not known."""
    (patient,) = json.loads(written(explained, Format.JSON))["patients"]
    assert patient["status"] == "not_eligible"
    assert patient["criteria"][0]["terms"][0] == {"rule": "x", "words": "x", "met": False, "reasons": ["class II"]}
    assert patient["response"]["complete"]["terms"][1]["met"] is None
    assert patient["values"][0]["passed_over"] == [{"value": 0.6, "at": {"date": None, "day": 180}}]


def test_records_and_markdown(explained):
    """Every record has all columns; Markdown has the same tables as the page."""
    rows = explanation.records([explained])
    assert all(list(row) == explanation.COLUMNS for row in rows)
    assert {row["section"] for row in rows} >= {
        "status",
        "course",
        "criterion",
        "value",
        "rule",
        "caution",
        "change",
        "flag",
    }
    assert "## What would change the verdict" in written(explained, Format.MD)
