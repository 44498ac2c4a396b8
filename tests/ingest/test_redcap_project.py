"""What the columns of a REDCap export are."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.ingest.redcap.aligning import align, align_keys, raw_header, slots_of
from lnmt_cli.ingest.redcap.dictionary import Dictionary, DictionaryField
from lnmt_cli.ingest.redcap.project import Project, RedcapColumn, recognise
from lnmt_cli.ingest.redcap.texts import missing_codes, says_missing


def field(variable: str, form: str, type_: str = "text", label: str = "", **more: object) -> DictionaryField:
    choices = dict(more.pop("choices", {}))  # type: ignore[call-overload]
    remarks = (label, str(more.get("note", "")), str(more.get("annotation", "")))
    missing = {code for code, text in choices.items() if says_missing(text)}.union(*map(missing_codes, remarks))
    told = {"validation": None, "low": None, "high": None, "is_identifier": False, "note": "", "annotation": "", **more}
    return DictionaryField(variable, form, type_, label or variable, choices, missing=frozenset(missing), **told)  # type: ignore[arg-type]


def dictionary(*fields: DictionaryField) -> Dictionary:
    return Dictionary("dictionary.csv", {of.variable: of for of in fields})


CLASSES = {"1": "Class III", "2": "Class IV, S or G", "-9": "Unknown"}
PROJECT = dictionary(
    field("subjid", "demographics", label="Study number"),
    field("dob", "demographics", label="Date of birth", validation="date_dmy", is_identifier=True),
    field("sex", "demographics", "radio", "Sex", choices={"1": "Female", "2": "Male", "9": "Unknown"}),
    field("bxdt", "biopsy", label="Date"),
    field("isn", "biopsy", "checkbox", "ISN/RPS class", choices=CLASSES),
    field("labs_date", "labs", label="Date", validation="datetime_mdy"),
    field("scr", "labs", label="3. Creatinine", note="mg/dL", validation="number", low="0.1", high="20"),
    field("upcr", "labs", label="UPCR (g/g)", validation="number_2dp_comma_decimal", annotation="-99 = not done"),
    field("scan", "labs", "file", "Upload"),
)
OWN = ("redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_data_access_group")
RAW = (
    *("subjid", *OWN, "redcap_survey_identifier", "demographics_timestamp", "dob", "sex", "demographics_complete"),
    *("bxdt", "isn___1", "isn___2", "isn____9", "isn___nk", "biopsy_complete"),
    *("labs_date", "scr", "upcr", "scan", "labs_complete"),
)
LABELLED = (
    *("Study number", "Event Name", "Repeat Instrument", "Repeat Instance", "Data Access Group", "Survey Identifier"),
    *("Survey Timestamp", "Date of birth", "Sex", "Complete?"),
    *("Date", "ISN/RPS class (choice=Class III)", "ISN/RPS class (choice=Class IV, S or G)"),
    *("ISN/RPS class (choice=Unknown)", "Complete?", "Date", "3. Creatinine", "UPCR (g/g)", "Upload", "Complete?"),
)


def known(project: Project | None) -> Project:
    assert project is not None
    return project


def roles(project: Project | None) -> list[str]:
    return [column.role if column else "" for column in known(project).columns]


def column_of(project: Project | None, headers: tuple[str, ...], header: str) -> RedcapColumn:
    column = known(project).columns[headers.index(header)]
    assert column is not None
    return column


def test_roles_in_a_raw_export() -> None:
    """REDCap's own columns are told by their names, boxes' missing-data codes and files hold nothing to read."""
    own = ["event", "repeat_instrument", "repeat_instance", "data_access_group", "own", "own"]
    expected = ["record_id", *own, "field", "field", "own", *["field"] * 4, "own", "own", *["field"] * 3, "own", "own"]
    assert roles(recognise(RAW, PROJECT)) == expected


def test_labels_and_names_are_one_project() -> None:
    """A label export and a raw one of the same project say the same of every column, repeated labels included."""
    raw, labelled = known(recognise(RAW, PROJECT)), known(recognise(LABELLED, PROJECT))
    without_code = [column for header, column in zip(RAW, raw.columns, strict=True) if header != "isn___nk"]
    told = [
        (column.role, column.names, column.choice, column.unit, column.missing) if column else None
        for column in without_code
    ]
    assert told == [
        (column.role, column.names, column.choice, column.unit, column.missing) if column else None
        for column in labelled.columns
    ]
    assert (raw.is_labelled, labelled.is_labelled) == (False, True)


def test_what_the_dictionary_says_of_a_column() -> None:
    """Codes, codes for no value, orders of dates, decimal signs, ranges, units and flags come from the dictionary."""
    project = recognise(RAW, PROJECT)
    dob, sex, scr, upcr = (column_of(project, RAW, header) for header in ("dob", "sex", "scr", "upcr"))
    assert (dob.date_order, dob.is_identifier, dob.form) == ("dmy", True, "demographics")
    assert (sex.codes, sex.missing) == ({"1": "Female", "2": "Male", "9": "Unknown"}, {"9"})
    assert (scr.unit, scr.low, scr.high, scr.decimal) == ("mg/dL", 0.1, 20.0, None)
    assert (upcr.unit, upcr.decimal, upcr.missing) == ("g/g", "comma", {"-99"})
    assert column_of(project, RAW, "labs_date").date_order == "mdy"
    assert column_of(project, RAW, "isn___2").choice == ("2", "Class IV, S or G")


def test_variable_before_label() -> None:
    """A column is looked up by its variable first, then by its label, with and without the number before it."""
    assert column_of(recognise(RAW, PROJECT), RAW, "scr").names == ("scr", "3. Creatinine", "Creatinine")


def test_a_shared_word_is_settled_by_its_form() -> None:
    """The label Date means the biopsy's date on the form of the biopsy, and the visit's on that of the laboratory."""
    project = recognise(RAW, PROJECT)
    assert "biopsy_date" in column_of(project, RAW, "bxdt").names
    assert "visit_date" in column_of(project, RAW, "labs_date").names
    assert all("Date" not in column.names for column in known(project).columns if column)


def test_a_shared_word_that_no_form_settles() -> None:
    """The label Date of a form about something else is not looked up: a project has many, and none may be taken."""
    project = dictionary(field("id", "intake"), field("phoned", "calls", label="Date"), field("c1", "calls", label="x"))
    headers = ("id", "phoned", "c1")
    assert column_of(recognise(headers, project), headers, "phoned").names == ("phoned",)


def test_a_raw_export_without_a_dictionary() -> None:
    """Without a dictionary the first column is the record, forms end in their status, and choices have no labels."""
    project = known(recognise(RAW, None))
    assert project.columns[0] == RedcapColumn("record_id", ("subjid",), "subjid")
    assert column_of(project, RAW, "scr").form == "labs"
    assert column_of(project, RAW, "sex").form == "demographics"
    assert column_of(project, RAW, "isn___1").choice == ("1", "")
    assert column_of(project, RAW, "isn___nk").role == "own"
    assert column_of(project, RAW, "sex").codes == {}


def test_a_label_export_without_a_dictionary() -> None:
    """The label of a choice is the one in its header, and what two columns are called stays what they are called."""
    project = known(recognise(LABELLED, None))
    assert project.is_labelled
    assert column_of(project, LABELLED, LABELLED[12]).choice == ("", "Class IV, S or G")
    assert column_of(project, LABELLED, LABELLED[12]).names == ("ISN/RPS class",)
    assert project.columns[0] == RedcapColumn("record_id", ("Study number",), "Study number")
    assert {column.form for column in project.columns if column and column.role == "field"} == {
        "form 1",
        "form 2",
        "form 3",
    }


@pytest.mark.parametrize(
    "headers",
    [
        ("id", "redcap_event_name", "x"),
        ("id", "redcap_repeat_instrument", "redcap_repeat_instance"),
        ("id", "drug___1", "drug___2"),
        ("id", "sex", "demographics_complete"),
        ("Record ID", "Sex", "Complete?"),
        ("Record ID", "Repeat Instrument", "Sex"),
        ("Record ID", "Drug (choice=MMF)"),
        ("연구번호", "약제 (choice=마이코페놀레이트)"),
    ],
)
def test_exports_are_recognised(headers: tuple[str, ...]) -> None:
    """One header that only REDCap writes is enough; ``…_complete`` counts among variable names only."""
    assert known(recognise(headers, None)).columns[0] is not None


@pytest.mark.parametrize(
    "headers",
    [
        ("patient_id", "visit_date", "upcr (g/g)"),
        ("Patient ID", "Remission_complete", "UPCR"),
        ("환자번호", "방문일", "UPCR"),
        ("Event Name", "Subject", "Visit"),
        ("patient_id", "a__b"),
        (),
        ("", " "),
    ],
)
def test_other_tables_are_left_alone(headers: tuple[str, ...]) -> None:
    """A table of another kind is no REDCap export, with a dictionary of another project as without one."""
    assert recognise(headers, None) is None
    assert recognise(headers, PROJECT) is None


def test_a_dictionary_makes_a_project_of_plain_headers() -> None:
    """An export without any of REDCap's own columns is one if the dictionary knows half of its headers."""
    assert recognise(("subjid", "sex", "scr"), None) is None
    assert roles(recognise(("subjid", "sex", "scr"), PROJECT)) == ["record_id", "field", "field"]
    assert recognise(("subjid", "age", "weight"), PROJECT) is None


def test_the_record_id_stands_anywhere() -> None:
    """With a dictionary the record id is its first variable, wherever a report has put it."""
    assert roles(recognise(("sex", "scr", "subjid"), PROJECT)) == ["field", "field", "record_id"]


def test_headers_without_a_text() -> None:
    """A column without a header is nothing, and shifts no other."""
    assert roles(recognise(("subjid", "", "scr"), PROJECT)) == ["record_id", "", "field"]


def test_what_does_not_fit_the_dictionary_is_counted() -> None:
    """Columns that the dictionary does not have and fields that the export does not have are said, not refused."""
    project = known(recognise(("subjid", "sex", "scr", "extra"), PROJECT))
    assert project.detected == (
        "REDCap export, raw",
        "data dictionary dictionary.csv",
        "1 of its columns are not in the data dictionary",
        "5 fields of the data dictionary are not in it",
    )


def test_what_is_made_out_is_said() -> None:
    """It is said that the export is REDCap's, raw or with labels, longitudinal, and with repeating instruments."""
    assert known(recognise(RAW, None)).detected == ("REDCap export, raw, longitudinal, repeating instruments",)
    assert known(recognise(LABELLED, None)).detected == ("REDCap export, labels, longitudinal, repeating instruments",)


def test_choices_in_one_column() -> None:
    """A box whose choices were exported together in one column has them all as its codes."""
    for headers in (("subjid", "sex", "isn"), ("Study number", "Sex", "ISN/RPS class")):
        column = known(recognise(headers, PROJECT)).columns[2]
        assert column is not None
        assert (column.is_combined, column.choice, dict(column.codes)) == (True, None, CLASSES)


def test_numbers_as_labels_are_not_decoded_twice() -> None:
    """Where a label is another choice's code, a label export is not decoded; a raw one is."""
    of = dictionary(
        field("id", "f", label="Number"),
        field("grade", "f", "radio", "Grade", choices={"1": "2", "2": "3"}),
    )
    raw, labelled = known(recognise(("id", "grade"), of)), known(recognise(("Number", "Grade"), of))
    assert [dict(project.columns[1].codes) for project in (raw, labelled) if project.columns[1]] == [
        {"1": "2", "2": "3"},
        {},
    ]


def test_the_label_that_says_when() -> None:
    """In a project without events the name that says when a value was measured comes first."""
    of = dictionary(field("id", "f", label="Number"), field("upcr", "f", label="UPCR 24w"))
    classic, longitudinal = ("id", "upcr"), ("id", "redcap_event_name", "upcr")
    assert column_of(recognise(classic, of), classic, "upcr").names == ("UPCR 24w", "upcr")
    assert column_of(recognise(longitudinal, of), longitudinal, "upcr").names == ("upcr", "UPCR 24w")


@pytest.mark.parametrize(
    ("variable", "label", "first"),
    [
        ("bl_drug", "Induction drug", "Induction drug"),
        ("upcr_24w", "UPCR", "upcr_24w"),
        ("upcr_v3", "UPCR 24w", "UPCR 24w"),
        ("upcr_24w", "UPCR 12w", "upcr_24w"),
        ("upcr", "Creatinine", "upcr"),
    ],
)
def test_the_name_that_says_more(variable: str, label: str, first: str) -> None:
    """A known name goes before one taken apart to mean another field; a time that is known before one that is not."""
    of = dictionary(field("id", "f", label="Number"), field(variable, "f", label=label))
    column = column_of(recognise(("id", variable), of), ("id", variable), variable)
    assert column.names[0] == first
    assert set(column.names) == {variable, label}


def test_labels_in_korean() -> None:
    """Labels and choices in Hangul, repeated and with HTML, are matched as others are."""
    of = dictionary(
        field("id", "기본", label="연구번호"),
        field("d1", "생검", label="날짜"),
        field("cls", "생검", "checkbox", "조직 분류", choices={"1": "제3형", "2": "미시행"}),
        field("d2", "검사", label="날짜"),
        field("cr", "검사", label="크레아티닌", note="mg/dL; 999 = 미시행"),
    )
    headers = ("연구번호", "Complete?", "날짜", "조직 분류 (choice=제3형)", "조직 분류 (choice=미시행)")
    headers += ("Complete?", "<b>날짜</b>", "크레아티닌", "Complete?")
    project = known(recognise(headers, of))
    assert [column.variable for column in project.columns if column] == [
        "id",
        "",
        "d1",
        "cls",
        "cls",
        "",
        "d2",
        "cr",
        "",
    ]
    assert column_of(project, headers, "크레아티닌").missing == {"999"}


@pytest.mark.parametrize(
    ("variable", "code", "header"),
    [("isn", "1", "isn___1"), ("isn", "-9", "isn____9"), ("isn", "IV-S", "isn___iv_s"), ("isn", None, "isn")],
)
def test_headers_of_boxes(variable: str, code: str | None, header: str) -> None:
    """A box's header is its variable, three underscores and the code in small letters, other signs as underscores."""
    assert raw_header(variable, code) == header


@pytest.mark.parametrize(
    ("given", "expected", "places"),
    [
        ("ABC", "ABC", [0, 1, 2]),
        ("AC", "ABC", [0, 2]),
        ("AxC", "ABC", [0, None, 2]),
        ("ADBD", "ADBD", [0, 1, 2, 3]),
        ("ABD", "ADBD", [0, 2, 3]),
        ("AD", "ADBD", [0, None]),
        ("CDA", "ADBDC", [4, None, 0]),
        ("DDD", "DD", [None, None, None]),
        ("", "AB", []),
    ],
)
def test_repeated_labels_are_told_by_their_place(given: str, expected: str, places: list[int | None]) -> None:
    """A label that repeats is taken where its place between certain ones leaves one answer, and else not at all."""
    assert align_keys(list(given), list(expected)) == places


@settings(max_examples=60, deadline=None)
@given(st.text("ABCD", max_size=10), st.integers(0, 10**6))
def test_what_is_left_out_never_misleads(expected: str, seed: int) -> None:
    """Whatever columns an export leaves out, a column whose label is unique in the dictionary keeps its own place."""
    kept = [place for place in range(len(expected)) if random.Random(seed + place).random() < 0.6]
    found = align_keys([expected[place] for place in kept], list(expected))
    assert all(
        there in (None, here) for here, there in zip(kept, found, strict=True) if expected.count(expected[here]) == 1
    )


@settings(max_examples=30, deadline=None)
@given(st.permutations(RAW[1:]))
def test_the_order_of_raw_columns_does_not_matter(headers: list[str]) -> None:
    """With a dictionary, what a raw column is does not hang on where it stands."""
    shuffled = recognise(["subjid", *headers], PROJECT)
    straight = recognise(RAW, PROJECT)
    for header in RAW:
        assert column_of(shuffled, ("subjid", *headers), header) == column_of(straight, RAW, header)


def test_slots_are_what_redcap_exports() -> None:
    """Each form ends in its status, each choice has a column of its own, and descriptive texts have none."""
    headers = [slot.raw for slot in slots_of(PROJECT)]
    assert headers[3:9] == ["", "bxdt", "isn___1", "isn___2", "isn____9", ""]
    assert align(RAW, PROJECT)[1] is False
