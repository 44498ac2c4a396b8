"""Text files: encodings, line ends, delimiters, quotes, and what programs put around the table."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from renderings.files import csv_files, rows_in
from renderings.languages import FRENCH, KOREAN, KOREAN_SITES, KOREAN_WORDS, LATIN_SITES
from renderings.layouts import as_tables, as_visits
from renderings.styles import SI, Style, all_spelled, comma

if TYPE_CHECKING:
    from pathlib import Path

Check = Any
LINE_ENDS = {"CRLF": "\r\n", "LF": "\n", "CR": "\r"}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
KOREAN_STYLE = Style(headers=KOREAN, words=KOREAN_WORDS)
LATIN_STYLE = Style(headers=FRENCH, units=SI, words={"site": LATIN_SITES})


@pytest.mark.parametrize("newline", LINE_ENDS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_line_ends_and_delimiters(tmp_path: Path, check: Check, newline: str, delimiter: str) -> None:
    """Neither the sign between cells nor that between lines matters."""
    form = {"newline": LINE_ENDS[newline], "delimiter": DELIMITERS[delimiter]}
    paths = csv_files(tmp_path, all_spelled(as_visits()), **form)
    check(paths, rows_in(paths, delimiter=form["delimiter"]) - 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp949", "euc-kr"])
def test_korean_encodings(tmp_path: Path, check: Check, encoding: str) -> None:
    """Headers and words in Korean mean the same in every encoding that Korean hospitals use."""
    paths = csv_files(tmp_path, all_spelled(as_tables(), KOREAN_STYLE), encoding=encoding)
    check(paths, rows_in(paths, encoding) - 5, sites=KOREAN_SITES)


@pytest.mark.parametrize(
    ("encoding", "newline"),
    [
        ("utf-8", "CR"),
        ("utf-8-sig", "LF"),
        ("utf-16-le", "CR"),
        *(("cp1252", end) for end in LINE_ENDS),
        ("latin-1", "LF"),
    ],
)
def test_western_encodings(tmp_path: Path, check: Check, encoding: str, newline: str) -> None:
    """Accents and µ mean the same in every encoding of the West."""
    paths = csv_files(tmp_path, all_spelled(as_visits(), LATIN_STYLE), encoding=encoding, newline=LINE_ENDS[newline])
    check(paths, rows_in(paths, encoding) - 2, sites=LATIN_SITES)


FORMS: dict[str, dict[str, Any]] = {
    "sep line": {"before": "sep=;\r\n", "delimiter": ";"},
    "sep line for commas": {"before": "sep=,\r\n"},
    "tsv": {"suffix": ".tsv", "delimiter": "\t"},
    "txt with tabs": {"suffix": ".txt", "delimiter": "\t"},
    "gzip": {"suffix": ".csv.gz"},
    "gzip in UTF-16": {"suffix": ".csv.gz", "encoding": "utf-16-le"},
    "all quoted": {"quoting": csv.QUOTE_ALL},
    "all quoted with semicolons": {"quoting": csv.QUOTE_ALL, "delimiter": ";"},
    "trailing delimiter": {"trailing": True},
    "trailing semicolon": {"trailing": True, "delimiter": ";"},
    "blank lines": {"change": lambda text: "\n\n" + text.replace("\r\nLN-004", "\r\n\r\n\r\nLN-004") + "\r\n\r\n"},
    "lines of commas": {"change": lambda text: text.replace("\r\nLN-007", "\r\n,,,,,,\r\nLN-007") + ",,,\r\n"},
    "no line end at the end": {"change": str.rstrip},
    "spaces about the cells": {"change": lambda text: text.replace(",", " , ")},
    "UTF-16 with tabs": {"encoding": "utf-16-le", "delimiter": "\t"},
    "UTF-16 without BOM": {"encoding": "utf-16-be", "bom": False},
    "capital suffix": {"suffix": ".CSV"},
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_text(tmp_path: Path, check: Check, form: str) -> None:
    """What a program writes about the table is no row, and takes none away."""
    paths = csv_files(tmp_path, all_spelled(as_visits()), **FORMS[form])
    rows = rows_in(paths, FORMS[form].get("encoding", "utf-8"), FORMS[form].get("delimiter", ","))
    check(paths, rows - 2 - (2 if "before" in FORMS[form] else 0))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16-le"])
@pytest.mark.parametrize("shape", [as_visits, as_tables])
def test_european_excel(tmp_path: Path, check: Check, encoding: str, shape: Any) -> None:
    """BOM, semicolon and decimal comma, as Excel saves CSV in most of Europe."""
    style = Style(number=comma, date=lambda day: f"{day:%d.%m.%Y}", units={"creatinine": "µmol/L"})
    paths = csv_files(tmp_path, all_spelled(shape(), style), encoding=encoding, delimiter=";")
    check(paths, rows_in(paths, encoding, ";") - len(shape()))
