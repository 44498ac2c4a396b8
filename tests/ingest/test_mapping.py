"""Which column is which field, and in which unit: by alias, header, sheet and declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import MappingError, UnitError, UsageError
from lnmt_cli.ingest.declarations import declare
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.names import candidates, find_unit
from lnmt_cli.knowledge.normalising import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]


def mapped(batch: Any) -> dict[str, list[tuple[str, str, str | None]]]:
    """Return header, field and unit of each column used, by sheet."""
    return {
        sheet.sheet.name: [(c.header, c.field.name, c.how.unit.symbol if c.how.unit else None) for c in sheet.columns]
        for file in batch.files
        for sheet in file.sheets
    }


@pytest.mark.parametrize("name", load_fields())
def test_every_alias_means_its_field(name: str) -> None:
    """Each name and alias of a field, in any case, with spaces or underscores, means that field alone."""
    field = load_fields()[name]
    for alias in (name, *field.aliases):
        for written in (alias, alias.upper(), alias.replace(" ", "_"), f"  {alias} "):
            assert candidates(written) == ((field,), None), written


@pytest.mark.parametrize(
    ("header", "field", "symbol"),
    [
        ("UPCR (mg/g)", "upcr", "mg/g"),
        ("upcr(mg/mmol)", "upcr", "mg/mmol"),
        ("UPCR [G/G]", "upcr", "g/g"),
        ("Cr[umol/L]", "creatinine", "μmol/L"),
        ("creatinine (µmol/L)", "creatinine", "μmol/L"),
        ("알부민(g/dL)", "albumin", "g/dL"),
        ("알부민（g/L）", "albumin", "g/L"),
        ("Albumin, g/dL", "albumin", "g/dL"),
        ("c3_g_l", "c3", "g/L"),
        ("C4 mg/dL", "c4", "mg/dL"),
        ("egfr (mL/min/1.73m2)", "egfr", "mL/min/1.73 m²"),
        ("height (m)", "height", "m"),
        ("prednisolone_dose (mg/d)", "prednisolone_dose", "mg/day"),
    ],
)
def test_unit_stands_in_the_header(header: str, field: str, symbol: str) -> None:
    """A unit is read from a header behind the name: in any brackets, after comma, space or underscore."""
    (claimed,), written = candidates(header)
    unit = find_unit(claimed, written or "")
    assert (claimed.name, unit.symbol if unit else None) == (field, symbol)


@pytest.mark.parametrize("header", ["note", "upcr comment", "creatinine clearance", "albumin urine", ""])
def test_other_headers_mean_nothing(header: str) -> None:
    """A header that only begins like a field is not that field."""
    assert candidates(header) == ((), None)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("patient_id,date,upcr (g/g)", "visit_date"),
        ("patient_id,date,biopsy_class", "biopsy_date"),
        ("patient_id,날짜,event_kind", "event_date"),
    ],
)
def test_shared_word_is_decided_by_the_sheet(write: Make, read: Make, header: str, expected: str) -> None:
    """`date` is the date of what the rest of the sheet is about."""
    (columns,) = mapped(read(write("export.csv", header, "P1,2020-01-01,"))).values()
    assert columns[1][1] == expected


def test_shared_word_is_decided_by_the_name_of_the_sheet(write: Make, read: Make) -> None:
    """Where the rest of the sheet does not say it, its name does."""
    (columns,) = mapped(read(write("biopsies.csv", "patient_id,date", "P1,2020-01-01"))).values()
    assert columns[1][1] == "biopsy_date"


def test_shared_word_that_nothing_decides_is_refused(write: Make, read: Make) -> None:
    """A date that could be of a biopsy or of a visit is refused, with the place and the option to add."""
    path = write("export.csv", "patient_id,date,class,upcr (g/g)", "P1,2020-01-01,III,1")
    with pytest.raises(MappingError) as refused:
        read(write("export.csv", "patient_id,date,biopsy_class,upcr (g/g)", "P1,2020-01-01,III,1"))
    assert "export!B1" in refused.value.message
    assert "biopsy_date" in refused.value.message
    assert "visit_date" in refused.value.message
    assert "--column 'date=" in refused.value.hint
    assert mapped(read(path, columns=["date=visit_date"]))["export"][1][1] == "visit_date"


@pytest.mark.parametrize("header", ["patient_id,sex,gender", "patient_id,sex,Sex", "patient_id,환자번호,sex"])
def test_two_columns_for_one_field_are_refused(write: Make, read: Make, header: str) -> None:
    """Two columns that give one field are refused with both places; `--column HEADER=-` leaves one out."""
    path = write("export.csv", header, "P1,F,M")
    with pytest.raises(MappingError, match=r"export![A-C]1 and export![A-C]1 both give"):
        read(path)


def test_column_left_out(write: Make, read: Make) -> None:
    """`--column HEADER=-` settles two columns for one field."""
    path = write("export.csv", "patient_id,sex,gender", "P1,F,M")
    assert mapped(read(path, columns=["gender=-"]))["export"] == [
        ("patient_id", "patient_id", None),
        ("sex", "sex", None),
    ]


def test_undeclared_units_are_refused_all_at_once(write: Make, read: Make) -> None:
    """Every column that needs a unit and has none is named, with the options to add; nothing is guessed."""
    path = write("export.csv", "patient_id,visit_date,upcr,creatinine,egfr,c3 (g/L)", "P1,2020-01-01,1,1,90,1")
    with pytest.raises(UnitError) as refused:
        read(path)
    assert "upcr (export.csv: export!C1)" in refused.value.message
    assert "creatinine (export.csv: export!D1)" in refused.value.message
    assert "egfr" not in refused.value.message
    assert "c3" not in refused.value.message
    assert "--unit upcr=g/g --unit creatinine=mg/dL" in refused.value.hint
    assert "mg/mmol" in refused.value.hint
    batch = read(path, units=["upcr=mg/g", "creatinine=umol/L"])
    assert [unit for _, _, unit in mapped(batch)["export"]] == [
        None, None, "mg/g", "μmol/L", "mL/min/1.73 m²", "g/L"
    ]  # fmt: skip


def test_blank_column_needs_no_unit(write: Make, read: Make, found: Make) -> None:
    """A column that needs a unit but has no value in it is no reason to refuse the export."""
    path = write("export.csv", "patient_id,visit_date,upcr", "P1,2020-01-01,", "P2,2020-01-01,NA")
    assert found(read(path)) == []


def test_unit_of_header_and_option_must_agree(write: Make, read: Make) -> None:
    """`--unit` that says otherwise than the header is refused; that says the same is fine."""
    path = write("export.csv", "patient_id,visit_date,upcr (g/g)", "P1,2020-01-01,1")
    with pytest.raises(UnitError, match="different units"):
        read(path, units=["upcr=mg/g"])
    assert mapped(read(path, units=["upcr=g/g"]))["export"][2][2] == "g/g"


@pytest.mark.parametrize("header", ["upcr (mg/dL)", "egfr (mL/min)", "albumin [furlong]"])
def test_unknown_unit_in_the_header_is_refused(write: Make, read: Make, header: str) -> None:
    """A unit that the field does not have is refused, with those that it has."""
    path = write("export.csv", f"patient_id,visit_date,{header}", "P1,2020-01-01,1")
    with pytest.raises(UnitError) as refused:
        read(path)
    assert "export!C1" in refused.value.message
    assert "are" in refused.value.hint


def test_column_may_name_a_field_and_keep_its_unit(write: Make, read: Make) -> None:
    """A header that `--column` maps keeps the unit that stands in it, where the field has it."""
    path = write("export.csv", "patient_id,visit_date,Protein=Crea ratio", "P1,2020-01-01,1500")
    batch = read(path, columns=["Protein=Crea ratio=upcr"], units=["upcr=mg/g"])
    assert mapped(batch)["export"][2] == ("Protein=Crea ratio", "upcr", "mg/g")


def test_sheet_without_patients_is_told(write: Make, read: Make, found: Make) -> None:
    """A sheet in which no column identifies the patient is told; alone it is refused."""
    codes = write("codes.csv", "code,meaning", "1,female", "2,male")
    batch = read(write("visits.csv", "patient_id,visit_date", "P1,2020-01-01"), codes)
    assert ("sheet-unclaimed", "codes") in found(batch)
    assert [(file.rows_read, file.landed, file.set_aside) for file in batch.files] == [(1, 1, 0), (2, 0, 2)]
    with pytest.raises(MappingError, match="identifies the patient") as refused:
        read(codes)
    assert "--column 'HEADER=patient_id'" in refused.value.hint


def test_option_for_a_header_that_is_not_there(write: Make, read: Make) -> None:
    """`--column` that names a header of no sheet is wrong usage: it would be lost without a word."""
    with pytest.raises(UsageError, match="no sheet has the header Sexx"):
        read(write("export.csv", "patient_id,sex", "P1,F"), columns=["Sexx=sex"])


@pytest.mark.parametrize(("order", "expected"), [("dmy", "2020-04-03"), ("mdy", "2020-03-04")])
def test_dates_in_the_declared_order(write: Make, read: Make, table: Make, order: str, expected: str) -> None:
    """`--dates` decides 03/04/2020; an ISO date beside it needs no decision."""
    path = write("export.csv", "patient_id,visit_date", "P1,03/04/2020", "P2,2020-12-31")
    days = [str(day) for _, day in table(read(path, date_order=order), "visit", "patient_id", "date")]
    assert days == [expected, "2020-12-31"]


def test_codes_as_declared(write: Make, read: Make, table: Make, found: Make) -> None:
    """`--code` says what a code means; a code that it does not name stays an error at its cell."""
    path = write("export.csv", "patient_id,sex", "P1,1", "P2,2", "P3,9", "P4,F")
    batch = read(path, codes=["sex=1:M,2:F"])
    assert table(batch, "patient", "patient_id", "sex") == [
        ("P1", "M"),
        ("P2", "F"),
        ("P3", None),
        ("P4", "F"),
    ]
    assert found(batch) == [("code-undeclared", "export!B4")]


@pytest.mark.parametrize(
    ("header", "units", "field", "symbol"),
    [
        ("eGFR (CKD-EPI)", [], "egfr", "mL/min/1.73 m²"),
        ("Albumin (serum)", ["albumin=g/L"], "albumin", "g/L"),
        ("UPCR (mg/dL)", ["upcr=mg/g"], "upcr", "mg/g"),
        ("albumin [furlong]", ["albumin=g/dL"], "albumin", "g/dL"),
    ],
)
def test_bracket_that_is_no_unit(
    write: Make, read: Make, header: str, units: list[str], field: str, symbol: str
) -> None:
    """A bracket that is no unit is a remark; one that is an unknown unit gives way to `--unit`."""
    path = write("export.csv", f"patient_id,visit_date,{header}", "P1,2020-01-01,2")
    assert mapped(read(path, units=units))["export"][2] == (header, field, symbol)


@pytest.mark.parametrize("name", load_fields())
def test_label_is_a_header(name: str) -> None:
    """The label of a field means that field, unless the words are the name or an alias of others: those keep it."""
    field = load_fields()[name]
    owners = tuple(
        other
        for other in load_fields().values()
        if normalise(field.label) in {normalise(alias) for alias in (other.name, *other.aliases, *other.shared_aliases)}
    )
    assert candidates(field.label) == (owners or (field,), None)


def test_options_given_twice_are_merged() -> None:
    """`--unit`, `--code` and `--column` may be given several times; what is said twice alike counts once."""
    declared = declare(
        ["upcr=mg/g", "c3=g/L", "upcr=mg/g"],
        ["sex=1:F", "sex=2:M", "sex=1:F", "prior_response=1:CR"],
        ["Gender=sex", "Ratio=upcr", "Gender=sex"],
    )
    assert {name: unit.symbol for name, unit in declared.units.items()} == {"upcr": "mg/g", "c3": "g/L"}
    assert declared.codes == {"sex": {"1": "F", "2": "M"}, "prior_response": {"1": "CR"}}
    assert declared.columns == {"Gender": "sex", "Ratio": "upcr"}


@pytest.mark.parametrize(
    ("option", "given"),
    [
        ("units", ["upcr=mg/g", "upcr=g/g"]),
        ("codes", ["sex=1:F", "sex=1:M"]),
        ("codes", ["sex=1:F,1:M"]),
        ("columns", ["Gender=sex", "Gender=-"]),
    ],
)
def test_options_that_contradict_each_other(option: str, given: list[str]) -> None:
    """Two meanings for one field, code or header are wrong usage: neither wins by its order."""
    for order in (given, given[::-1]):
        with pytest.raises(UsageError, match="given twice"):
            declare(**{option: order})
