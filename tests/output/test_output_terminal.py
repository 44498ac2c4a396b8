"""Tables on terminals and in pipes."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.output import checks, eligible, outcomes
from lnmt_cli.output.layout import text_width
from lnmt_cli.output.plain import clean
from lnmt_cli.output.table import Column, Table, Tone
from lnmt_cli.output.terminal import write_tables

SAFE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]).filter(lambda c: clean(c) == c))
WORDS = st.lists(st.sampled_from(["UPCR", "한양대학교", "[g/g]", "[/b]", ":smile:", "2025-03-01", "a"]), max_size=8)
FIGURES = st.sampled_from(["7/27", "-4.55", "96.55 ± 37.07", "(-12.34 to 3.20)", "<0.001", ""])


def written(tables, width=None):
    stream = io.StringIO()
    write_tables(tables, stream, width)
    return stream.getvalue()


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


class Encoded(io.StringIO):
    """A pipe or console of another encoding than UTF-8."""

    def __init__(self, encoding):
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self):
        return self._encoding


@given(st.lists(st.tuples(SAFE, SAFE, SAFE), min_size=1, max_size=5))
def test_pipe_gives_every_cell_as_it_went_in(rows):
    """In a pipe no text without control characters is cut, folded or changed, one line a row."""
    columns = (Column("A"), Column("B", "right"), Column("C", wrap=True))
    lines = written([Table("", columns, tuple(rows))]).split("\n")[2:-1]
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        place = 0
        for cell in row:
            found = line.find(cell.rstrip(" "), place)
            assert found >= 0
            place = found + len(cell.rstrip(" "))


@given(st.lists(st.tuples(WORDS, FIGURES, FIGURES), max_size=4), st.booleans())
def test_pipe_looks_like_a_very_wide_terminal(rows, named_once):
    """Where everything fits, a pipe and a terminal have the same lines."""
    columns = (
        Column("Name", group=True, once=named_once),
        Column("n/N", "right"),
        Column("95 % CI", "right"),
    )
    texts = tuple((" ".join(name), n, interval) for name, n, interval in rows)
    tables = [Table("Title", columns, texts, ("A note.",)), Table("Notes", notes=("Another.",))]
    assert written(tables) == written(tables, 1000)


@given(st.lists(st.tuples(WORDS, FIGURES, WORDS, FIGURES), max_size=4), st.integers(24, 120))
def test_no_width_loses_a_character_or_breaks_a_figure(rows, width):
    """At any width every character is there, every figure is on one line, and no line is too long."""
    texts = tuple((" ".join(a), b, " ".join(c), d) for a, b, c, d in rows)
    columns = (Column("Name", wrap=True, lead=True), Column("n/N", "right"), Column("Text", wrap=True))
    text = written([Table("Title", (*columns, Column("Value", "right")), texts)], width)
    assert max(map(text_width, text.split("\n"))) <= width
    assert Counter("".join("".join(row) for row in texts).replace(" ", "")) <= Counter(text)
    for row in texts:
        assert row[1] in text
        assert row[3] in text


@pytest.mark.parametrize("width", [20, 40, 80, 100, 160, None])
def test_identifiers_and_figures_survive_every_width(eligibility, outcomes, report, width):
    """Whatever arrangement a width leads to, each identifier, figure and remedy is on the screen."""
    text = written(eligible.tables(eligibility, attrition=True), width)
    assert all(patient.patient_id in text for patient in eligibility.patients)
    assert "[g/g]" in text
    assert "2026-03-05" in text
    text = written(_outcome_tables(outcomes), width)
    assert all(figure in text for figure in ("1.82 ± 0.86", "96.55 ± 37.07", "<0.001", "10/27", "-0.44"))
    text = " ".join(written(checks.tables(report), width).split())
    assert "visits!J14" in text
    assert "and 2 more" in text.replace(" Correct", "")


def _outcome_tables(result):
    return outcomes.tables(result)


@pytest.mark.parametrize("width", [80, 100, 160])
def test_lines_stay_within_the_terminal(eligibility, outcomes, report, width):
    """No line of any command is wider than the terminal, wide characters included."""
    for tables in (
        eligible.tables(eligibility, attrition=True),
        _outcome_tables(outcomes),
        checks.tables(report),
    ):
        assert max(map(text_width, written(tables, width).split("\n"))) <= width


def test_criteria_become_marks_where_words_do_not_fit(eligibility):
    """On 80 columns a criterion is a numbered mark under a legend; with room it is a word under its label."""
    narrow, wide = (written(eligible.tables(eligibility), width) for width in (80, None))
    assert "1 = Biopsy class III or IV; 2 = Standard induction" in narrow
    assert "✓  ✓  ✗  ✓   unknown  unknown   unknown  2026-03-05" in narrow
    assert "✓" not in wide
    assert "Biopsy class III or IV  Standard induction" in wide
    assert "not met" in wide


def test_change_takes_several_lines_a_measure_where_one_does_not_fit(outcomes):
    """On 80 columns the shift stands below the mean change, beside its p-value, and its interval below it."""
    narrow = written(_outcome_tables(outcomes), 80).split("\n")
    measure = next(i for i, line in enumerate(narrow) if line.startswith("eGFR"))
    assert " ".join(narrow[measure].split()) == "eGFR 18 96.55 ± 37.07 92.00 ± 41.12 -4.55"
    assert " ".join(narrow[measure + 1].split()) == "mL/min/1.73 m² shift -4.20 0.020"
    assert narrow[measure + 2].strip() == "(-11.75 to -0.50)"
    assert "Change from baseline to week 24. Prior response: PR" in narrow


def test_table_that_fits_in_no_arrangement_becomes_blocks(report):
    """A row too wide for the terminal becomes a heading and one line for each other cell."""
    text = written(checks.tables(report), 40)
    assert "error, upcr, 5 of 210\n  Where   visits!J14" in text
    assert "\n  Remedy  Correct the cell in the\n          export.\n" in text


@pytest.mark.parametrize("bad", ["\x1b[2J", "\x9b31m", "\u202e", "\u2066", "\x07", "\x7f", "\udc80"])
def test_control_characters_are_never_shown(bad):
    """C0, C1 and bidi controls and lone surrogates in a cell, header, title or note do not come out."""
    table = Table(f"t{bad}", (Column(f"h{bad}"),), ((f"a{bad}b",),), (f"n{bad}",))
    text = written([table])
    assert not any(character in text for character in (bad[0], "\x1b"))
    assert "a" in text
    assert "b" in text


def test_line_breaks_in_a_cell_become_a_space():
    """A cell with a line break or a tab stays on one line, its words apart."""
    assert "one two three" in written([Table("", (Column("H"),), (("one\r\ntwo\tthree",),))])


def test_terminal_gets_colour_and_a_pipe_none(monkeypatch):
    """Words with a meaning are coloured on a terminal, not in a pipe even if FORCE_COLOR is set."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    table = Table("", (Column("Severity", tones={"error": Tone.BAD}),), (("error",),))
    terminal = Terminal()
    write_tables([table], terminal)
    assert "\x1b[31merror" in terminal.getvalue()
    assert "\x1b" not in written([table])


def test_no_color_is_honoured(monkeypatch):
    """With NO_COLOR set a terminal gets no colour."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal()
    write_tables([Table("", (Column("S", tones={"error": Tone.BAD}),), (("error",),))], terminal)
    assert "\x1b[31m" not in terminal.getvalue()


def test_terminal_width_is_used(monkeypatch, eligibility):
    """On a terminal no line is wider than it is."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    write_tables(eligible.tables(eligibility), terminal)
    assert max(map(text_width, terminal.getvalue().split("\n"))) <= 80


@pytest.mark.parametrize("encoding", ["cp949", "cp1252", "ascii", "no-such-codec"])
def test_legacy_encodings_get_signs_that_they_can_carry(eligibility, outcomes, encoding):
    """Where the console cannot show ✓, ✗ or the rule, it gets yes, no and a hyphen; all can be encoded."""
    stream = Encoded(encoding)
    write_tables(eligible.tables(eligibility) + _outcome_tables(outcomes), stream, 80)
    text = stream.getvalue()
    text.encode(encoding if encoding != "no-such-codec" else "ascii")
    assert "yes = met, no = not met" in text
    assert "✓" not in text


def test_groups_are_set_apart_and_named_once():
    """A blank line parts the groups, and a repeated name is not shown again within its group."""
    columns = (Column("Group", group=True, once=True), Column("x"))
    text = written([Table("", columns, (("A", "same"), ("A", "same"), ("B", "same")))])
    assert text.split("\n")[2:-1] == ["A      same", "       same", "", "B      same"]


def test_rows_have_one_cell_for_each_column():
    """A table with a row that is too short is refused when it is made."""
    with pytest.raises(ValueError, match="one cell for each column"):
        Table("", (Column("A"), Column("B")), (("a",),))
