"""Boxes: one column per choice."""

from __future__ import annotations

import pytest

from lnmt_cli.ingest.redcap.project import RedcapColumn, choice_text, combined_text, is_checked, one_hot


def box(code: str, label: str) -> RedcapColumn:
    return RedcapColumn("field", ("isn",), "isn", (code, label))


CLASSES = (box("1", "Class III"), box("2", "Class IV, S or G"), box("3", "Class V"), box("9", "Unknown"))


@pytest.mark.parametrize(
    ("checked", "text"),
    [
        ((True, False, False, False), "Class III"),
        ((True, False, True, False), "Class III + Class V"),
        ((False, True, True, False), "Class IV, S or G + Class V"),
        ((False, False, False, True), ""),
        ((True, False, False, True), "Class III"),
        ((False, False, False, False), ""),
    ],
)
def test_checked_choices_are_one_text(checked: tuple[bool, ...], text: str) -> None:
    """The cell of a field of boxes is the labels of those checked; a choice for no value adds nothing."""
    assert choice_text(CLASSES, checked) == text


def test_choices_without_a_label() -> None:
    """Without a data dictionary a choice is its code, unless its meaning is declared."""
    columns = (box("1", ""), box("2", ""))
    assert choice_text(columns, (True, True)) == "1 + 2"
    assert choice_text(columns, (True, True), {"1": "III", "2": "V"}) == "III + V"


@pytest.mark.parametrize("text", ["1", "Checked", "checked", " CHECKED ", "Yes", "x", "✓", "예", "１"])
def test_cells_of_checked_boxes(text: str) -> None:
    """1, Checked, a tick and a plain yes say that a box is checked."""
    assert is_checked(text) is True


@pytest.mark.parametrize("text", ["0", "Unchecked", "", "  ", "no", "☐", "아니오"])
def test_cells_of_boxes_not_checked(text: str) -> None:
    """0, Unchecked and a blank say that it is not."""
    assert is_checked(text) is False


@pytest.mark.parametrize("text", ["2", "maybe", "Class III"])
def test_cells_that_say_neither(text: str) -> None:
    """Any other text says neither, and is never taken for one of them."""
    assert is_checked(text) is None


def test_cells_that_name_the_choice() -> None:
    """An export that writes the label of the choice into its column says that it is checked."""
    assert is_checked("Class III", ("1", "Class III")) is True
    assert is_checked("Class V", ("1", "Class III")) is None


@pytest.mark.parametrize(
    ("text", "labels"),
    [("1", "Class III"), ("1,3", "Class III + Class V"), ("1, 9", "Class III"), ("", ""), ("7", "7"), ("1,7", "1,7")],
)
def test_choices_in_one_cell(text: str, labels: str) -> None:
    """Codes that stand together in one cell are read together; a cell with an unknown part stays as written."""
    column = RedcapColumn("field", ("isn",), codes={"1": "Class III", "3": "Class V", "9": "Unknown"})
    assert combined_text(column, text) == labels


def test_one_column_per_class() -> None:
    """Columns ISNRPS1 to ISNRPS6 are the classes I to VI of the biopsy."""
    headers = ("id", *(f"ISNRPS{number}" for number in range(1, 7)))
    classes = ("I", "II", "III", "IV", "V", "VI")
    assert one_hot(headers) == {place: ("biopsy_class", name) for place, name in enumerate(classes, 1)}


def test_who_classes_give_way() -> None:
    """Where both notations are there, the one of ISN/RPS is the class."""
    headers = ("who3", "who4", "who5", "isnrps_3", "isnrps_4", "isnrps_5")
    assert one_hot(headers) == {3: ("biopsy_class", "III"), 4: ("biopsy_class", "IV"), 5: ("biopsy_class", "V")}
    assert one_hot(headers[:3]) == {0: ("biopsy_class", "III"), 1: ("biopsy_class", "IV"), 2: ("biopsy_class", "V")}


@pytest.mark.parametrize(
    "headers",
    [
        ("biopsy_class_1", "biopsy_class_2", "biopsy_class_3"),
        ("ISNRPS1", "ISNRPS2"),
        ("c3", "c4", "c5"),
        ("ISNRPS7", "ISNRPS8", "ISNRPS9"),
        ("ISNRPS", "WHO"),
    ],
)
def test_series_are_not_classes(headers: tuple[str, ...]) -> None:
    """Numbers behind other words, two columns only, or numbers that are no class are no such group."""
    assert one_hot(headers) == {}
