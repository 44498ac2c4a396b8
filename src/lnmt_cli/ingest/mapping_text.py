"""The text of a mapping: TOML with comments, for a person to correct and to pass with ``--mapping``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lnmt_cli.ingest.mapping_file import header_key
from lnmt_cli.ingest.nearest import nearest_fields, nearest_headers
from lnmt_cli.ingest.parsing.words import is_ambiguous_word
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.names import LEFT_OUT
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lnmt_cli.ingest.drafting import ColumnDraft, SheetDraft
    from lnmt_cli.knowledge.needs import Need

MOST_CODES: Final = 12
"""More distinct codes than that are no code book, and are not shown."""
MOST_SEARCHED: Final = 200
"""For how many columns that nothing claims the nearest fields are looked for."""
TO_FILL: Final = "to be filled in"

_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INTEGER: Final = re.compile(r"[+-]?\d+")
_INTRODUCTION: Final = """\
# How lnmt reads these sheets. Correct it, and pass it with --mapping FILE.
#
# header is a header of the export; field is a field of the dictionary, or "-" to leave the column out. What is empty
# ("") has to be filled in before the file can be used. Further lines that a column can have:
#   unit = "mg/g"                    the unit of its values
#   unit_column = "UPCR unit"        or the header of the column with the unit of each value
#   at = "switch+24w"                when its values were measured: weeks, months or days after switch or induction
#   codes = { "1" = "F", "2" = "M" } what its codes mean
#   missing = ["-9", "999"]          codes that stand for no value
#   dates = "dmy"                    day or month first in dates such as 01/03/2017: dmy or mdy
#   decimal = "comma"                the decimal sign: comma or point
#   group = "2"                      the number of the record in a series: the second biopsy
# And a sheet, where they are not found: header_rows = [3, 4], unit_row = 5.
"""


def write_mapping(sheets: Sequence[SheetDraft], needs: Sequence[Need] = (), protocol: str = "") -> str:
    """Return the drafts as the text of a mapping file; ``needs`` are what the protocol of that name needs."""
    parts = [_INTRODUCTION, *("\n".join(_sheet(sheet)) + "\n" for sheet in sheets)]
    lacking = list(_lacking(sheets, needs))
    if lacking:
        parts.append(
            "\n".join([f"# The protocol {protocol} needs these, and no column supplies them:", *lacking]) + "\n"
        )
    return "\n".join(parts)


def quoted(text: str) -> str:
    """Return ``text`` as a TOML string on one line; what cannot be seen is written as an escape."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character == " " or character.isprintable():
        return character
    # TOML has no way to write half of a surrogate pair.
    code = 0xFFFD if "\ud800" <= character <= "\udfff" else ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def _sheet(sheet: SheetDraft) -> Iterator[str]:
    claimed = [column for column in sheet.columns if column.field is not None or column.candidates]
    if claimed:
        yield from _about(sheet)
    else:
        yield f"# No field claims a column of {quoted(sheet.name)}."
        yield from (f"# {line}" for line in _about(sheet))
    told: dict[str, str] = {}
    for column in claimed:
        yield ""
        first = told.setdefault(header_key(column.header), column.where)
        if first == column.where:
            yield from _column(column, sheet.rows)
        else:
            yield f"# {column.where} has the header of {first}: to use both, rename one of them in the export."
            yield from (f"# {line}" for line in _column(column, sheet.rows))
    yield from _passed_over(sheet)
    yield from _left_aside(sheet, told)
    yield from _unclaimed(sheet, told)
    yield from _unread_tests(sheet)
    yield from _tests_aside(sheet)


def _about(sheet: SheetDraft) -> Iterator[str]:
    yield "[[sheet]]"
    rows = f"{sheet.rows} row{'' if sheet.rows == 1 else 's'} below the header in row {sheet.header_row}"
    yield f"name = {quoted(sheet.name)}  # {quoted(sheet.file)}, {rows}"
    if sheet.header_rows:
        yield f"header_rows = [{', '.join(map(str, sheet.header_rows))}]"
    if sheet.unit_row:
        yield f"unit_row = {sheet.unit_row}"
    if sheet.points:
        yield f"points = {_inline(sheet.points)}"
    if sheet.anchor:
        yield f"anchor = {quoted(sheet.anchor)}"
    if sheet.units:
        yield f"units = {_inline(sheet.units)}"


def _column(column: ColumnDraft, rows: int) -> Iterator[str]:
    yield "[[sheet.column]]"
    yield f"header = {quoted(column.header)}  # {_comment(column, rows)}"
    if column.field is None:
        meant = " or ".join(quoted(name) if name == LEFT_OUT else name for name in column.candidates)
        yield f'field = ""  # {TO_FILL}: {meant}' + (f" ({column.remark})" if column.remark else "")
    else:
        yield f"field = {quoted(column.field)}"
    if column.unit_needed:
        yield f'unit = ""  # {TO_FILL}: {", ".join(column.unit_needed)}'
    if column.at_needed:
        yield f'at = ""  # {TO_FILL}: such as switch+24w, induction+6m or baseline'
    yield from _codes(column)
    if column.dates_needed:
        yield '# dates = "dmy"  # which comes first in these dates: dmy or mdy; remove the first #'
    yield from _told(column)


def _told(column: ColumnDraft) -> Iterator[str]:
    """Yield the lines of what is settled."""
    texts = {
        "unit": column.unit,
        "unit_column": column.unit_column,
        "at": column.at,
        "group": column.group,
        "choice": column.choice,
        "dates": column.dates,
        "decimal": column.decimal,
    }
    yield from (f"{key} = {quoted(text)}" for key, text in texts.items() if text)
    if column.meanings:
        yield f"codes = {_inline(column.meanings)}"
    if column.missing:
        yield f"missing = [{', '.join(map(quoted, sorted(column.missing)))}]"


def _codes(column: ColumnDraft) -> Iterator[str]:
    """Yield the line for codes without a meaning; only numbers and words of the vocabulary, and few, are shown."""
    field = load_fields().get(column.field or column.candidates[0]) if column.codes else None
    type_ = field.type if field else ""
    is_plain = all(_INTEGER.fullmatch(code) or is_ambiguous_word(code, type_) for code in column.codes)
    if not column.codes or len(column.codes) > MOST_CODES or not is_plain:
        return
    values = load_vocabulary().values.get(field.type, ()) if field else ()
    meant = f": {', '.join(values)}" if values else ""
    gaps = _inline(dict.fromkeys(column.codes, ""))
    yield f"# codes = {gaps}  # what each of them means{meant}; remove the first #"


def _inline(pairs: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{quoted(key)} = {quoted(value)}" for key, value in pairs.items()) + " }"


def _comment(column: ColumnDraft, rows: int) -> str:
    recognised = f"{column.confidence}, " if column.confidence else ""
    return f"{_one_line(column.where)}, {recognised}{column.filled} of {rows} filled"


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _passed_over(sheet: SheetDraft) -> Iterator[str]:
    noted = [
        column
        for column in sheet.columns
        if column.field is None and not column.candidates and not column.aside and column.remark
    ]
    if noted:
        yield ""
    for column in noted:
        yield f"# {_one_line(column.where)} {quoted(column.header)}: {_one_line(column.remark)}"


def _left_aside(sheet: SheetDraft, told: Mapping[str, str]) -> Iterator[str]:
    """Yield the columns that are left aside, as comments, with what it takes to use them."""
    columns = [column for column in sheet.columns if column.aside and header_key(column.header) not in told]
    if columns:
        yield "\n# The columns below are left aside: their header has two readings, or the study can do without them"
        yield "# and something stands against reading them (no unit, no time point, two columns for one field). To use"
        yield "# one, remove the # of its lines."
    for column in columns:
        yield ""
        yield from [f"# It may also be {column.remark}:"] if column.remark else []
        yield from (f"# {line}" for line in _column(replace(column, field=column.aside), sheet.rows))


def _tests_aside(sheet: SheetDraft) -> Iterator[str]:
    """Yield the tests that are left aside for want of their unit, as a comment."""
    if sheet.aside:
        gaps = _inline({name: load_fields()[name].unit or "" for name in sheet.aside})
        yield "\n# These tests are left aside for want of their unit: the study can do without them. To use them, give"
        yield f"# the unit that they have under [[sheet]], for instance: units = {gaps}"


def _unclaimed(sheet: SheetDraft, told: Mapping[str, str]) -> Iterator[str]:
    """Yield the columns that nothing claims, as comments, with the fields that they come near to."""
    columns = [column for column in sheet.columns if column.is_unclaimed and header_key(column.header) not in told]
    if columns:
        yield "\n# Nothing claims the columns below. To use one, remove the # of its lines and give its field."
    for place, column in enumerate(columns):
        near = nearest_fields(column.header) if place < MOST_SEARCHED else ()
        yield ""
        yield "# [[sheet.column]]"
        yield f"# header = {quoted(column.header)}  # {_comment(column, sheet.rows)}"
        yield '# field = ""' + (f"  # perhaps: {', '.join(near)}" if near else "")


def _unread_tests(sheet: SheetDraft) -> Iterator[str]:
    """Yield the tests of a list of results that nothing claims, as comments, with the fields that they come near to."""
    if sheet.unread:
        yield "\n# No field claims these tests, and their rows are not read:"
    for place, (name, rows) in enumerate(sheet.unread):
        near = nearest_fields(name) if place < MOST_SEARCHED else ()
        perhaps = f"; perhaps: {', '.join(near)}" if near else ""
        yield f"#   {quoted(name)}: {rows} row{'' if rows == 1 else 's'}{perhaps}"


def _lacking(sheets: Iterable[SheetDraft], needs: Iterable[Need]) -> Iterator[str]:
    """Yield a line for each need that no column meets, with the headers that come near to it."""
    columns = [column for sheet in sheets for column in sheet.columns]
    supplied = {column.field for column in columns} | {name for sheet in sheets for name in sheet.supplied}
    supplied |= {name for column in columns for name in column.candidates}
    is_timed = any(column.at or column.at_needed for column in columns)
    unclaimed = [column for column in columns if column.is_unclaimed][:MOST_SEARCHED]
    headers = {f"{_one_line(column.where)} {quoted(column.header)}": column.header for column in unclaimed}
    for need in needs:
        if need.is_met({name for name in supplied if name}, is_timed=is_timed):
            continue
        near = nearest_headers(need.fields, headers)
        yield f"#   {need.written}: {need.why}." + (f" Perhaps {', '.join(near)}." if near else "")
