"""The mapping file: what `lnmt map` writes is what ``--mapping`` reads, and what is not sound is refused."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import MappingError
from lnmt_cli.ingest.declarations import ColumnMapping, SheetMapping, declare
from lnmt_cli.ingest.drafting import ColumnDraft, SheetDraft, settle_double_claims, summary
from lnmt_cli.ingest.mapping_file import match, named, read_mapping
from lnmt_cli.ingest.mapping_text import quoted, write_mapping
from lnmt_cli.ingest.nearest import nearest_fields
from lnmt_cli.ingest.remembering import from_json, overridden, to_json
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.needs import Need, load_needs
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.timepoints import TimePoint
from lnmt_cli.knowledge.units import load_units

if TYPE_CHECKING:
    from pathlib import Path

MG_G = load_units()["upcr"].find("mg/g")
FULL = SheetMapping(
    name="visits",
    columns=(
        ColumnMapping("Pt ID", "patient_id"),
        ColumnMapping("Sex", "sex", codes={"1": "F", "2": "M"}, missing=frozenset({"9"})),
        ColumnMapping("UPC 24w", "upcr", MG_G, {}, frozenset({"-9", "999"}), None, "comma", TimePoint("switch", 168)),
        ColumnMapping("Datum", "biopsy_date", date_order="dmy", group="2"),
        ColumnMapping("C3 value", "c3", unit_column="C3 unit"),
        ColumnMapping("class___3", "biopsy_class", choice="III"),
        ColumnMapping("Remarks", "-"),
    ),
    header_rows=(3, 4),
    unit_row=5,
    points={"v4": TimePoint("switch", 168)},
    anchor="induction",
    units={"upcr": MG_G},  # type: ignore[dict-item]  # mg/g is known
)

text = st.text(max_size=12)
header = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=16).filter(str.strip)
word = st.text(min_size=1, max_size=8).filter(lambda part: part.strip() and max(part) < "\ud800")


def drafted(mapping: SheetMapping) -> SheetDraft:
    """Return the draft of which nothing is open that says what the mapping says."""
    columns = tuple(
        ColumnDraft(
            index=index,
            where=f"x!{index}",
            header=column.header,
            field=column.field,
            unit=column.unit.symbol if column.unit else None,
            at=str(column.at) if column.at else None,
            group=column.group,
            dates=column.date_order,
            decimal=column.decimal,
            missing=tuple(column.missing),
            meanings=column.codes,
            unit_column=column.unit_column,
            choice=column.choice,
        )
        for index, column in enumerate(mapping.columns)
    )
    return SheetDraft(
        "export\n.csv",
        mapping.name,
        columns,
        mapping.header_rows,
        mapping.unit_row,
        points={label: str(point) for label, point in mapping.points.items()},
        anchor=mapping.anchor,
        units={name: unit.symbol for name, unit in mapping.units.items()},
    )


def read(written: str, folder: Path) -> tuple[SheetMapping, ...]:
    path = folder / "mapping.toml"
    path.write_bytes(written.encode())
    return read_mapping(path)


def test_everything_that_a_mapping_can_say_survives(tmp_path: Path) -> None:
    """A mapping that says all it can say is the same after writing and reading."""
    assert read(write_mapping([drafted(FULL)]), tmp_path) == (FULL,)


@given(
    names=st.lists(header, min_size=1, max_size=3, unique_by=normalise),
    headers=st.lists(header, min_size=1, max_size=5, unique_by=lambda part: normalise(part) or part.casefold().strip()),
    codes=st.dictionaries(word, word, max_size=3),
    unclaimed=text,
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_printed_reads_back(
    tmp_path: Path, names: list[str], headers: list[str], codes: dict[str, str], unclaimed: str
) -> None:
    """Quotes, escapes, control characters and any script in names, headers and codes survive; comments add nothing."""
    columns = tuple(ColumnMapping(part, "sex", codes=codes) for part in headers)
    mappings = tuple(SheetMapping(name, columns) for name in names)
    extra = ColumnDraft(99, f"{names[0]}!Z", unclaimed, remark="")
    drafts = []
    for mapping in mappings:
        draft = drafted(mapping)
        drafts.append(SheetDraft(draft.file, draft.name, (*draft.columns, extra)))
    found = read(write_mapping(drafts), tmp_path)
    assert [sheet.name for sheet in found] == names
    assert all({c.header: c for c in sheet.columns} == {c.header: c for c in columns} for sheet in found)


@given(st.text())
@settings(max_examples=60)
def test_quoted_text_is_one_line_of_toml(written: str) -> None:
    """Any text but half a surrogate pair is a TOML string on one visible line, and reads back as it was."""
    line = quoted(written)
    assert line.isprintable()
    kept = "".join("�" if "\ud800" <= sign <= "\udfff" else sign for sign in written)
    assert tomllib.loads(f"a = {line}  # {line}") == {"a": kept}


def test_memory_keeps_what_belongs_to_the_header() -> None:
    """As JSON a mapping is the same but for the sheet's name and the place of its header; the order does not matter."""
    found = from_json(to_json(FULL), "visits")
    assert to_json(found) == to_json(FULL)
    assert {column.header: column for column in found.columns} == {column.header: column for column in FULL.columns}
    assert (found.points, found.anchor, found.units) == (FULL.points, FULL.anchor, FULL.units)
    assert (found.header_rows, found.unit_row) == (None, None)
    turned = SheetMapping("other", FULL.columns[::-1], points=FULL.points, anchor=FULL.anchor, units=FULL.units)
    assert to_json(turned) == to_json(FULL)


@pytest.mark.parametrize("broken", ['{"columns": [{"header": "a", "field": "uprc"}]}', '{"units": {"upcr": "mg/dL"}}'])
def test_memory_of_what_is_no_longer_known_is_refused(broken: str) -> None:
    """A remembered field or unit that is not known any more is refused, and not read as something else."""
    with pytest.raises(MappingError, match="visits: what the registry remembers"):
        from_json(broken, "visits")


def test_option_given_again_overrides_what_is_remembered() -> None:
    """Each option replaces just what it speaks of; a column that becomes another field loses what was said of it."""
    declared = declare(
        ["upcr=g/g"],
        ["sex=1:M"],
        ["Datum=event_date", "remarks=site"],
        "mdy",
        missing=["upcr=7"],
        points=["24w=switch+26w"],
    )
    found = {column.header: column for column in overridden(FULL, declared).columns}
    upcr = found["UPC 24w"]
    assert (upcr.unit.symbol if upcr.unit else None, upcr.missing) == ("g/g", {"-9", "999", "7"})
    assert upcr.decimal == "comma"
    assert upcr.at == TimePoint("switch", 182)
    assert found["Sex"].codes == {"1": "M", "2": "M"}
    assert (found["Datum"].field, found["Datum"].group, found["Datum"].date_order) == ("event_date", "", "mdy")
    assert found["Remarks"].field == "site"
    assert overridden(FULL, declare()) == FULL


@pytest.mark.parametrize(
    ("name", "headers", "expected"),
    [
        ("whatever", ["ID", "Upcr"], "visits"),  # just these headers
        ("labs", ["id", "c3"], "labs"),  # these headers, and of the two alike that of the name
        ("copy", ["id", "c3"], None),  # two alike, and neither of this name
        ("visits", ["id", "upcr", "note"], "visits"),  # its name, and all its headers are there
        ("2026", ["id", "upcr", "note", ""], "visits"),  # the only one all of whose headers are there
        ("visits", ["id", "note"], None),  # a header is not there
        ("2026", ["id", "upcr", "c3"], None),  # several fit
        ("visits", ["id", "upcr", "c3"], "visits"),  # several fit, one is of this name
    ],
)
def test_which_mapping_is_of_a_sheet(name: str, headers: list[str], expected: str | None) -> None:
    """The headers decide, then the sheet's name; where several fit alike none is taken."""
    mappings = [
        SheetMapping("visits", (ColumnMapping("id", "patient_id"), ColumnMapping("UPCR", "upcr"))),
        SheetMapping("labs", (ColumnMapping("id", "patient_id"), ColumnMapping("C3", "c3"))),
        SheetMapping("labs 2", (ColumnMapping("id", "patient_id"), ColumnMapping("c-3", "c3"))),
    ]
    found = match(name, headers, mappings)
    assert (found.name if found else None) == expected


def test_mapping_by_name_alone() -> None:
    """Before the header is found, a sheet's mapping is that of its name, if there is just one."""
    one, two = SheetMapping("Visits", ()), SheetMapping("labs", ())
    assert named("visits", [one, two]) is one
    assert named("labs", [one, two, two]) is None
    assert named("other", [one]) is None


SHEET = '[[sheet]]\nname = "visits"\n'
ID = '[[sheet.column]]\nheader = "id"\nfield = "patient_id"\n'
UPCR = '[[sheet.column]]\nheader = "u"\nfield = "upcr"\n'


@pytest.mark.parametrize(
    ("written", "key", "hint"),
    [
        ("", "sheet", ""),
        ("[sheet]\n", "sheet", ""),
        ("shet = 1\n", "shet", "sheet"),
        (SHEET, "sheet[1].column", ""),
        (SHEET + ID.replace("field", "feild"), "sheet[1].column[1].feild", "field"),
        (SHEET + ID.replace("patient_id", "patientid"), "sheet[1].column[1].field", "patient_id"),
        (SHEET + ID + ID.replace('"id"', '"ID "'), "sheet[1].column[2].header", ""),
        (SHEET + ID.replace('"patient_id"', '""'), "sheet[1].column[1].field", '"-"'),
        (SHEET + UPCR + 'unit = ""\n', "sheet[1].column[1].unit", "mg/g"),
        (SHEET + UPCR + 'unit = "mg/dL"\n', "sheet[1].column[1].unit", "mg/g"),
        (SHEET + ID + 'unit = "mg/dL"\n', "sheet[1].column[1].unit", ""),
        (SHEET + UPCR + 'at = ""\n', "sheet[1].column[1].at", "switch+24w"),
        (SHEET + UPCR + 'at = "later"\n', "sheet[1].column[1].at", "switch+24w"),
        (SHEET + UPCR + 'codes = { "1" = "" }\n', "sheet[1].column[1].codes.1", "code"),
        (SHEET + UPCR + 'dates = "dym"\n', "sheet[1].column[1].dates", "mdy"),
        (SHEET + UPCR + 'decimal = "coma"\n', "sheet[1].column[1].decimal", "comma"),
        (SHEET + UPCR + "missing = [1.5]\n", "sheet[1].column[1].missing", ""),
        (SHEET + "header_rows = 1\n" + ID, "sheet[1].header_rows", "[1]"),
        (SHEET + "header_rows = [0]\n" + ID, "sheet[1].header_rows", ""),
        (SHEET + 'unit_row = "2"\n' + ID, "sheet[1].unit_row", ""),
        (SHEET + 'anchor = "swich"\n' + ID, "sheet[1].anchor", "switch"),
        (SHEET + 'units = { uprc = "mg/g" }\n' + ID, "sheet[1].units.uprc", "upcr"),
        ("a = \n", "this is not valid TOML", ""),
    ],
)
def test_broken_file_is_refused(tmp_path: Path, written: str, key: str, hint: str) -> None:
    """What is wrong, or still has to be filled in, is refused with file and key, and with what belongs there."""
    with pytest.raises(MappingError) as caught:
        read(written, tmp_path)
    assert re.match(rf"mapping\.toml(, line \d+)?: {re.escape(key)}", caught.value.message)
    assert hint in caught.value.hint
    assert caught.value.status == 3


def test_whole_numbers_may_stand_for_missing(tmp_path: Path) -> None:
    """A code for missing may be written as a number."""
    ((column,),) = (sheet.columns for sheet in read(SHEET + UPCR + 'missing = [-9, "UNK"]\n', tmp_path))
    assert column.missing == {"-9", "UNK"}


def test_file_of_another_editor(tmp_path: Path) -> None:
    """Line ends of Windows and a byte order mark do not matter."""
    written = ("\ufeff" + write_mapping([drafted(FULL)])).replace("\n", "\r\n")
    assert read(written, tmp_path) == (FULL,)


OPEN = SheetDraft(
    "visits.csv",
    "visits",
    (
        ColumnDraft(0, "visits!A", "Pt", "patient_id", confidence="by alias", filled=4),
        ColumnDraft(1, "visits!B", "Sex", "sex", codes=("1", "2"), filled=4),
        ColumnDraft(2, "visits!C", "date", candidates=("visit_date", "event_date"), filled=4),
        ColumnDraft(3, "visits!D", "UPCR", "upcr", unit_needed=("g/g", "mg/g"), filled=4),
        ColumnDraft(4, "visits!E", "UPC", "upcr", unit="mg/g", filled=3),
        ColumnDraft(5, "visits!F", "C3 V4", "c3", unit="mg/dL", at_needed=True, filled=3),
        ColumnDraft(6, "visits!G", "Creatinine clearance", filled=2),
        ColumnDraft(7, "visits!H", "UPCR unit", remark="holds the units of upcr", filled=2),
        ColumnDraft(8, "visits!I", "pt", "patient_id", filled=2),
        ColumnDraft(9, "visits!J", "Site", "site", codes=("12", "A"), filled=2),
        ColumnDraft(10, "visits!K", "class", "biopsy_class", codes=tuple(map(str, range(20))), filled=2),
    ),
    header_rows=(1,),
    rows=4,
)


def test_gaps_are_left_for_the_person(tmp_path: Path) -> None:
    """What cannot be told is printed as a gap with what it can be, and the file is refused until it is filled in."""
    written = write_mapping([settle_double_claims(OPEN)])
    for line in (
        'header = "Pt"  # visits!A, by alias, 4 of 4 filled',
        'field = ""  # to be filled in: visit_date or event_date',
        'unit = ""  # to be filled in: g/g, mg/g',
        'at = ""  # to be filled in: such as switch+24w, induction+6m or baseline',
        'field = ""  # to be filled in: upcr or "-" (visits!D and visits!E both give upcr)',
        '# codes = { "1" = "", "2" = "" }  # what each of them means: F, M; remove the first #',
        "# visits!I has the header of visits!A: to use both, rename one of them in the export.",
        '# visits!H "UPCR unit": holds the units of upcr',
    ):
        assert line in written.splitlines(), line
    with pytest.raises(MappingError, match="still has to be filled in"):
        read(written, tmp_path)


def test_only_few_whole_numbers_are_shown_as_codes() -> None:
    """Cells are printed only where they are the codes of a code book: at most twelve whole numbers."""
    written = write_mapping([OPEN])
    assert written.count("codes = {") == 2  # that of the introduction, and that of the column Sex
    assert '"A"' not in written


def test_unclaimed_columns_are_comments_with_what_they_resemble() -> None:
    """A column that nothing claims is a comment; a field that it resembles is named and never filled in."""
    lines = write_mapping([OPEN]).splitlines()
    place = lines.index('# header = "Creatinine clearance"  # visits!G, 2 of 4 filled')
    assert lines[place + 1].startswith('# field = ""  # perhaps: ')
    assert "creatinine" in lines[place + 1]


def test_sheet_without_claims_is_a_comment(tmp_path: Path) -> None:
    """A sheet that no field claims is a comment as a whole, and does not disturb the others."""
    notes = SheetDraft("notes.csv", "no\ntes", (ColumnDraft(0, "x!A", "remark\n#1"),), (1,), rows=1)
    assert read(write_mapping([notes, drafted(FULL)]), tmp_path) == (FULL,)


def test_summary_counts_columns() -> None:
    """The summary counts columns that are mapped and not claimed, and the gaps."""
    assert summary([settle_double_claims(OPEN)]) == "4 columns mapped, 1 not claimed, 10 to be filled in."
    assert summary([drafted(FULL)]) == "7 columns mapped, 0 not claimed, nothing to be filled in."


def test_series_and_time_points_are_no_double_claims() -> None:
    """The same field at another time, as another record or as a choice is claimed twice with right."""
    columns = (
        ColumnDraft(0, "a", "upcr", "upcr"),
        ColumnDraft(1, "b", "upcr_24w", "upcr", at="switch+24w"),
        ColumnDraft(2, "c", "biopsy_date", "biopsy_date"),
        ColumnDraft(3, "d", "biopsy_date_2", "biopsy_date", group="2"),
        ColumnDraft(4, "e", "class___3", "biopsy_class", choice="3"),
        ColumnDraft(5, "f", "class___4", "biopsy_class", choice="4"),
        ColumnDraft(6, "g", "x", "-"),
        ColumnDraft(7, "h", "y", "-"),
    )
    sheet = SheetDraft("v.csv", "v", columns)
    assert settle_double_claims(sheet) == sheet


def test_what_the_protocol_lacks_is_said_with_near_headers() -> None:
    """Each need that no column meets is named, with headers that resemble it; needs that are met are not."""
    needs = [
        Need((("upcr",),), "the response"),
        Need((("egfr",), ("creatinine", "sex", "age")), "kidney function"),
        Need((("biopsy_date",), ("biopsy_day",)), "the biopsy"),
    ]
    written = write_mapping([OPEN], needs, "multitarget-2017")
    assert "# The protocol multitarget-2017 needs these, and no column supplies them:" in written
    assert "#   egfr, or creatinine with sex and age: kidney function." in written
    assert 'Perhaps visits!G "Creatinine clearance".' in written
    assert "#   upcr:" not in written
    assert "needs these" not in write_mapping([OPEN], needs[:1], "multitarget-2017")


def test_needs_of_the_protocol_are_fields() -> None:
    """What the packaged protocol needs can be supplied by fields of the dictionary, and its measures are among it."""
    needs = load_needs()
    assert {name for need in needs for name in need.fields} >= {
        "patient_id",
        "biopsy_class",
        "upcr",
        "egfr",
        "c3",
        "c4",
    }
    assert not any(need.is_met(frozenset()) for need in needs)
    assert all(need.is_met(frozenset(load_fields())) for need in needs)
    (times,) = (need for need in needs if "visit_date" in need.fields)
    assert times.is_met(frozenset(), is_timed=True)


def test_nearest_fields_come_from_all_aliases() -> None:
    """A slip in any alias, in English or Korean, finds its field."""
    assert "creatinine" in nearest_fields("Serum creatinin value")
    assert "albumin" in nearest_fields("혈청 알부민 수치")
    assert nearest_fields("zzzz") == ()
