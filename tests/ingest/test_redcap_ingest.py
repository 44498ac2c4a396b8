"""REDCap exports through the whole of the reading: checkboxes, one-hot columns, forms, record ids, identifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import MappingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]

BOXES = "record_id,biopsy_date,biopsy_class___3,biopsy_class___4,biopsy_class___5,biopsy_complete"
DICTIONARY = (
    "Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"
    '"Choices, Calculations, OR Slider Labels",Field Note,Text Validation Type OR Show Slider Number,'
    "Text Validation Min,Text Validation Max,Identifier?"
)


@pytest.fixture
def dictionary(write: Make) -> Callable[..., Any]:
    """Return the data dictionary of rows of variable, form, type, label, choices and the mark of an identifier."""
    from lnmt_cli.ingest.redcap.dictionary import read_dictionary

    def of(*rows: tuple[str, str, str, str, str, str]) -> Any:
        lines = [
            f'{name},{form},,{kind},{label},"{choices}",,,,,{mark}' for name, form, kind, label, choices, mark in rows
        ]
        path: Path = write("dictionary.csv", DICTIONARY, *lines)
        return read_dictionary(path)

    return of


def test_boxes_with_undeclared_codes(write: Make, read: Make, table: Make, found: Make) -> None:
    """A box whose code is a number says nothing until it is declared: 3 may be the third entry of a list."""
    path = write("export.csv", BOXES, "1,2019-12-01,1,0,1,2", "2,2019-12-01,0,1,0,2")
    batch = read(path)
    assert {check for check, _ in found(batch)} == {"code-undeclared"}
    assert table(batch, "biopsy", "patient_id", "classes") == [("1", None), ("2", None)]
    batch = read(path, codes=["biopsy_class=3:III,4:IV,5:V"])
    assert table(batch, "biopsy", "patient_id", "classes") == [("1", ["III", "V"]), ("2", ["IV"])]
    assert found(batch) == []


def test_boxes_with_a_data_dictionary(write: Make, read: Make, table: Make, found: Make, dictionary: Make) -> None:
    """The data dictionary says what the boxes mean; none that is checked is no biopsy class."""
    of = dictionary(
        ("record_id", "biopsy", "text", "Record", "", ""),
        ("biopsy_date", "biopsy", "text", "Date of biopsy", "", ""),
        ("biopsy_class", "biopsy", "checkbox", "Class", "3, Class III | 4, Class IV | 5, Class V", ""),
    )
    batch = read(write("export.csv", BOXES, "1,2019-12-01,1,0,1,2", "2,2019-12-01,0,0,0,2"), dictionary=of)
    assert table(batch, "biopsy", "patient_id", "classes") == [("1", ["III", "V"]), ("2", None)]
    assert found(batch) == []


def test_box_that_is_neither_checked_nor_not(write: Make, read: Make, found: Make) -> None:
    """A cell of a box that is neither is a problem at its place."""
    batch = read(write("export.csv", BOXES, "1,2019-12-01,maybe,0,1,2"), codes=["biopsy_class=3:III,4:IV,5:V"])
    assert found(batch) == [("value-not-in-vocabulary", "export!C2")]


def test_one_hot_classes(write: Make, read: Make, table: Make) -> None:
    """Columns named by field and class (`ISNRPS3`) are the choices of one field; both checked are both."""
    batch = read(
        write(
            "export.csv", "patient_id,biopsy_date,ISNRPS3,ISNRPS4,ISNRPS5", "P1,2019-12-01,0,1,1", "P2,2020-01-01,1,0,0"
        ),
        codes=["biopsy_class=3:III,4:IV,5:V"],
    )
    assert table(batch, "biopsy", "patient_id", "classes") == [("P1", ["IV", "V"]), ("P2", ["III"])]


def test_forms_that_give_one_field_twice(write: Make, read: Make, table: Make, found: Make) -> None:
    """Two instruments with a weight of their own are two visits, each at the date of its own form."""
    batch = read(
        write(
            "export.csv",
            "record_id,visit_date,weight_kg,upcr_g_g,visit_complete,dose_visit_date,dose_weight,dose_complete",
            "1,2020-01-01,60,2.5,2,2020-03-01,62,2",
        ),
        columns=["dose_visit_date=visit_date", "dose_weight=weight"],
        units=["weight=kg"],
    )
    assert table(batch, "visit", "cast(date as varchar)", "weight", "upcr") == [
        ("2020-01-01", 60.0, 2.5),
        ("2020-03-01", 62.0, None),
    ]
    assert found(batch) == []


RECORDS = ("record_id,patient_id,visit_date,upcr_g_g,visit_complete", "1,P1,2020-01-01,2.5,2", "2,P1,2020-06-01,0.4,2")


def test_record_id_that_counts_records(write: Make, read: Make, table: Make) -> None:
    """Where every row is a record and another identifier repeats, a person has to say which is the patient's."""
    path = write("export.csv", *RECORDS)
    with pytest.raises(MappingError, match=r"export!A1: every row is a record of its own") as refused:
        read(path)
    assert "--column 'patient_id=patient_id'" in refused.value.hint
    batch = read(path, columns=["patient_id=patient_id"])
    assert table(batch, "patient", "patient_id") == [("P1",)]
    batch = read(path, columns=["record_id=patient_id"])
    assert table(batch, "patient", "patient_id") == [("1",), ("2",)]


def test_identifying_fields(write: Make, read: Make, table: Make, found: Make, dictionary: Make) -> None:
    """A field that the dictionary marks as identifying is not landed unless it is asked for; the record id is."""
    of = dictionary(
        ("record_id", "demo", "text", "Record", "", "y"),
        ("birth_date", "demo", "text", "Date of birth", "", "y"),
        ("sex", "demo", "radio", "Sex", "1, Female | 2, Male", ""),
    )
    path = write("export.csv", "record_id,birth_date,sex,demo_complete", "1,1985-01-10,1,2")
    batch = read(path, dictionary=of)
    assert table(batch, "patient", "patient_id", "birth_date", "sex") == [("1", None, "F")]
    assert found(batch) == [("identifier-withheld", "export!B1")]
    assert all("1985" not in finding.text for finding in batch.findings)
    batch = read(path, dictionary=of, identifiers=True)
    assert table(batch, "patient", "patient_id", "cast(birth_date as varchar)", "sex") == [("1", "1985-01-10", "F")]
    assert found(batch) == []
