"""Which column is which field, in which unit, of which visit: fields decide, not layouts.

A column is claimed by declaration or by its header. What cannot be told is refused with the option to add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.errors import MappingError, UnitError, UsageError
from lnmt_cli.ingest.abbreviations import with_doubts
from lnmt_cli.ingest.claiming import claim_columns
from lnmt_cli.ingest.claims import LAB, Claim, ClaimedSheet
from lnmt_cli.ingest.column_readings import reading_of_claim
from lnmt_cli.ingest.column_units import find_units, refuse_undeclared_units, unit_column_of
from lnmt_cli.ingest.columns import MOST_SEARCHED, MappedColumn, MappedSheet
from lnmt_cli.ingest.judging import judge
from lnmt_cli.ingest.lab_lists import lab_list
from lnmt_cli.ingest.leaving_aside import can_go, leave_aside
from lnmt_cli.ingest.mapping_file import match
from lnmt_cli.ingest.nearest import nearest_headers
from lnmt_cli.ingest.occasions import find_points
from lnmt_cli.ingest.parsing import ColumnReading, is_integer
from lnmt_cli.ingest.redcap.project import recognise
from lnmt_cli.ingest.remembering import overridden
from lnmt_cli.ingest.wording import worded
from lnmt_cli.knowledge.names import IDENTIFIER
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.reading.sheet import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lnmt_cli.errors import LnmtError
    from lnmt_cli.ingest.declarations import Declarations, SheetMapping
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.timepoints import TimePoint
    from lnmt_cli.reading.sheet import Sheet

    Recall = Callable[[Sequence[str], str], tuple[SheetMapping, str] | None]

__all__ = ["IDENTIFIER", "MappedColumn", "MappedSheet", "claim_sheet", "map_sheets"]


def map_sheets(sheets: Sequence[Sheet], declared: Declarations, recall: Recall | None = None) -> list[MappedSheet]:
    """Return every sheet with its columns mapped; ``recall`` gives what the registry remembers of a header, and when.

    Raises MappingError where two columns claim one field, a header can mean several, or no sheet identifies a patient;
    UnitError, for all columns at once, where a unit is needed and not declared, and where values cannot be in theirs.
    """
    _refuse_unknown_headers(sheets, declared)
    claimed = [claim_sheet(sheet, declared, recall) for sheet in sheets]
    _refuse_other_dictionary([found for found, _, _ in claimed], declared)
    mapped = [worded(_mapped(found, points, since)) for found, points, since in claimed]
    if not any(found.columns for found in mapped):
        raise MappingError(
            f"No column of {', '.join(dict.fromkeys(sheet.file for sheet in sheets))} identifies the patient."
            + _near_identifiers(sheets),
            "Name the column: --column 'HEADER=patient_id'.",
        )
    _refuse_unused(mapped, declared)
    refuse_undeclared_units(mapped)
    return with_doubts(judge(mapped, declared))


def claim_sheet(
    sheet: Sheet, declared: Declarations, recall: Recall | None = None
) -> tuple[ClaimedSheet, dict[str, TimePoint], str]:
    """Return the claims on a sheet with units, its time points, and since when its mapping is remembered, in words."""
    told, since, is_whole = match(sheet.name, sheet.header.texts, declared.sheets), "", True
    if told is None and recall is not None and (found := recall(sheet.header.texts, f"{sheet.file}: {sheet.name}")):
        is_whole = False
        _refuse_other_units(sheet, found, declared)
        told, since = overridden(found[0], declared), found[1]
    project = recognise(sheet.header.texts, declared.dictionary)
    claimed = claim_columns(sheet, declared, told, project, is_whole)
    if not claimed.is_identified:
        return claimed, {}, since
    points = find_points(claimed)
    find_units(claimed)
    leave_aside(claimed, is_remembered=not is_whole)
    held = {claim.occasion for claim in claimed.claims if claim.field is not None}
    return claimed, {occasion: point for occasion, point in points.items() if occasion in held}, since


def _refuse_other_units(sheet: Sheet, remembered: tuple[SheetMapping, str], declared: Declarations) -> None:
    """Refuse a unit that is declared otherwise than it was for the exports of this header that the registry holds."""
    mapping, since = remembered
    for column in mapping.columns:
        unit = declared.units.get(column.field)
        if unit is not None and column.unit is not None and not unit.is_same_size(column.unit):
            raise UnitError(
                f"{sheet.file}: --unit gives {column.field} in {unit.symbol}, and the registry has read exports with"
                f" this header in {column.unit.symbol} since {since}.",
                "Leave out --unit; or, where the unit of the export has changed, pass a mapping (lnmt map, --mapping).",
            )


def _near_identifiers(sheets: Sequence[Sheet]) -> str:
    """Return the headers that come near to the identifier of the patient, in words."""
    headers = {
        f"{text} ({sheet.at(sheet.header.number, index)})": text
        for sheet in sheets
        for index, text in enumerate(sheet.header.texts[:MOST_SEARCHED])
        if text
    }
    near = nearest_headers((IDENTIFIER,), headers)
    return f" Perhaps {' or '.join(near)}." if near else ""


def _first_error(claimed: ClaimedSheet) -> LnmtError:
    """Return the first thing that cannot be told of a sheet; time points that are not known, all at once."""
    first = claimed.difficulties[0]
    unknown = [difficulty for difficulty in claimed.difficulties if difficulty.label and difficulty.index is not None]
    if not first.label or len(unknown) < 2:
        return first.error
    sheet = claimed.sheet
    places = ", ".join(str(sheet.at(sheet.header.number, difficulty.index)) for difficulty in unknown)
    options = " ".join(f"--at '{difficulty.label}=WHEN'" for difficulty in unknown)
    return MappingError(
        f"{sheet.file}: it is not known when the values of these columns were measured: {places}.",
        f"Say what the headers mean: {options}; WHEN is 24w (weeks after the switch), baseline, induction+24w and the"
        " like; or leave a column out: --column 'HEADER=-'.",
    )


def _refuse_unused(mapped: Sequence[MappedSheet], declared: Declarations) -> None:
    """Refuse a unit, codes or missing codes of a field that no column has: the column meant goes unread."""
    used = {column.field.name for found in mapped for column in found.columns}
    used |= {column.field.name for found in mapped if found.lab for column in found.lab.readings.values()}
    used |= {claim.field.name for found in mapped for claim in found.claims if claim.field}
    for option, name in declared.of_options:
        if name not in used:
            raise UsageError(
                f"{option} {name}: no column of the call is read as {name}.",
                f"Name the column, --column 'HEADER={name}', or leave the option out.",
            )


def _refuse_unknown_headers(sheets: Sequence[Sheet], declared: Declarations) -> None:
    headers = {normalise(text) for sheet in sheets for text in sheet.header.texts}
    for header in declared.columns:
        if normalise(header) not in headers:
            raise UsageError(
                f"--column: no sheet has the header {header}.", "Write the header as it stands in the export."
            )
    for mapping in declared.sheets:
        if not any(match(sheet.name, sheet.header.texts, (mapping,)) for sheet in sheets):
            raise UsageError(
                f"--mapping: no sheet of the call has the columns of {mapping.name}.",
                "Make the mapping of this export anew with `lnmt map`.",
            )


def _refuse_other_dictionary(claimed: Sequence[ClaimedSheet], declared: Declarations) -> None:
    """Refuse a data dictionary that describes no sheet: what it marks as identifying would be landed."""
    if declared.dictionary is None or any(found.project and found.project.is_described for found in claimed):
        return
    raise UsageError(
        f"--dictionary: {declared.dictionary.name} describes no sheet of the call; of each it knows fewer than half of"
        " the headers.",
        "Pass the data dictionary of this very project, or leave the option out.",
    )


def _mapped(claimed: ClaimedSheet, points: Mapping[str, TimePoint], since: str) -> MappedSheet:
    sheet, declared = claimed.sheet, claimed.declared
    detected = claimed.project.detected if claimed.project else ()
    if not claimed.is_identified:
        return MappedSheet(sheet, (), (Finding("sheet-unclaimed", sheet.at()),), detected=detected)
    if claimed.difficulties:
        raise _first_error(claimed)
    columns, findings, passed_over = [], list(sheet.findings), set()
    for claim in claimed.claims:
        at_header = sheet.at(sheet.header.number, claim.index)
        if _is_passed_over(claim):
            passed_over.add(claim.index)
        elif claim.aside is not None:
            findings.append(Finding(claim.aside.check, at_header, claim.header, claim.aside.field.name))
        elif claim.field is None:
            check = "column-not-in-mapping" if claim.by == "mapping" else "column-unclaimed"
            findings += [Finding(check, at_header, claim.header)] if claim.header else []
        elif _is_withheld(claim, declared):
            findings.append(Finding("identifier-withheld", at_header, "", claim.field.name))
            passed_over.add(claim.index)
        else:
            columns.append(_column(claimed, claim, claim.field, is_remembered=bool(since)))
    return MappedSheet(
        sheet=sheet,
        columns=tuple(columns),
        findings=tuple(findings),
        points=points,
        lab=lab_list(claimed),
        passed_over=frozenset(passed_over),
        detected=detected,
        remembered=since,
        declared=declared,
        claims=tuple(claimed.claims),
        units=claimed.units,
    )


def _is_passed_over(claim: Claim) -> bool:
    """Return whether a column is none of the table's own: left out, REDCap's, of units, of a lab list."""
    return claim.is_passed_over or claim.is_unit_of or (claim.field is not None and claim.field.table == LAB)


def _is_withheld(claim: Claim, declared: Declarations) -> bool:
    """Return whether the data dictionary marks a column as identifying, and nobody asked for it."""
    marked = claim.redcap is not None and claim.redcap.is_identifier
    return marked and not declared.identifiers and claim.field is not None and claim.field.name != IDENTIFIER


def _column(claimed: ClaimedSheet, claim: Claim, field: Field, *, is_remembered: bool) -> MappedColumn:
    how = reading_of_claim(claimed, claim, field)
    choice, fault = _choice(claim, how)
    return MappedColumn(
        claim.index,
        claim.header,
        how,
        claim.occasion,
        choice,
        claim.redcap if claim.redcap and claim.redcap.is_combined else None,
        unit_column_of(claimed, claim, field),
        fault,
        claim.by,
        can_go=can_go(claimed, claim, is_remembered=is_remembered),
    )


def _choice(claim: Claim, how: ColumnReading) -> tuple[str | None, str]:
    """Return what it means that the choice of a column is checked, and the check that fails where nobody says it."""
    if claim.choice is None:
        return None, ""
    meaning = how.codes.get(claim.choice, claim.choice)
    # A code that is a word (``induction___mmf``) says what it means; a number does not.
    return meaning, "code-undeclared" if is_integer(meaning) else ""
