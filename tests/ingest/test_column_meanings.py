"""Words and marks of two meanings: what the rest of their column bears out, and what is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

ASKED = "?"
"""In a case below: the cell is not used, and asked about."""
CLASSES = ("I", "II", "III", "IV", "V", "VI")


@pytest.fixture
def values(write: Make, read: Make, found: Make, table: Make) -> Make:
    """Return what the cells of one column give, `ASKED` where a cell is asked about, whichever row comes first."""

    def in_order(header: str, field: str, texts: list[str], declared: dict[str, list[str]]) -> list[str | None]:
        rows = [f"P{number},{text}" for number, text in enumerate(texts)]
        batch = read(write("a.csv", f"patient_id,{header}", *rows), **declared)
        given = dict(table(batch, "patient", "patient_id", field))
        asked = {int(place.removeprefix("a!B")) - 2 for check, place in found(batch) if check == "word-ambiguous"}
        assert {check for check, _ in found(batch)} <= {"word-ambiguous"}
        return [ASKED if place in asked else given[f"P{place}"] for place in range(len(texts))]

    def of(header: str, field: str, *texts: str, **declared: list[str]) -> list[str | None]:
        forward = in_order(header, field, list(texts), declared)
        assert in_order(header, field, list(texts)[::-1], declared)[::-1] == forward
        return forward

    return of


@pytest.mark.parametrize(
    ("header", "texts", "expected"),
    [
        # hombre and mujer, or macho and hembra
        ("sexo", "H M", "? ?"),
        ("sex", "H M", "? ?"),
        ("sex", "h m F", "? ? F"),
        ("sex", "(H) M.", "? ?"),
        ("sexo", "V M", "? ?"),
        ("geslacht=sex", "V M", "? ?"),
        ("sexo", "V H", "? ?"),
        ("sexo", "hombre M", "M ?"),
        ("sex", "hombre M", "M ?"),
        ("sex", "mujer M", "F ?"),
        # femenino and masculino, femme and homme, weiblich and männlich
        ("sexo", "F M", "F M"),
        ("sexe", "H F", "M F"),
        ("sex", "H femme", "M F"),
        ("Geschlecht", "W M", "F M"),
        ("sexo", "V F", "M F"),
        ("sexo", "M femenino", "M F"),
        ("sexo", "hombre mujer", "M F"),
        # a column of one letter only: the header is the only evidence
        ("sexo", "M M", "? ?"),
        ("Sexo del paciente=sex", "M M", "? ?"),
        ("sex", "M M", "M M"),
        ("sexe", "M M", "M M"),
        ("sex", "H H", "? ?"),
        ("sexo", "F F", "F F"),
    ],
)
def test_letters_of_sex(values: Make, header: str, texts: str, expected: str) -> None:
    """A letter that is a man in one language and a woman in another counts where its column bears it out, else not."""
    name, _, field = header.partition("=")
    declared = {"columns": [header]} if field else {}
    assert values(name, "sex", *texts.split(), **declared) == expected.split()


def test_declared_letters_of_sex(values: Make) -> None:
    """What is asked about is declared as a code is; a half that is declared does not settle the other."""
    assert values("sexo", "sex", "H", "M", codes=["sex=H:M,M:F"]) == ["M", "F"]
    assert values("sex", "sex", "H", "M", codes=["sex=H:M"]) == ["M", ASKED]
    assert values("sexo", "sex", "M", "", codes=["sex=M:M"]) == ["M", None]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["NR", "CR", "PR"], ["NR", "CR", "PR"]),
        (["nr", "partial remission"], ["NR", "PR"]),
        (["NR", "RC", "RP"], ["NR", "CR", "PR"]),
        (["n.r.", "완전관해"], ["NR", "CR"]),
        (["NR", "NR", ""], [ASKED, ASKED, None]),
        (["NR", "refractory"], [ASKED, "NR"]),
        (["N/R", ""], [ASKED, None]),
        (["N/R", "NR", "CR"], [ASKED, "NR", "CR"]),
        (["n / r", "PR"], [ASKED, "PR"]),
        (["not reported", "no response", "CR"], [None, "NR", "CR"]),
        (["non renseigné", "no response"], [None, "NR"]),
    ],
)
def test_no_response_or_not_reported(values: Make, texts: list[str], expected: list[str | None]) -> None:
    """NR is no response in a column that has CR or PR too; alone it can be "not reported", and N/R always can."""
    assert values("prior_response", "prior_response", *texts) == expected


def test_declared_no_response(values: Make) -> None:
    """A registry of those without a response declares what NR is: no response, or no value."""
    assert values("prior_response", "prior_response", "NR", "NR", codes=["prior_response=NR:NR"]) == ["NR", "NR"]
    assert values("prior_response", "prior_response", "NR", "", missing=["prior_response=NR"]) == [None, None]


@pytest.mark.parametrize(
    "texts", [("O", "X"), ("○", "×"), ("X", ""), ("o", ""), ("O", "yes"), ("⭕️", "❌"), ("X", "no")]
)
def test_marks_for_yes_and_no(values: Make, texts: tuple[str, ...]) -> None:
    """A ring or a cross as the answer to a question is asked about, whatever else stands in its column."""
    expected = [text if text in {"yes", "no"} else ASKED if text else None for text in texts]
    assert values("diabetes", "diabetes", *texts) == expected


def test_declared_marks_for_yes_and_no(values: Make) -> None:
    """What rings and crosses mean is declared as codes are."""
    assert values("diabetes", "diabetes", "O", "X", codes=["diabetes=O:yes,X:no"]) == ["yes", "no"]


@pytest.fixture
def classes(write: Make, read: Make, found: Make, table: Make) -> Make:
    """Return the classes of the biopsies whose six boxes are drawn, `ASKED` for those of which a box is asked about."""

    def in_order(rows: list[str], declared: dict[str, list[str]]) -> list[object]:
        header = ",".join(f"ISNRPS{number}" for number in range(1, 7))
        lines = [f"P{place},2020-01-01,{','.join(row.split())}" for place, row in enumerate(rows)]
        lines = [line.replace(".", "") for line in lines]
        batch = read(write("a.csv", f"patient_id,biopsy_date,{header}", *lines), **declared)
        given = dict(table(batch, "biopsy", "patient_id", "classes"))
        asked = {int("".join(filter(str.isdigit, place))) - 2 for check, place in found(batch)}
        assert {check for check, _ in found(batch)} <= {"word-ambiguous"}
        return [
            ASKED if place in asked else "+".join(given.get(f"P{place}") or ()) or None for place in range(len(rows))
        ]

    def of(*rows: str, **declared: list[str]) -> list[object]:
        forward = in_order(list(rows), declared)
        assert in_order(list(rows)[::-1], declared)[::-1] == forward
        return forward

    return of


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # A cross, or a ring, among blank boxes is a tick.
        ([". . X . X .", ". . . x . ."], ["III+V", "IV"]),
        ([". . O . O .", ". . . ○ . ."], ["III+V", "IV"]),
        ([". . × . . ."], ["III"]),
        (["0 0 X 0 0 0"], ["III"]),
        (["☐ ☐ ☒ ☐ ☐ ☐"], ["III"]),
        ([". . ☒ . . ."], ["III"]),
        # Together one of them is a no.
        (["X X O X X X"], [ASKED]),
        (["× × ○ × × ×"], [ASKED]),
        ([". . O . . .", ". . . X . ."], [ASKED, ASKED]),
        # Beside another word for checked, a mark may be the opposite of it.
        (["X X 1 X X X"], [ASKED]),
        (["O O 1 O O O", ". . . 1 . ."], [ASKED, "IV"]),
        (["☑ ☒ ☒ ☒ ☒ ☒"], [ASKED]),
        # Where no box is left blank, nothing shows that the mark is a tick.
        (["X X X X X X", ". . . . . ."], [ASKED, None]),
        # No biopsy is of three classes: crosses in so many boxes are no ticks, and then none of the column is.
        (["X X . X X X", "X X X . X X"], [ASKED, ASKED]),
        (["X X X X X X", ". . . X . ."], [ASKED, ASKED]),
        (["X X N X X X"], [ASKED]),
        ([". . O O O .", ". . . O . ."], [ASKED, ASKED]),
        ([". . X X . .", ". . X . X ."], ["III+IV", "III+V"]),
        # The empty circle beside a filled one is plain.
        (["○ ○ ● ○ ○ ○", "○ ○ ○ ● ● ○"], ["III", "IV+V"]),
        (["□ □ ■ □ □ □"], ["III"]),
        (["○ × ● × × ×"], [ASKED]),
    ],
)
def test_marks_in_boxes(classes: Make, rows: list[str], expected: list[object]) -> None:
    """A ring or a cross is a tick among blank boxes; beside the other or a word for checked, it is asked about.

    So it is where one biopsy has it in three boxes or more, which no classes of a biopsy are.
    """
    assert classes(*rows) == expected


def test_declared_marks_in_boxes(classes: Make) -> None:
    """What rings and crosses in boxes mean is declared as codes are, of the field whose choices they are."""
    codes = ["biopsy_class=O:yes,X:no"]
    assert classes("X X O X X X", "X X X O O X", codes=codes) == ["III", "IV+V"]
    assert classes("X X O X X X", codes=["biopsy_class=O:no,X:yes"]) == ["I+II+IV+V+VI"]


def test_marks_of_checkboxes(write: Make, read: Make, found: Make, table: Make) -> None:
    """The boxes of a checkbox are one item, as those of a class are: its codes stay those of its choices."""
    header = "record_id,biopsy_date,biopsy_class___3,biopsy_class___4,biopsy_class___5,biopsy_complete"
    codes = "biopsy_class=3:III,4:IV,5:V"
    path = write("a.csv", header, "P1,2020-01-01,O,X,,2")
    asked = read(path, codes=[codes])
    assert found(asked) == [("word-ambiguous", "a!C2"), ("word-ambiguous", "a!D2")]
    assert table(asked, "biopsy", "classes") == [(None,)]
    declared = read(path, codes=[codes, "biopsy_class=O:yes,X:no"])
    assert (found(declared), table(declared, "biopsy", "classes")) == ([], [(["III"],)])
    ticked = read(write("b.csv", header, "P1,2020-01-01,O,,O,2"), codes=[codes])
    assert (found(ticked), table(ticked, "biopsy", "classes")) == ([], [(["III", "V"],)])


def test_codes_of_marks_say_nothing_of_classes(write: Make, read: Make, found: Make) -> None:
    """Bare integers in a column of classes stay codes where only marks in boxes are declared."""
    path = write("a.csv", "patient_id,biopsy_date,biopsy_class", "P1,2020-01-01,3")
    assert found(read(path, codes=["biopsy_class=O:yes,X:no"])) == [("code-undeclared", "a!C2")]


@pytest.mark.parametrize("first", ["a", "b"])
def test_what_bears_a_word_out_stands_in_its_file(write: Make, read: Make, found: Make, first: str) -> None:
    """CR in one file says nothing of NR in another, H in one speaks against M in another, in either order of files."""
    paths = [
        write("a.csv", "patient_id,sex,prior_response", "P1,H,CR", "P2,F,PR"),
        write("b.csv", "patient_id,sex,age,prior_response", "P3,M,40,NR"),
    ]
    batch = read(*(paths if first == "a" else paths[::-1]))
    assert found(batch) == [("word-ambiguous", "a!B2"), ("word-ambiguous", "b!B2"), ("word-ambiguous", "b!D2")]


def test_export_in_parts(write: Make, read: Make, found: Make, table: Make) -> None:
    """Files with the same headers are the parts of one export: CR in one bears NR out in the other."""
    header = "patient_id,prior_response"
    batch = read(write("a.csv", header, "P1,CR"), write("b.csv", header, "P2,NR"))
    assert (found(batch), table(batch, "patient", "prior_response")) == ([], [("CR",), ("NR",)])


def test_mapping_draft_asks_for_words_of_two_meanings(write: Make) -> None:
    """A draft of the mapping leaves a gap for each word that the column does not settle, and for no other."""
    from lnmt_cli.ingest.declarations import declare
    from lnmt_cli.ingest.draft_sheets import draft_exports
    from lnmt_cli.ingest.mapping_text import write_mapping

    path = write("a.csv", "patient_id,sexo,prior_response,diabetes", "P1,H,NR,O", "P2,M,CR,X", "P3,M,PR,no")
    (draft,) = draft_exports([path], declare())
    assert [column.codes for column in draft.columns] == [(), ("H", "M"), (), ("O", "X")]
    assert '# codes = { "H" = "", "M" = "" }' in write_mapping([draft])
