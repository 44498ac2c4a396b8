"""What is written of a class, and what it says: the table of notations as a test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.ingest.parsing import BiopsyClass, ColumnReading, Parsed, bare_integers_only, parse
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.reading.sheet import CellKind

CLASS = ColumnReading(load_fields()["biopsy_class"])
PROLIFERATIVE = frozenset({"III", "IV"})

# as written; certain; uncertain; activity; scheme; one of III and IV?
TABLE = """
III                    | III      |        |     | ISN/RPS | yes
Class III              | III      |        |     | ISN/RPS | yes
class 3                | III      |        |     | ISN/RPS | yes
ClassIII               | III      |        |     | ISN/RPS | yes
3                      | III      |        |     | ISN/RPS | yes
Ⅲ                      | III      |        |     | ISN/RPS | yes
ⅲ                      | III      |        |     | ISN/RPS | yes
3형                     | III      |        |     | ISN/RPS | yes
제3형                    | III      |        |     | ISN/RPS | yes
Ⅲ型                     | III      |        |     | ISN/RPS | yes
IV                     | IV       |        |     | ISN/RPS | yes
Class 4                | IV       |        |     | ISN/RPS | yes
4                      | IV       |        |     | ISN/RPS | yes
Ⅳ                      | IV       |        |     | ISN/RPS | yes
4형                     | IV       |        |     | ISN/RPS | yes
III (A)                | III      |        | A   | ISN/RPS | yes
III(A)                 | III      |        | A   | ISN/RPS | yes
III（A）                 | III      |        | A   | ISN/RPS | yes
III-A                  | III      |        | A   | ISN/RPS | yes
III A                  | III      |        | A   | ISN/RPS | yes
IIIA                   | III      |        | A   | ISN/RPS | yes
3A                     | III      |        | A   | ISN/RPS | yes
III, A                 | III      |        | A   | ISN/RPS | yes
III (A/C)              | III      |        | A/C | ISN/RPS | yes
III-A/C                | III      |        | A/C | ISN/RPS | yes
III(A/C)               | III      |        | A/C | ISN/RPS | yes
III (a/c)              | III      |        | A/C | ISN/RPS | yes
IIIa/c                 | III      |        | A/C | ISN/RPS | yes
IIIAC                  | III      |        | A/C | ISN/RPS | yes
III A+C                | III      |        | A/C | ISN/RPS | yes
III (C/A)              | III      |        | A/C | ISN/RPS | yes
III active and chronic | III      |        | A/C | ISN/RPS | yes
III (C)                | III      |        | C   | ISN/RPS | yes
III-C                  | III      |        | C   | ISN/RPS | yes
IV-S(C)                | IV       |        | C   | ISN/RPS | yes
IV-G (C)               | IV       |        | C   | ISN/RPS | yes
IV-S (A)               | IV       |        | A   | ISN/RPS | yes
IV-S(A)                | IV       |        | A   | ISN/RPS | yes
IVS(A)                 | IV       |        | A   | ISN/RPS | yes
IV-SA                  | IV       |        | A   | ISN/RPS | yes
IV-G (A)               | IV       |        | A   | ISN/RPS | yes
IV-G(A/C)              | IV       |        | A/C | ISN/RPS | yes
IV-S(A/C)              | IV       |        | A/C | ISN/RPS | yes
IVG                    | IV       |        |     | ISN/RPS | yes
III+V                  | III V    |        |     | ISN/RPS | yes
III/V                  | III V    |        |     | ISN/RPS | yes
III & V                | III V    |        |     | ISN/RPS | yes
III, V                 | III V    |        |     | ISN/RPS | yes
3+5                    | III V    |        |     | ISN/RPS | yes
V+III                  | III V    |        |     | ISN/RPS | yes
III - V                | III V    |        |     | ISN/RPS | yes
class III and V        | III V    |        |     | ISN/RPS | yes
Class III + Class V    | III V    |        |     | ISN/RPS | yes
IV+V                   | IV V     |        |     | ISN/RPS | yes
4+5                    | IV V     |        |     | ISN/RPS | yes
4/5                    | IV V     |        |     | ISN/RPS | yes
Ⅳ+Ⅴ                    | IV V     |        |     | ISN/RPS | yes
IV-G(A)+V              | IV V     |        | A   | ISN/RPS | yes
III+IV                 | III IV   |        |     | ISN/RPS | yes
III (C)+IV (A)         | III IV   |        | A/C | ISN/RPS | yes
III (C)+V (A)          | III V    |        | C   | ISN/RPS | yes
III+V (A)              | III V    |        | A   | ISN/RPS | yes
III (±V)               | III      | V      |     | ISN/RPS | yes
III(±V)                | III      | V      |     | ISN/RPS | yes
III ± V                | III      | V      |     | ISN/RPS | yes
III +/- V              | III      | V      |     | ISN/RPS | yes
III/V?                 | III      | V      |     | ISN/RPS | yes
IV-S(±V)               | IV       | V      |     | ISN/RPS | yes
IV-G(±V)               | IV       | V      |     | ISN/RPS | yes
V ± III                | V        | III    |     | ISN/RPS | unknown
V/IV?                  | V        | IV     |     | ISN/RPS | unknown
V                      | V        |        |     | ISN/RPS | no
Class 5                | V        |        |     | ISN/RPS | no
Ⅴ                      | V        |        |     | ISN/RPS | no
membranous             | V        |        |     | ISN/RPS | no
II                     | II       |        |     | ISN/RPS | no
II+V                   | II V     |        |     | ISN/RPS | no
I                      | I        |        |     | ISN/RPS | no
VI                     | VI       |        |     | ISN/RPS | no
minimal                | I        |        |     | ISN/RPS | no
mesangial              | II       |        |     | ISN/RPS | no
IV (diffuse)           | IV       |        |     | ISN/RPS | yes
ISN/RPS 2003 class IV  | IV       |        |     | ISN/RPS | yes
루푸스신염 제4형             | IV       |        |     | ISN/RPS | yes
IIIa                   | III      |        |     | WHO     | yes
IIIb                   | III      |        |     | WHO     | yes
IIIc                   | III      |        |     | WHO     | yes
Ⅲa                     | III      |        |     | WHO     | yes
IVa                    | IV       |        |     | WHO     | yes
IVb                    | IV       |        |     | WHO     | yes
IVc                    | IV       |        |     | WHO     | yes
IVd                    | IV       |        |     | WHO     | yes
Va                     | V        |        |     | WHO     | no
Vb                     | V        |        |     | WHO     | no
Vc                     | V        | III    |     | WHO     | unknown
Vd                     | V        | IV     |     | WHO     | unknown
WHO class IV           | IV       |        |     | WHO     | yes
WHO class IIIa         | III      |        |     | WHO     | yes
WHO class Vc           | V        | III    |     | WHO     | unknown
Mixed III+V            | III V    |        |     | ISN/RPS | yes
mixed class III and V  | III V    |        |     | ISN/RPS | yes
pure V                 | V        |        |     | ISN/RPS | no
Lupus nephritis, class IV (ISN/RPS 2003) | IV | |   | ISN/RPS | yes
RPS/ISN III            | III      |        |     | ISN/RPS | yes
3형+5형                  | III V    |        |     | ISN/RPS | yes
Ⅲ＋Ⅴ형                   | III V    |        |     | ISN/RPS | yes
Ⅳ형 (활동성)              | IV       |        | A   | ISN/RPS | yes
diffuse global proliferative | IV |       |      | ISN/RPS | yes
Class IV-S or IV-G     | IV       |        |     | ISN/RPS | yes
IV-S/IV-G (A)          | IV       |        | A   | ISN/RPS | yes
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
WRITTEN = [row[0] for row in ROWS]


def is_proliferative(value: BiopsyClass) -> bool | None:
    """Return whether the biopsy has class III or IV; None where the notation leaves it open."""
    if value.classes & PROLIFERATIVE or (value.alternatives and value.alternatives <= PROLIFERATIVE):
        return True
    return None if value.uncertain & PROLIFERATIVE else False


def read(text: str) -> BiopsyClass:
    """Return what a text cell says."""
    value = parse(text, CellKind.TEXT, CLASS).value
    assert isinstance(value, BiopsyClass)
    return value


@pytest.mark.parametrize(("written", "certain", "uncertain", "activity", "scheme", "proliferative"), ROWS)
def test_notations(written: str, certain: str, uncertain: str, activity: str, scheme: str, proliferative: str) -> None:
    """Every notation of the table says what the table says, without a finding."""
    parsed = parse(written, CellKind.TEXT, CLASS)
    assert parsed == Parsed(
        BiopsyClass(
            classes=frozenset(certain.split()),
            uncertain=frozenset(uncertain.split()),
            activity=activity or None,
            scheme=scheme,
            written=written,
        )
    )
    expected = {"yes": True, "no": False, "unknown": None}[proliferative]
    assert is_proliferative(read(written)) is expected


@pytest.mark.parametrize("written", ["III/IV", "III-IV", "III or IV", "Ⅲ/Ⅳ", "class III/IV", "3/4", "IV/III"])
def test_either_class(written: str) -> None:
    """III/IV names alternatives: neither is certain, both qualify, and it is flagged."""
    parsed = parse(written, CellKind.TEXT, CLASS)
    assert parsed.checks == ("class-either",)
    value = read(written)
    assert (value.classes, value.uncertain, value.alternatives) == (frozenset(), PROLIFERATIVE, PROLIFERATIVE)
    assert is_proliferative(value) is True


def test_either_class_beside_another() -> None:
    """In III/IV+V class V is certain; in II/III it cannot be told whether a proliferative class is there."""
    mixed = read("III/IV+V")
    assert (mixed.classes, mixed.uncertain) == (frozenset({"V"}), PROLIFERATIVE)
    assert is_proliferative(mixed) is True
    assert is_proliferative(read("II/III")) is None
    assert read("V or III").classes == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "foo",
            "0",
            "7",
            "12",
            "34",
            "3.0",
            "3.5",
            "-3",
            "IIII",
            "IVI",
            "VX",
            "III+",
            "+III",
            "III IV",
            "III??V",
        ),
        *(
            "A",
            "A/C",
            "III?",
            "not III",
            "no biopsy",
            "III (B)",
            "IIIe",
            "see report",
            "class",
            "III++V",
            "1+",
        ),
    ],
)
def test_what_is_no_notation(text: str) -> None:
    """What is left over, does not add up, or names only a class in doubt is unreadable: never half read."""
    assert parse(text, CellKind.TEXT, CLASS) == Parsed(None, ("class-unreadable",))


@pytest.mark.parametrize("text", ["5-Apr", "05-Apr", "Apr-05", "2017-04-05", "4월 5일", "2017-04-05T00:00:00"])
def test_dates_in_a_class_column(text: str) -> None:
    """A spreadsheet makes a date of 4/5: that is said, and nothing is guessed."""
    assert parse(text, CellKind.TEXT, CLASS) == Parsed(None, ("class-as-date",))
    assert parse(text, CellKind.DATE, CLASS) == Parsed(None, ("class-as-date",))


def test_declared_codes_come_first() -> None:
    """A declared code is its meaning, and not the class of the same number; the cell stays as written."""
    coded = ColumnReading(CLASS.field, codes={"1": "III", "2": "III+V"})
    value = parse("2", CellKind.NUMBER, coded).value
    assert isinstance(value, BiopsyClass)
    assert (value.classes, value.written) == (frozenset({"III", "V"}), "2")


def test_a_column_of_bare_integers_is_told() -> None:
    """A column of bare integers may be codes: that is told of the column, blank and missing cells apart."""
    assert bare_integers_only(["3", "", "4", "NA", " 1 "])
    assert not bare_integers_only(["3", "III", "4"])
    assert not bare_integers_only(["3+5", "4"])
    assert not bare_integers_only(["", "NA"])


@given(st.sampled_from(WRITTEN), st.text(" \t\u00a0\u3000", max_size=3), st.text(" \t\u00a0", max_size=3))
def test_spaces_around_do_not_matter(written: str, before: str, after: str) -> None:
    """White space around a notation changes nothing."""
    assert parse(before + written + after, CellKind.TEXT, CLASS) == parse(written, CellKind.TEXT, CLASS)


@given(st.sampled_from(WRITTEN))
def test_full_width_does_not_matter(written: str) -> None:
    """A notation typed in full width says the same."""
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in written)
    wide_value, value = read(wide), read(written)
    assert (wide_value.classes, wide_value.uncertain, wide_value.activity, wide_value.scheme) == (
        value.classes,
        value.uncertain,
        value.activity,
        value.scheme,
    )


@given(
    st.sampled_from(["III", "IV", "V"]),
    st.sampled_from(["+", "&", ",", " and ", "/"]),
    st.sampled_from(["V", "III"]),
)
def test_order_of_classes_does_not_matter(left: str, joiner: str, right: str) -> None:
    """V+III is III+V."""
    one, other = read(f"{left}{joiner}{right}"), read(f"{right}{joiner}{left}")
    assert (one.classes, one.uncertain) == (other.classes, other.uncertain)


@given(st.text(alphabet="IVX12345ACSG()+-/&,?± abcor", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is written, it gives classes, a finding, or is missing: never an exception or silence."""
    parsed = parse(text, CellKind.TEXT, CLASS)
    if isinstance(parsed.value, BiopsyClass):
        assert parsed.value.classes or parsed.value.alternatives
        assert parsed.value.classes.isdisjoint(parsed.value.uncertain)
    else:
        assert parsed.checks or not any(character.isalnum() for character in text)
