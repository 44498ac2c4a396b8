"""The result of ``lnmt info`` as tables, records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from .figures import NONE, plural, share
from .formats import Projection, Record
from .history import files_table
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..analysis.held import Coverage, Holdings, Landed

COLUMNS: Final = ("table", "column", "site", "filled", "of")
_NAMES: Final = {
    "patient": ("patient", "patients"),
    "biopsy": ("biopsy", "biopsies"),
    "treatment": ("treatment", "treatments"),
    "visit": ("visit", "visits"),
    "event": ("event", "events"),
}
_SITES: Final = 5
"""How many sites stand side by side; with more, coverage is told of all together, and by site in the other formats."""
_NO_SITE: Final = "no site"


def projection(held: Holdings, files: Sequence[Landed], registry: str) -> Projection:
    """Return what a registry holds ready for any format; the records are the coverage of each column by site."""
    return Projection(
        tables=partial(tables, held, files, registry),
        columns=lambda: COLUMNS,
        records=partial(records, held),
        payload=partial(payload, held, files, registry),
    )


def tables(held: Holdings, files: Sequence[Landed], registry: str) -> list[Table]:
    """Return what there is, from which files, and how completely each field is filled."""
    return [_contents(held, files, registry), files_table(files), *_coverage(held.coverage)]


def records(held: Holdings) -> list[Record]:
    """Return one record for each column of a table and each site."""
    return [
        {"table": row.table, "column": row.column, "site": row.site, "filled": row.filled, "of": row.of}
        for row in held.coverage
    ]


def payload(held: Holdings, files: Sequence[Landed], registry: str) -> Record:
    """Return the documented JSON."""
    return {
        "schema_version": 1,
        "command": "info",
        "registry": registry,
        "records": held.records,
        "sites": [{"site": site, "patients": count} for site, count in held.sites.items()],
        "visits": {"first": held.first_visit, "last": held.last_visit, "without_date": held.undated_visits},
        "files": [{"name": file.name, "sha256": file.sha256, "ingested_at": file.ingested_at} for file in files],
        "problems": held.problems,
        "coverage": records(held),
    }


def _contents(held: Holdings, files: Sequence[Landed], registry: str) -> Table:
    counted = [plural(held.records.get(table, 0), *names) for table, names in _NAMES.items()]
    problems = [plural(held.problems.get(name, 0), name) for name in ("error", "warning", "note")]
    span = f"{held.first_visit} to {held.last_visit}" if held.first_visit else NONE
    undated = f", {held.undated_visits} without a date" if held.undated_visits else ""
    rows = [
        ("Holds", ", ".join(counted)),
        ("Visits", span + undated),
        ("Sites", ", ".join(f"{site or _NO_SITE} ({count})" for site, count in held.sites.items()) or NONE),
        ("Problems that stand", f"{', '.join(problems)}: lnmt validate lists them" if held.problems else "none"),
    ]
    title = f"Registry {registry}, from {plural(len(files), 'file')}"
    return Table(title, (Column("What", lead=True), Column("How much", wrap=True, minimum=30)), tuple(rows))


def _coverage(coverage: Sequence[Coverage]) -> list[Table]:
    """Return, table by table, how many records have each field: at each site where there are few sites."""
    names = dict.fromkeys(row.table for row in coverage)
    return [_coverage_of(name, [row for row in coverage if row.table == name]) for name in names]


def _coverage_of(table: str, coverage: Sequence[Coverage]) -> Table:
    sites = list(dict.fromkeys(row.site for row in coverage))
    shown = sites if 1 < len(sites) <= _SITES else []
    columns = dict.fromkeys(row.column for row in coverage)
    heads = (
        Column("Field", lead=True),
        Column("Filled", "right"),
        Column("%", "right"),
        *(Column(f"{site or _NO_SITE}, %", "right") for site in shown),
    )
    rows = tuple(_coverage_row(name, [row for row in coverage if row.column == name], shown) for name in columns)
    notes = (f"{plural(len(sites), 'site')}: by site with --format csv or json.",) if len(sites) > _SITES else ()
    return Table(f"Fields of the {_NAMES[table][1]}", heads, rows, notes)


def _coverage_row(name: str, coverage: Sequence[Coverage], sites: Iterable[str | None]) -> tuple[str, ...]:
    filled, of = sum(row.filled for row in coverage), sum(row.of for row in coverage)
    by_site = {row.site: share(row.filled, row.of) for row in coverage}
    return name, f"{filled}/{of}", share(filled, of), *(by_site.get(site, NONE) for site in sites)
