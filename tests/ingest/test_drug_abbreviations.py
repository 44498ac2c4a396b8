"""Abbreviations that mean other things in a hospital's list are taken only where something bears them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.knowledge.site_file import using

if TYPE_CHECKING:
    from pathlib import Path

Make = Any
OPEN = "abbreviation-open"


def taken(read: Make, write: Make, table: Make, *cells: str, **declared: Any) -> tuple[list[str | None], int]:
    """Return the drug of each row of a column of drugs, in their order, and how many cells were asked about."""
    rows = [f'P{number:03},"{cell}",2020-01-01' for number, cell in enumerate(cells)]
    batch = read(write("export.csv", "patient_id,drug,start_date", *rows), **declared)
    drugs = dict(table(batch, "treatment", "patient_id", "drug"))
    asked = sum(finding.check == OPEN for finding in batch.findings)
    return [drugs.get(f"P{number:03}") for number in range(len(cells))], asked


@pytest.mark.parametrize("short", ["CTX", "CPM", "CPA", "MPA", "TAC", "MP", "PD", "ACE", "NIH", "IV CTX 1 g"])
def test_in_a_hospitals_list(read: Make, write: Make, table: Make, short: str) -> None:
    """Among antibiotics and hormones an abbreviation stays unknown, whatever immunosuppressants stand there too."""
    others = ["amoxicillin", "ethinylestradiol", "MMF", "tacrolimus", "omeprazole"]
    drugs, asked = taken(read, write, table, short, *others)
    assert (drugs[0], asked) == (None, 1)


@pytest.mark.parametrize(
    ("short", "drug"),
    [
        *(("CTX", "cyclophosphamide"), ("CPM", "cyclophosphamide"), ("CPA", "cyclophosphamide")),
        *(
            ("MPA", "mycophenolate"),
            ("TAC", "tacrolimus"),
            ("MP", "methylprednisolone"),
            ("PD", "prednisolone"),
            ("ACE", "ace_inhibitor"),
        ),
        ("NIH", "cyclophosphamide"),
    ],
)
def test_in_a_registrys_list(read: Make, write: Make, table: Make, short: str, drug: str) -> None:
    """Among treatments of lupus an abbreviation is the drug; ARB and refused cells beside them do not count."""
    drugs, asked = taken(read, write, table, short, "MMF", "azathioprine", "losartan", "no MMF", "")
    assert (drugs[0], asked) == (drug, 0)


@pytest.mark.parametrize(("foreign", "drug"), [(0, "cyclophosphamide"), (1, "cyclophosphamide"), (2, None)])
def test_one_text_in_ten(read: Make, write: Make, table: Make, foreign: int, drug: str | None) -> None:
    """Nine of ten texts that count have to be treatments of lupus: 9 of 10 bear it out, 9 of 11 do not."""
    of_lupus = ["MMF", "CellCept", "AZA", "HCQ", "prednisolone", "Endoxan", "Prograf", "MTX", "Neoral"]
    assert len(of_lupus) == 9
    drugs, _ = taken(read, write, table, "CTX", *of_lupus, *[f"amoxicillin{number * 'x'}" for number in range(foreign)])
    assert drugs[0] == drug


@pytest.mark.parametrize("other", ["ceftriaxone", "Cefotaxime 1 g", "CTX (cetuximab)"])
def test_beside_its_other_meaning(read: Make, write: Make, table: Make, other: str) -> None:
    """In a column that names another of its meanings an abbreviation is never the drug by the column."""
    drugs, _ = taken(read, write, table, "CTX", "MMF", "AZA", *["HCQ", "Endoxan", "Prograf", "MTX", "Neoral"], other)
    assert drugs[0] is None


def test_alone_in_its_column(read: Make, write: Make, table: Make) -> None:
    """A column with nothing else shows nothing; two abbreviations of treatments of lupus bear each other out.

    TAC and PD alone are tacrolimus and prednisolone: their other meanings are applied locally, or are no drug.
    """
    assert taken(read, write, table, "CTX", "CTX") == ([None, None], 2)
    assert taken(read, write, table, "MPA", "losartan")[0][0] is None
    assert taken(read, write, table, "TAC", "TAC") == (["tacrolimus", "tacrolimus"], 0)
    assert taken(read, write, table, "PD", "losartan") == (["prednisolone", "angiotensin_receptor_blocker"], 0)
    assert taken(read, write, table, "TAC", "amoxicillin")[0][0] is None
    assert taken(read, write, table, "CTX", "TAC") == (["cyclophosphamide", "tacrolimus"], 0)


# the cell, in a hospital's list | the drug, - where it is asked about
CELLS = """
TAC 1.5 mg bid              | tacrolimus
TAC 20 mg bid               | -
PD 10 mg qd                 | prednisolone
PD 100 mg tid               | -
MP 500 mg qd                | methylprednisolone
MP 125 mg qd                | -
MP 249 mg qd                | -
MP 250 mg qd                | methylprednisolone
MP 50 mg qd                 | -
CTX 100 mg qd               | cyclophosphamide
CTX 1 g bid                 | -
CTX pulse 750 mg            | cyclophosphamide
IV CTX monthly              | cyclophosphamide
CPM 4 mg tid                | -
CPM 100 mg qd               | cyclophosphamide
CPA 50 mg qd                | -
MPA 5 mg qd                 | -
MPA 720 mg bid              | mycophenolate
MPA (Myfortic)              | mycophenolate
Endoxan (CTX)               | cyclophosphamide
MMF + TAC                   | mycophenolate
MPA (medroxyprogesterone)   | -
medroxyprogesterone acetate (MPA) 720 mg bid | -
TAC (triamcinolone)         | triamcinolone
MP (mercaptopurine)         | mercaptopurine
6-MP 50 mg qd               | mercaptopurine
"""


CELL_ROWS = [[cell.strip() for cell in line.split("|")] for line in CELLS.strip().splitlines()]


@pytest.mark.parametrize(("cell", "drug"), CELL_ROWS)
def test_what_the_cell_says(read: Make, write: Make, table: Make, cell: str, drug: str) -> None:
    """A dose or a word of the drug, and of none of the others, or another name beside it bear an abbreviation out."""
    drugs, _ = taken(read, write, table, cell, "amoxicillin", "omeprazole", "cetirizine")
    assert drugs[0] == (None if drug == "-" else drug) or (cell == "MMF + TAC" and drugs[0] == "tacrolimus")


@pytest.mark.parametrize(
    ("drug", "dose", "expected"),
    [
        *(("TAC", 3, "tacrolimus"), ("TAC", 40, None), ("MPA", 1440, "mycophenolate"), ("MPA", 10, None)),
        *(("PD", 20, "prednisolone"), ("CTX", 100, "cyclophosphamide"), ("CTX", 1000, None), ("MP", 50, None)),
        *(("MP", 125, None), ("MP", 250, "methylprednisolone")),
    ],
)
def test_dose_in_a_column(write: Make, read: Make, table: Make, drug: str, dose: int, expected: str | None) -> None:
    """The doses beside an abbreviation in a column of doses bear it out where all are of the drug alone."""
    header = "patient_id,drug,start_date,dose (mg/day)"
    lines = [header, f"P1,{drug},2020-01-01,{dose}", "P2,amoxicillin,2020-01-01,750"]
    batch = read(write("export.csv", *lines))
    assert table(batch, "treatment", "patient_id", "drug")[0] == ("P1", expected)
    other = read(write("export.csv", *lines, f"P3,{drug},2020-01-01,0.1"))
    assert table(other, "treatment", "patient_id", "drug")[0] == ("P1", None)


def test_phase_beside_it(write: Make, read: Make, table: Make) -> None:
    """An abbreviation with a phase of treatment in each of its rows is of a treatment of lupus."""
    lines = ["patient_id,drug,start_date,phase", "P1,CTX,2020-01-01,induction", "P2,amoxicillin,2020-01-01,"]
    assert table(read(write("export.csv", *lines)), "treatment", "drug")[0] == ("cyclophosphamide",)
    other = read(write("export.csv", *lines, "P3,CTX,2020-01-01,"))
    assert ("cyclophosphamide",) not in table(other, "treatment", "drug")


@pytest.mark.parametrize(
    ("header", "short", "other", "beside"),
    [
        ("phase", "CTX, maintenance", "ceftriaxone", "maintenance"),
        ("dose (mg/day)", "CTX", "ceftriaxone", "100"),
        ("dose (mg/day)", "MPA", "Provera", "1440"),
    ],
)
def test_its_other_meaning_goes_first(
    write: Make, read: Make, table: Make, header: str, short: str, other: str, beside: str
) -> None:
    """Where its field names another of its meanings, neither a phase nor a dose beside it makes it the drug."""
    drugs = [short, "MMF", "AZA", other, "HCQ"]
    rows = [f'P{number},"{drug}",2020-01-01,{beside}' for number, drug in enumerate(drugs)]
    for count, is_asked in ((3, False), (5, True)):
        batch = read(write("export.csv", f"patient_id,drug,start_date,{header}", *rows[:count]))
        assert (table(batch, "treatment", "patient_id", "drug")[0][1] is None) == is_asked
        assert (OPEN in {finding.check for finding in batch.findings}) == is_asked


@pytest.mark.parametrize("short", ["CTX", "MPA", "MP", "PD", "NIH", "CPM"])
def test_in_the_field_of_the_induction(write: Make, read: Make, table: Make, short: str) -> None:
    """A column of induction drugs holds no other drugs: there an abbreviation needs nothing more."""
    header = "patient_id,induction_drug,induction_start"
    batch = read(write("export.csv", header, f"P1,{short},2020-01-01", "P2,XY,2020-01-01"))
    assert table(batch, "treatment", "patient_id", "drug")[0][1] is not None


@pytest.mark.parametrize(
    ("code", "drug"), [("drug=CTX:cyclophosphamide", "cyclophosphamide"), ("drug=CTX:cefotaxime", None)]
)
def test_what_is_declared(read: Make, write: Make, table: Make, code: str, drug: str | None) -> None:
    """What is declared of an abbreviation holds wherever it stands in a cell, in any column."""
    drugs, asked = taken(read, write, table, "CTX", "CTX 1 g bid", "amoxicillin", codes=[code])
    assert (drugs, asked) == ([drug, drug, None], 0)
    drugs, asked = taken(read, write, table, "CTX", "CTX 1 g bid", "MMF", codes=[code])
    assert (drugs, asked) == ([drug, drug, "mycophenolate"], 0)


def test_one_file_does_not_speak_for_another(write: Make, read: Make, table: Make) -> None:
    """What one site's column shows proves nothing of another site's, whose export has other headers."""
    batch = read(
        write("a.csv", "patient_id,drug,start_date", "A1,CTX,2020-01-01", "A2,MMF,2020-01-01"),
        write("b.csv", "patient_id,drug,started", "B1,CTX,2020-01-01", "B2,amoxicillin,2020-01-01"),
    )
    assert dict(table(batch, "treatment", "patient_id", "drug")) == {
        "A1": "cyclophosphamide",
        "A2": "mycophenolate",
        "B1": None,
        "B2": None,
    }


LISTS = [
    pytest.param({"P1": ["CTX", "HCQ", "MMF"], "P2": ["CTX", "ceftriaxone", "aspirin"]}, None, id="other meaning"),
    pytest.param({"P1": ["CTX", "HCQ", "MMF"], "P2": ["CTX", "aspirin", "statin"]}, None, id="other drugs"),
    pytest.param({"P1": ["CTX"], "P2": ["HCQ", "MMF"]}, "cyclophosphamide", id="treatments of lupus"),
    pytest.param({"P1": ["TAC"], "P2": ["TAC"]}, "tacrolimus", id="alone"),
    pytest.param({"P1": ["TAC"], "P2": ["TAC", "aspirin"]}, None, id="not alone"),
]


@pytest.mark.parametrize(("lists", "drug"), LISTS)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_an_export_in_parts(
    write: Make, read: Make, table: Make, lists: dict[str, list[str]], drug: str | None, is_reversed: bool
) -> None:
    """An abbreviation is the same drug, or asked about, however the files of an export split its rows, in any order."""
    header = "patient_id,drug,start_date"
    rows = [f"{patient},{name},2020-01-01" for patient, names in lists.items() for name in names]
    by_patient = [[row for row in rows if row.startswith(patient)] for patient in lists]
    short = next(iter(lists.values()))[0]
    count = sum(name == short for names in lists.values() for name in names)
    for parts in ([rows], by_patient, [[row] for row in rows], [rows[::2], rows[1::2]]):
        paths = [write(f"{number}.csv", header, *part) for number, part in enumerate(parts)]
        batch = read(*(reversed(paths) if is_reversed else paths))
        drugs = [name for (name,) in table(batch, "treatment", "drug")]
        asked = sum(finding.check == OPEN for finding in batch.findings)
        assert (drugs.count(drug) >= count, asked) == (True, 0 if drug else count), parts


@pytest.mark.parametrize("is_reversed", [False, True])
def test_its_other_meaning_in_another_file(write: Make, read: Make, table: Make, is_reversed: bool) -> None:
    """Another of its meanings speaks against an abbreviation from any file of the call, whatever its headers are.

    Other drugs there do not, and its own cell bears it out still.
    """
    first = write("a.csv", "patient_id,drug,start_date", "A1,CTX,2020-01-01", "A2,CTX 100 mg qd,2020-01-01")
    kept = write("c.csv", "patient_id,drug,start_date", "A3,MMF,2020-01-01", "A4,AZA,2020-01-01")
    for other, drug in (("ceftriaxone", None), ("aspirin", "cyclophosphamide")):
        second = write("b.csv", "patient_id,drug,stop_date", f"B1,{other},2020-01-01")
        paths = [first, kept, second]
        drugs = dict(table(read(*(reversed(paths) if is_reversed else paths)), "treatment", "patient_id", "drug"))
        assert (drugs["A1"], drugs["A2"]) == (drug, "cyclophosphamide")


def test_site_file(read: Make, write: Make, table: Make, tmp_path: Path) -> None:
    """What a site's file calls a drug has no second meaning in its exports; other abbreviations keep theirs."""
    own = tmp_path / "own.site.toml"
    own.write_text('[drug.cyclophosphamide]\nnames = ["CTX"]\n', encoding="utf-8")
    with using(own):
        drugs, asked = taken(read, write, table, "CTX", "MPA", "amoxicillin")
    assert (drugs, asked) == (["cyclophosphamide", None, None], 1)
