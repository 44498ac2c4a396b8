"""Data dictionaries, drawn as their downloads look."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from lnmt_cli.errors import ExportError
from lnmt_cli.ingest.redcap.dictionary import Dictionary, read_dictionary

if TYPE_CHECKING:
    from pathlib import Path

TITLES = (
    *("Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label"),
    *("Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number"),
    *("Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)"),
    *("Required Field?", "Field Annotation"),
)
API = (
    *("field_name", "form_name", "section_header", "field_type", "field_label"),
    *("select_choices_or_calculations", "field_note", "text_validation_type_or_show_slider_number"),
    *("text_validation_min", "text_validation_max", "identifier", "branching_logic"),
    *("required_field", "field_annotation"),
)
ROWS = (
    ("record_id", "demographics", "", "text", "Record ID", "", "", "", "", "", "", "", "", ""),
    ("dob", "demographics", "", "text", "Date of\nbirth", "", "", "date_dmy", "1920-01-01", "today", "y", "", "", ""),
    ("sex", "demographics", "", "radio", "<b>Sex</b>", "1, Female | 2, Male | 9, Unknown", *[""] * 8),
    ("info", "demographics", "", "descriptive", "Please, read", *[""] * 9),
    ("ckd", "demographics", "", "yesno", "CKD?", *[""] * 9),
    ("class", "biopsy", "", "checkbox", "조직 분류", "1, Class III | 2, Class IV, S or G | 3, V", *[""] * 8),
    ("scr", "labs", "", "text", "Creatinine", "", "mg/dL", "number", "0.1", "20", "", "", "", "@MIN -99 = not done"),
    ("bmi", "labs", "", "calc", "BMI", "round([w]/([h]*[h]),1)", *[""] * 8),
)


def written(titles: tuple[str, ...] = TITLES, rows: object = ROWS, delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows([titles, *rows])  # type: ignore[misc]
    return stream.getvalue()


def read(folder: Path, text: str, encoding: str = "utf-8") -> Dictionary:
    path = folder / "Project_DataDictionary.csv"
    path.write_bytes(text.encode(encoding))
    return read_dictionary(path)


def test_fields_in_file_order(tmp_path: Path) -> None:
    """Every field is there under its variable, in the order of the file; the first one is the record id."""
    dictionary = read(tmp_path, written())
    assert list(dictionary.fields) == [row[0] for row in ROWS]
    assert dictionary.record_id == "record_id"
    assert dictionary.name == "Project_DataDictionary.csv"


def test_what_a_field_says(tmp_path: Path) -> None:
    """Label, form, choices, validation, range, flag and codes for no value are those of the row."""
    fields = read(tmp_path, written()).fields
    assert (fields["dob"].label, fields["dob"].validation, fields["dob"].is_identifier) == (
        "Date of birth",
        "date_dmy",
        True,
    )
    assert (fields["sex"].label, dict(fields["sex"].choices)) == ("Sex", {"1": "Female", "2": "Male", "9": "Unknown"})
    assert fields["sex"].missing == {"9"}
    assert dict(fields["ckd"].choices) == {"1": "Yes", "0": "No"}
    assert fields["class"].choices["2"] == "Class IV, S or G"
    assert (fields["scr"].form, fields["scr"].low, fields["scr"].high) == ("labs", "0.1", "20")
    assert fields["scr"].missing == {"-99"}
    assert (dict(fields["bmi"].choices), fields["bmi"].is_identifier) == ({}, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("titles", [TITLES, API], ids=["download", "api"])
def test_notation_does_not_matter(tmp_path: Path, titles: tuple[str, ...], delimiter: str, encoding: str) -> None:
    """The download and the API's metadata, with commas or semicolons, with or without BOM, are one dictionary."""
    assert read(tmp_path, written(titles, ROWS, delimiter), encoding) == read(tmp_path, written())


def test_older_downloads(tmp_path: Path) -> None:
    """Columns that older versions do not have may lack."""
    rows = [row[:6] for row in ROWS]
    assert list(read(tmp_path, written(TITLES[:6], rows)).fields) == [row[0] for row in ROWS]


@pytest.mark.parametrize("lacking", ["Form Name", "Field Type"])
def test_another_file_is_refused(tmp_path: Path, lacking: str) -> None:
    """A file without the columns of a data dictionary is refused by name, with the columns that lack."""
    place = TITLES.index(lacking)
    rows = [(*row[:place], *row[place + 1 :]) for row in ROWS]
    with pytest.raises(ExportError, match=rf"Project_DataDictionary\.csv.*{lacking}") as caught:
        read(tmp_path, written((*TITLES[:place], *TITLES[place + 1 :]), rows))
    assert caught.value.hint


def test_an_export_is_no_dictionary(tmp_path: Path) -> None:
    """The export itself, given in place of the dictionary, is refused."""
    with pytest.raises(ExportError, match="is no REDCap data dictionary"):
        read(tmp_path, "record_id,sex,demographics_complete\n1,2,2\n")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("", "labs", "", "text", "Creatinine", *[""] * 9), "row 11 does not have a variable name"),
        (("the rest of a label", *[""] * 13), "row 11 does not have a variable name"),
        (("sex", "labs", "", "text", "Sex again", *[""] * 9), "row 11 has a variable name that an earlier row has"),
        (("alb", "labs", "", "text", "Albumin", *[""] * 9, "over"), "row 11 has more cells than the header"),
    ],
)
def test_broken_rows_are_refused(tmp_path: Path, row: tuple[str, ...], says: str) -> None:
    """A row that is no field of its own is refused by its number: it shows that the file was damaged."""
    with pytest.raises(ExportError, match=says):
        read(tmp_path, written(rows=(*ROWS, row)))


def test_a_dictionary_without_fields_is_refused(tmp_path: Path) -> None:
    """A header alone is no dictionary."""
    with pytest.raises(ExportError, match="has no fields"):
        read(tmp_path, written(rows=()))


def test_nothing_of_a_cell_is_told(tmp_path: Path) -> None:
    """A refusal does not quote what stands in the file."""
    with pytest.raises(ExportError) as caught:
        read(tmp_path, written(rows=(*ROWS, ("hong gildong", "labs", "", "text", "Name", *[""] * 9))))
    assert "hong" not in f"{caught.value.message} {caught.value.hint}"
