"""The formats that every result can be written in: one mapping from each to its writer."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .table import Table

Record = dict[str, object]


class Format(enum.StrEnum):
    """The text formats of ``--format``."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    MD = "md"


FOR_PEOPLE = (Format.TABLE, Format.MD)
"""The formats of tables: rounded, and short unless more is asked for."""

SUFFIXES: Mapping[str, Format] = {
    ".txt": Format.TABLE,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".md": Format.MD,
}
"""The format that the suffix of ``--output`` chooses."""


class Projection(NamedTuple):
    """The three ways to look at a result; each is computed only when a format asks for it.

    ``tables`` is for people and rounded. ``records`` (flat, under ``columns``) and ``payload`` (nested, as
    the JSON is documented) are for machines, in full precision.
    """

    tables: Callable[[], Sequence[Table]]
    columns: Callable[[], Sequence[str]]
    records: Callable[[], Sequence[Record]]
    payload: Callable[[], Record]


def write(projection: Projection, form: Format, stream: TextIO) -> None:
    """Write a result to ``stream``. Every format but the table is UTF-8 with line feeds, on every system.

    A stream that was opened otherwise is set to that, as standard output and text files can be.
    """
    if form is not Format.TABLE:
        _set_utf8(stream)
    _WRITERS[form](projection, stream)


def _set_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        # A lone surrogate from a damaged file name must not end the whole output.
        reconfigure(encoding="utf-8", newline="\n", errors="backslashreplace")


def _table(projection: Projection, stream: TextIO) -> None:
    from .terminal import write_tables

    write_tables(projection.tables(), stream)


def _markdown(projection: Projection, stream: TextIO) -> None:
    from .markdown import write_markdown

    write_markdown(projection.tables(), stream)


def _delimited(delimiter: str) -> Callable[[Projection, TextIO], None]:
    def write_records(projection: Projection, stream: TextIO) -> None:
        from .delimited import write_delimited

        write_delimited(projection.columns(), projection.records(), stream, delimiter)

    return write_records


def _json(projection: Projection, stream: TextIO) -> None:
    from .jsontext import write_json

    write_json(projection.payload(), stream)


def _json_lines(projection: Projection, stream: TextIO) -> None:
    from .jsontext import write_json_lines

    write_json_lines(projection.records(), stream)


_WRITERS: Mapping[Format, Callable[[Projection, TextIO], None]] = {
    Format.TABLE: _table,
    Format.CSV: _delimited(","),
    Format.TSV: _delimited("\t"),
    Format.JSON: _json,
    Format.JSONL: _json_lines,
    Format.MD: _markdown,
}
