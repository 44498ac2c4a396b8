"""``lnmt info`` and ``lnmt history`` as a person calls them."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize("command", ["info", "history"])
@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonl", "md"])
def test_every_format_is_written_and_holds_no_patient(call, registry, command, form) -> None:
    """Each format has something to say of the registry, and no identifier of a patient."""
    ended = call(command, "--registry", registry, "--format", form)
    assert ended.status == 0
    assert ended.out
    assert "LN-0" not in ended.out + ended.err


def test_info_counts_what_the_registry_holds(call, registry) -> None:
    """The sample has 51 patients, and sex of 50 of them."""
    found = json.loads(call("info", "--registry", registry, "--format", "json").out)
    assert found["records"]["patient"] == 51
    sex = [row for row in found["coverage"] if (row["table"], row["column"]) == ("patient", "sex")]
    assert (sum(row["filled"] for row in sex), sum(row["of"] for row in sex)) == (50, 51)
    assert sum(row["patients"] for row in found["sites"]) == 51


def test_history_accounts_for_every_row(call, registry) -> None:
    """Rows read are rows landed and rows set aside, of each file."""
    (file,) = json.loads(call("history", "--registry", registry, "--format", "json").out)["files"]
    assert file["rows_read"] == file["rows_landed"] + file["rows_set_aside"]
    assert file["name"] == "choi-2017-tables.xlsx"
    assert file["errors"] == file["errors_standing"] > 0


@pytest.mark.parametrize("command", ["info", "history"])
def test_without_a_registry_the_way_to_make_one_is_told(call, tmp_path, command) -> None:
    """No registry is exit status 3 with a hint."""
    ended = call(command, "--registry", tmp_path / "none.duckdb")
    assert ended.status == 3
    assert "lnmt ingest" in ended.err
