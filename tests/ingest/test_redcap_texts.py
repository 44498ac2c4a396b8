"""What the texts of a data dictionary say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.ingest.redcap.texts import missing_codes, plain, says_missing, split_choices, unit_of


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Serum creatinine", "Serum creatinine"),
        ("<b>Serum</b> creatinine", "Serum creatinine"),
        ('<div class="rich-text-field-label"><p>C<sub>3</sub> (mg/dL)</p></div>', "C3 (mg/dL)"),
        ("Date of\r\nbiopsy", "Date of biopsy"),
        ("Date<br>of<br/>biopsy", "Date of biopsy"),
        ("Albumin &amp; globulin", "Albumin & globulin"),
        ("UPCR <0.5 and >3", "UPCR <0.5 and >3"),
        ("<p>혈청 <span style='color:red'>크레아티닌</span></p>", "혈청 크레아티닌"),
        ("<!-- old -->Sex", "Sex"),
    ],
)
def test_labels_lose_their_markup(written: str, label: str) -> None:
    """A label is its words, whatever HTML and line breaks they were laid out with; a sign for less is no tag."""
    assert plain(written) == label


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        ("1, Class III | 2, Class IV, S or G | 3, III, V", {"1": "Class III", "2": "Class IV, S or G", "3": "III, V"}),
        ("0,No|1,Yes", {"0": "No", "1": "Yes"}),
        ("1, 여성 | 2, 남성", {"1": "여성", "2": "남성"}),
        ("-9, Not done | a, <b>A</b>", {"-9": "Not done", "a": "A"}),
        ("1, One |  | 2, Two |", {"1": "One", "2": "Two"}),
        ("1, One\n2, Two", {"1": "One", "2": "Two"}),
        ("III | IV", {"III": "III", "IV": "IV"}),
        ("", {}),
    ],
)
def test_choices_are_code_and_label(written: str, choices: dict[str, str]) -> None:
    """A bar separates the choices, and the first comma of each its code from its label."""
    assert split_choices(written) == choices


LABELS = st.text("ABC, /()ⅢⅣ여", min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=50, deadline=None)
@given(st.lists(LABELS, min_size=1, max_size=6))
def test_choices_survive_their_notation(labels: list[str]) -> None:
    """What is written as choices is read as the same choices, whatever signs but the bar are in the labels."""
    choices = {str(code): " ".join(label.split()) for code, label in enumerate(labels, 1)}
    assert split_choices(" | ".join(f"{code}, {label}" for code, label in choices.items())) == choices


@pytest.mark.parametrize("label", ["Unknown", "Not done", "N/A", "Unknown / Not Reported", "미시행", "unknown or NA"])
def test_choices_for_no_value(label: str) -> None:
    """A choice whose every word is one for missing stands for no value."""
    assert says_missing(label)


@pytest.mark.parametrize("label", ["", "None", "No", "없음", "Class III", "Unknown primary", "Yes / Unknown", "0"])
def test_choices_that_are_answers(label: str) -> None:
    """A "no" or a "none" is an answer, and so is a choice with any word that is not one for missing."""
    assert not says_missing(label)


@pytest.mark.parametrize(
    ("remark", "codes"),
    [
        ("-99 = not done", {"-99"}),
        ("999=unknown", {"999"}),
        ("Enter 999 if unknown", {"999"}),
        ("Please use -9 when the result is not available.", {"-9"}),
        ("unknown: 999", {"999"}),
        ("mg/dL; 999 = unknown, 998 = not done", {"999", "998"}),
        ("Serum creatinine (999 if not done)", {"999"}),
        ("@PLACEHOLDER='888 = missing'", {"888"}),
        ("999: 미시행", {"999"}),
        ("999", set()),
        ("0 = none", set()),
        ("1 = yes, 2 = no", set()),
        ("between 0 and 999", set()),
        ("Class 3 = focal", set()),
        ("", set()),
    ],
)
def test_missing_data_codes_in_remarks(remark: str, codes: set[str]) -> None:
    """A remark declares a code for no value only by a word for missing beside it; a "none" is no such word."""
    assert missing_codes(remark) == codes


@pytest.mark.parametrize(
    ("label", "note", "unit"),
    [
        ("Serum creatinine (mg/dL)", "", "mg/dL"),
        ("Serum creatinine", "mg/dL", "mg/dL"),
        ("Serum creatinine", "in mg/dL", "mg/dL"),
        ("Serum creatinine", "Unit: µmol/L; 999 = unknown", "µmol/L"),
        ("Serum creatinine (mg/dL)", "mg/dl", "mg/dL"),
        ("Serum creatinine [umol/L] at visit", "", "umol/L"),
        ("Serum creatinine (serum)", "YYYY-MM-DD", None),
        ("Serum creatinine", "from the mg/dL column of the report sheet", None),
        ("Serum creatinine", "", None),
    ],
)
def test_units(label: str, note: str, unit: str | None) -> None:
    """The unit is what a bracket of the label spells, or a whole clause of a remark."""
    assert unit_of(label, note) == unit


def test_units_that_contradict_each_other() -> None:
    """Two different units are told together, which is no unit, so that neither is taken."""
    assert unit_of("Creatinine (mg/dL)", "µmol/L") == "mg/dL or µmol/L"
