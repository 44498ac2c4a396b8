"""``lnmt map``: the mapping on standard output, a sentence on standard error."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from lnmt_cli.cli.mapping import map as command
from lnmt_cli.errors import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

EXPORT = "Pt ID,Sex,visit_date,UPCR,Note CANARYHEADER\nCANARY1,1,2020-01-02,1.2345,CANARY2\nCANARY3,2,2020-01-03,0.8,\n"


@pytest.fixture
def run(tmp_path: Path):
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(command)
    path = tmp_path / "export.csv"
    path.write_text(EXPORT, encoding="utf-8")
    return lambda *options: CliRunner().invoke(app, [str(path), "--registry", str(tmp_path / "lnmt.duckdb"), *options])


def test_gaps_do_not_fail_the_command(run) -> None:
    """An export that ingest refuses is mapped as far as it goes: TOML on stdout, a summary on stderr."""
    done = run()
    assert done.exit_code == 0
    (sheet,) = tomllib.loads(done.stdout)["sheet"]
    assert [column["header"] for column in sheet["column"]] == ["Pt ID", "Sex", "visit_date", "UPCR"]
    assert done.stderr == "4 columns mapped, 1 not claimed, 2 to be filled in.\n"


def test_no_cell_is_printed_but_codes(run) -> None:
    """No cell goes to either stream, but the whole numbers of a coded column to standard output."""
    done = run()
    for cell in ("CANARY1", "CANARY2", "CANARY3", "1.2345", "2020-01-02"):
        assert cell not in done.output
    assert '# codes = { "1" = "", "2" = "" }' in done.stdout


def test_output_file_holds_what_would_be_printed(run, tmp_path: Path) -> None:
    """``--output`` writes the same text to a file, and leaves standard output empty."""
    target = tmp_path / "mapping.toml"
    done = run("--output", str(target), "--unit", "upcr=g/g")
    assert (done.exit_code, done.stdout) == (0, "")
    assert target.read_text(encoding="utf-8") == run("--unit", "upcr=g/g").stdout
    assert 'unit = "g/g"' in target.read_text(encoding="utf-8")


def test_export_is_not_overwritten(run, tmp_path: Path) -> None:
    """The export that is mapped cannot be the output."""
    done = run("--output", str(tmp_path / "export.csv"))
    assert isinstance(done.exception, RefusedError)
    assert (tmp_path / "export.csv").read_text(encoding="utf-8") == EXPORT
