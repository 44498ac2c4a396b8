"""Claims that contradict each other, settled by the rest of the sheet; what stays open is a difficulty."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from lnmt_cli.errors import MappingError
from lnmt_cli.ingest.claims import FORM, LAB, POINT, TEST, VALUE, Claim, ClaimedSheet, Difficulty
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.names import IDENTIFIER, find_test
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.timepoints import time_point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.reading.sheet import Sheet


def settle(claimed: ClaimedSheet) -> None:
    """Settle the claims of a sheet: the identifier, words that tables share, lab lists, the site, instruments."""
    _settle_identifier(claimed)
    _settle_shared_words(claimed)
    _settle_induction(claimed)
    _settle_words(claimed)
    _settle_lab_list(claimed)
    _settle_site(claimed)
    _settle_forms(claimed)
    claimed.difficulties += double_claims(claimed, optional=False)


def _settle_identifier(claimed: ClaimedSheet) -> None:
    """Let REDCap's record id, where there is one, be the only identifier, unless another is declared.

    It is refused where it cannot be a patient's.
    """
    own = [claim for claim in claimed.claims if claim.redcap and claim.redcap.role == "record_id"]
    if not own:
        return
    told = [claim.index for claim in claimed.claims if claim.by in ("declared", "mapping") and _identifies(claim)]
    for other in claimed.claims if not told else ():
        if _identifies(other) and other is not own[0] and _counts_records(claimed, own[0], other):
            claimed.difficulties.append(Difficulty(other.index, _no_patient(claimed, own[0], other)))
    kept = told or [own[0].index]
    claimed.claims = [
        replace(claim, fields=(), by="") if _identifies(claim) and claim.index not in kept else claim
        for claim in claimed.claims
    ]


def _counts_records(claimed: ClaimedSheet, record: Claim, other: Claim) -> bool:
    """Return whether every row is a record of its own while ``other`` repeats: one record a visit, not a patient."""
    records, others = claimed.sheet.texts(record.index), claimed.sheet.texts(other.index)
    repeats = any(count > 1 for text, count in others.items() if text)
    return repeats and all(count == 1 for count in records.values())


def _no_patient(claimed: ClaimedSheet, record: Claim, other: Claim) -> MappingError:
    return MappingError(
        f"{claimed.place(record.index)}: every row is a record of its own, and the column"
        f" {claimed.sheet.at(claimed.sheet.header.number, other.index)}, which repeats, seems to identify the patient.",
        f"Say which does: --column '{other.header}=patient_id' or --column '{record.header}=patient_id'.",
    )


def _identifies(claim: Claim) -> bool:
    return any(field.name == IDENTIFIER for field in claim.fields)


def _settle_shared_words(claimed: ClaimedSheet) -> None:
    """Decide what words that several tables share mean (``date``), by the rest of the sheet."""
    sure = {claim.field.table for claim in claimed.claims if claim.field and claim.field.name != IDENTIFIER}
    for place, claim in enumerate(claimed.claims):
        if len(claim.fields) < 2 or claim.is_unit_of:
            continue
        fitting = _fitting(claim, sure, claimed)
        if len(fitting) == 1:
            claimed.claims[place] = replace(claim, fields=tuple(fitting))
            continue
        names = " or ".join(field.name for field in claim.fields)
        claimed.difficulties.append(
            Difficulty(
                claim.index,
                MappingError(
                    f"{claimed.sheet.file}: the header at {claimed.sheet.at(claimed.sheet.header.number, claim.index)}"
                    f" can mean {names}.",
                    f"Say which: --column '{claim.header}={claim.fields[0].name}'.",
                ),
            )
        )


def _fitting(claim: Claim, sure: set[str], claimed: ClaimedSheet) -> list[Field]:
    # A list of laboratory results is about visits, and its "value" is nothing else's.
    tables = sure | ({"visit"} if LAB in sure else set())
    fitting = [field for field in claim.fields if field.table in tables]
    if len(fitting) > 1 and claim.occasion:
        # biopsy_date_2 goes with class_2: what has the same number in the series.
        alike = {other.field.table for other in claimed.claims if other.field and other.occasion == claim.occasion}
        fitting = [field for field in fitting if field.table in alike] or fitting
    if len(fitting) != 1:
        fitting = [field for field in fitting or claim.fields if field.table[:5] in normalise(claimed.sheet.name)]
    return fitting


def _settle_induction(claimed: ClaimedSheet) -> None:
    """Let start and stop beside an induction drug, in a sheet without drugs of its own, be those of the induction."""
    own = {claim.field.column for claim in claimed.claims if claim.field and _is_treatment(claim.field)}
    of_induction = {claim.field.column for claim in claimed.claims if claim.field and _is_induction(claim.field)}
    if "drug" in own or "drug" not in of_induction:
        return
    fields = {field.column: field for field in load_fields().values() if _is_induction(field)}
    claimed.claims = [
        replace(claim, fields=(fields[claim.field.column],))
        if claim.field and _is_treatment(claim.field) and claim.field.column in fields.keys() - of_induction
        else claim
        for claim in claimed.claims
    ]


def _is_treatment(field: Field) -> bool:
    return field.table == "treatment" and not field.per_patient


def _is_induction(field: Field) -> bool:
    return field.table == "treatment" and field.per_patient


def _settle_words(claimed: ClaimedSheet) -> None:
    """Of several columns with names of time points, or of tests, keep the one whose cells say most (name and LOINC)."""
    for name, is_known in ((POINT, _is_point), (TEST, _is_test)):
        alike = [claim for claim in claimed.claims if claim.field is not None and claim.field.name == name]
        if len(alike) < 2 or any(claim.by in ("declared", "mapping") for claim in alike):
            continue
        known = {claim.index: _share(claimed.sheet, claim.index, is_known) for claim in alike}
        kept = max(alike, key=lambda claim: (known[claim.index], -claim.index))
        claimed.claims = [
            replace(claim, fields=(), by="") if claim in alike and claim is not kept else claim
            for claim in claimed.claims
        ]


def _share(sheet: Sheet, index: int, is_known: Callable[[str], bool]) -> float:
    """Return the share of the rows whose word is known."""
    words = sheet.texts(index)
    return sum(count for word, count in words.items() if is_known(word)) / max(sheet.count, 1)


def _is_point(word: str) -> bool:
    return time_point(word) is not None


def _is_test(word: str) -> bool:
    return len(find_test(word).fields) == 1


def _settle_lab_list(claimed: ClaimedSheet) -> None:
    """Let go of the columns of a lab list where test and value are not both there."""
    names = {claim.field.name for claim in claimed.claims if claim.field}
    if {TEST, VALUE} <= names:
        return
    claimed.claims = [
        replace(claim, fields=(), by="") if claim.field and claim.field.table == LAB else claim
        for claim in claimed.claims
    ]


def _settle_site(claimed: ClaimedSheet) -> None:
    """Let REDCap's data access group be the site only where no other column is."""
    if sum(claim.field is not None and claim.field.name == "site" for claim in claimed.claims) < 2:
        return
    claimed.claims = [
        replace(claim, fields=(), is_passed_over=True)
        if claim.redcap and claim.redcap.role == "data_access_group"
        else claim
        for claim in claimed.claims
    ]


def _settle_forms(claimed: ClaimedSheet) -> None:
    """Let each instrument of a REDCap project speak for itself where two give the same field (a date, a weight).

    It is then a visit of its own within the row: at its own date if it has one, else at the row's.
    """
    alike: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claimed.claims:
        if claim.field and claim.field.table in ("visit", "patient") and claim.redcap and claim.redcap.form:
            alike[(claim.field.name, claim.occasion)].append(claim)
    own: set[str] = set()
    for (name, _), group in alike.items():
        forms = {claim.redcap.form for claim in group if claim.redcap}
        if len(group) > 1 and len(forms) == len(group):
            first = next((claim for claim in group if normalise(claim.header) == normalise(name)), group[0])
            own |= forms - {first.redcap.form if first.redcap else ""}
    claimed.claims = [
        replace(claim, occasion=f"{FORM}{claim.redcap.form}")
        if claim.redcap and claim.redcap.form in own and claim.field and _is_of_form(claim)
        else claim
        for claim in claimed.claims
    ]


def _is_of_form(claim: Claim) -> bool:
    return claim.field is not None and claim.field.table in ("visit", "patient") and not claim.occasion


def groups_of(claimed: ClaimedSheet, *, optional: bool) -> list[list[Claim]]:
    """Return the columns that give one thing, of the fields that the study can do without or of the others."""
    groups: dict[tuple[str, str, bool], list[Claim]] = defaultdict(list)
    for claim in claimed.claims:
        if claim.fields and claim.choice is None and claim.fields[0].optional == optional:
            groups[(claim.fields[0].name, claim.occasion, claim.is_unit_of)].append(claim)
    return list(groups.values())


def double_claims(claimed: ClaimedSheet, *, optional: bool) -> Iterator[Difficulty]:
    """Yield what cannot be told where several columns give one thing, of the fields as `groups_of` has them."""
    for group in groups_of(claimed, optional=optional):
        name = group[0].fields[0].name
        for other in group[1:]:
            here, there = (claimed.sheet.at(claimed.sheet.header.number, claim.index) for claim in (other, group[0]))
            yield Difficulty(
                other.index,
                MappingError(
                    f"{claimed.sheet.file}: the columns {there} and {here} both give {name}.",
                    "Rename one of them, or leave one out: --column 'HEADER=-'.",
                ),
            )
