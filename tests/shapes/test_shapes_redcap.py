"""REDCap: longitudinal, repeating and classic projects, as raw and as label exports, with the data dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from renderings.files import csv_files, rows_in
from renderings.redcap import classic, dictionary, longitudinal

from lnmt_cli.ingest.redcap.dictionary import read_dictionary

if TYPE_CHECKING:
    from pathlib import Path

Check = Any


@pytest.mark.parametrize("repeats", [True, False], ids=["repeating", "events"])
@pytest.mark.parametrize("labelled", [False, True], ids=["raw", "labels"])
@pytest.mark.parametrize("groups", [False, True], ids=["", "access groups"])
def test_longitudinal(tmp_path: Path, check: Check, repeats: bool, labelled: bool, groups: bool) -> None:
    """With its data dictionary a longitudinal project gives the cohort, codes and checkboxes and all."""
    book = read_dictionary(csv_files(tmp_path, [dictionary()])[0])
    paths = csv_files(tmp_path, [longitudinal(repeats=repeats, labelled=labelled, groups=groups)])
    check(paths, rows_in(paths) - 1, dictionary=book)


@pytest.mark.parametrize("labelled", [False, True], ids=["raw", "labels"])
def test_classic(tmp_path: Path, check: Check, labelled: bool) -> None:
    """A classic project has one row a record, with a group of fields for each visit."""
    export, fields = classic(labelled=labelled)
    book = read_dictionary(csv_files(tmp_path, [dictionary(fields)])[0])
    paths = csv_files(tmp_path, [export])
    check(paths, rows_in(paths) - 1, dictionary=book)


def test_columns_named_as_fields(tmp_path: Path, check: Check) -> None:
    """A label export needs no dictionary where its labels name fields and units."""
    export = longitudinal(repeats=True, labelled=True)
    units = ["upcr=g/g", "creatinine=mg/dL", "albumin=g/dL", "c3=mg/dL", "c4=mg/dL"]
    paths = csv_files(tmp_path, [export])
    check(paths, rows_in(paths) - 1, units=units)
