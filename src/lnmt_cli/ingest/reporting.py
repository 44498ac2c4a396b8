"""Findings → what is said of them: one group for each check and field, the gravest first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lnmt_cli.ingest.report import SEVERITIES, ProblemCell, ProblemGroup
from lnmt_cli.knowledge.checks import load_checks
from lnmt_cli.knowledge.fields import load_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lnmt_cli.ingest.batch import Batch
    from lnmt_cli.reading.sheet import Coordinate, Finding, Row


def group_findings(findings: Iterable[Finding], checked: Mapping[str, int], rows: int) -> tuple[ProblemGroup, ...]:
    """Return one group for each check and field, in order of severity, check and field.

    ``checked`` has the number of cells with content of each field, ``rows`` that of all rows: the denominators.
    """
    groups: dict[tuple[str, str | None], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[(finding.check, finding.field)].append(finding)
    shared = _shared_sheets(finding.where for found in groups.values() for finding in found)
    order = list(load_checks())
    fields = list(load_fields())
    ranked = sorted(
        groups,
        key=lambda key: (
            SEVERITIES.index(load_checks()[key[0]].severity),
            order.index(key[0]),
            fields.index(key[1]) if key[1] in fields else -1,
        ),
    )
    return tuple(_group(key, groups[key], denominator(key[1], checked, rows), shared) for key in ranked)


def denominator(field: str | None, checked: Mapping[str, int], rows: int) -> int:
    """Return how many cells, or rows where a check is not about a field, were looked at."""
    return rows if field is None else checked.get(field, rows)


def _shared_sheets(places: Iterable[Coordinate]) -> frozenset[str]:
    """Return the names that sheets of several files have: there a place needs the file as well."""
    files: dict[str, set[str]] = defaultdict(set)
    for where in places:
        files[where.sheet].add(where.file)
    return frozenset(sheet for sheet, found in files.items() if len(found) > 1)


def _group(key: tuple[str, str | None], findings: Sequence[Finding], of: int, shared: frozenset[str]) -> ProblemGroup:
    check, field = load_checks()[key[0]], key[1]
    # The text belongs to its place, so both are ordered together.
    ordered = sorted(findings, key=_place)
    words = _words(check.id, field)
    return ProblemGroup(
        check=check.id,
        severity=check.severity,
        field=field,
        count=len(findings),
        of=max(of, len(findings)) if check.denominator else 0,
        where=tuple(
            f"{finding.where.file}: {finding.where}" if finding.where.sheet in shared else str(finding.where)
            for finding in ordered
        ),
        title=check.title,
        message=check.message.format_map(words),
        remedy=check.remedy.format_map(words),
        texts=tuple(finding.text for finding in ordered),
    )


def problem_cells(
    findings: Iterable[Finding], headers: Mapping[tuple[str, str], Row] | None = None
) -> tuple[ProblemCell, ...]:
    """Return each finding with what is said of it, in the order of files, sheets, rows and columns.

    ``headers`` has the header row of each sheet, by file and name; a finding on another sheet has no header.
    """
    return tuple(_cell(finding, headers or {}) for finding in sorted(findings, key=lambda f: (_place(f), f.check)))


def _cell(finding: Finding, headers: Mapping[tuple[str, str], Row]) -> ProblemCell:
    check, where, words = load_checks()[finding.check], finding.where, _words(finding.check, finding.field)
    header = headers.get((where.file, where.sheet))
    column = where.column
    over = header.texts[column] if header and column is not None and column < len(header.texts) else ""
    return ProblemCell(
        file=where.file,
        sheet=where.sheet,
        row=where.row,
        column=column,
        header=over,
        header_row=header.number if header else None,
        check=check.id,
        severity=check.severity,
        field=finding.field,
        text=finding.text,
        title=check.title,
        message=check.message.format_map(words),
        remedy=check.remedy.format_map(words),
    )


def _place(finding: Finding) -> tuple[str, str, int, int]:
    where = finding.where
    return where.file, where.sheet, where.row or 0, -1 if where.column is None else where.column


def _words(check: str, name: str | None) -> dict[str, str]:
    """Return what the placeholders of a message stand for."""
    field = load_fields().get(name or "")
    if field is None:
        return {"field": name or "", "unit": "", "low": "", "high": "", "other": ""}
    limits = field.soft if check == "value-implausible" else field.hard
    low, high = (limits.low, limits.high) if limits else (None, None)
    return {
        "field": field.name,
        "unit": field.unit or "",
        "low": "" if low is None else f"{low:g}",
        "high": "" if high is None else f"{high:g}",
        "other": " or ".join(doubt.other for doubt in field.doubtful),
    }


def problems_of(batch: Batch) -> tuple[ProblemGroup, ...]:
    """Return the grouped findings of a batch."""
    return group_findings(batch.findings, batch.checked, batch.rows_read)
