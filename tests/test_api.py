"""The Python API: its names are pinned, and it gives what the command line gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import lnmt_cli
from lnmt_cli import ExportError, Registry, RegistryError, UnitError, UsageError
from lnmt_cli.analysis.results import Status
from lnmt_cli.ingest.declarations import declare

SAMPLE = Path(__file__).parents[1] / "samples" / "choi-2017-visits.csv"


def test_the_public_names() -> None:
    """What users import stays; a name is added here on purpose, or not at all."""
    assert sorted(lnmt_cli.__all__) == [
        "ExportError",
        "KnowledgeError",
        "LnmtError",
        "MappingError",
        "Protocol",
        "RefusedError",
        "Registry",
        "RegistryBusy",
        "RegistryError",
        "UnitError",
        "UsageError",
        "__version__",
        "read_export",
    ]
    assert all(getattr(lnmt_cli, name) is not None for name in lnmt_cli.__all__)


def test_an_unknown_name() -> None:
    """A name that is not public is an AttributeError, as of any module."""
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = lnmt_cli.nothing


def test_exports_are_asked_without_a_registry() -> None:
    """Export files answer as they are; a day is a date or its text."""
    with Registry.of_exports(SAMPLE) as registry:
        verdicts = registry.eligible(as_of=date(2017, 6, 30))
        assert verdicts == registry.eligible(as_of="2017-06-30")
        assert verdicts.counts[Status.SWITCHED] == 29
        outcomes = registry.outcomes(["prior_response", "sex"], as_of="2017-06-30")
        assert outcomes.cohort.switched == 29
        assert [test.subgroup for test in outcomes.tests] == ["prior_response", "sex"]
        description = registry.describe("all-switched", ["sex"], as_of="2017-06-30")
        assert [group.level for group in description.groups] == [None, "F", "M"]
        with pytest.raises(UsageError):
            registry.describe("switches")


def test_a_canonical_table_is_a_frame() -> None:
    """A table comes as a pandas frame, one row a record, figures in the canonical units; another name is refused."""
    with Registry.of_exports(SAMPLE) as registry:
        visits = registry.table("visit")
        assert list(visits.columns[:6]) == ["patient_id", "date", "anchor", "day", "partial_date", "upcr"]
        assert len(registry.table("patient")) == 51
        with pytest.raises(UsageError):
            registry.table("visits; drop table visit")


def test_failures_are_those_of_the_command_line(tmp_path: Path) -> None:
    """What cannot be read raises the documented errors, with what is declared taken into account."""
    export = tmp_path / "export.csv"
    export.write_text("patient_id,visit_date,upcr\nP1,2020-01-01,1500\n", encoding="utf-8")
    with pytest.raises(UnitError):
        Registry.of_exports(export)
    with Registry.of_exports(export, declared=declare(units=["upcr=mg/g"])) as registry:
        assert registry.table("visit")["upcr"].tolist() == [1.5]
    with pytest.raises(ExportError):
        Registry.of_exports(tmp_path / "nothing.csv")
    with pytest.raises(RegistryError):
        Registry.open(tmp_path / "nothing.duckdb")
