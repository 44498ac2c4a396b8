"""Why a caution is present, absent or unknown for one patient."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from lnmt_cli.analysis.explained import ExplainedCaution, KnownValue
from lnmt_cli.analysis.rendering import CAUTION
from lnmt_cli.knowledge import values as named
from lnmt_cli.knowledge.values import AGE, LAST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lnmt_cli.knowledge.cautions import Caution
    from lnmt_cli.knowledge.expression import Label
    from lnmt_cli.knowledge.values import Value

    Row = Mapping[str, Any]


class Given(NamedTuple):
    """A drug of the patient: its name, in words with since when, and its days before the day of judgement, if known.

    ``begun_days`` from its start, ``over_days`` from its stop: below 0 what was still to come.
    """

    drug: str
    words: str
    begun_days: int | None
    over_days: int | None

    def counts_for(self, value: Value) -> bool:
        """Return whether the drug is one for which ``value``, a truth about drugs being given, is true."""
        if self.drug not in value.drugs or (self.begun_days or 0) < 0:
            return False
        last_known = self.begun_days if value.by_infusion and self.over_days is None else self.over_days
        return last_known is None or last_known <= value.after_days


def explained_caution(
    caution: Caution, row: Row, labels: Mapping[str, Label], given: Sequence[Given] = ()
) -> ExplainedCaution:
    """Return why a caution is present, absent or unknown for the patient of ``row``, with the values it looked at."""
    names = dict.fromkeys(name for expression in caution.expressions for name in expression.names)
    used = tuple(_known_value(name, row) for name in names if not name.endswith(LAST + AGE))
    recent = recent_values(caution, row)
    state = row[f"{CAUTION}{caution.id}"]
    deciding = caution.absent if state == "absent" and caution.absent else caution.present
    old = (
        f"the {one.label} is {one.age_days} days old, and counts for {caution.within_days}"
        for one in used
        if _is_old(one, caution)
    )
    reasons = _not_known(used, recent) if state == "unknown" else deciding.explain(recent, labels)
    drugs = _drugs(used, given) if state == "present" else ()
    return ExplainedCaution(
        caution.id, caution.label, state, (*reasons, *drugs, *old), used, caution.why, caution.source
    )


def _drugs(used: Sequence[KnownValue], given: Sequence[Given]) -> tuple[str, ...]:
    """Return the drugs that a caution is about, each with since when it is given."""
    declared = named.declared_for_patients()
    truths = [declared[one.name] for one in used if one.value and one.name in declared]
    return tuple(dict.fromkeys(one.words for one in given if any(one.counts_for(value) for value in truths)))


def _not_known(used: Sequence[KnownValue], recent: Row) -> tuple[str, ...]:
    """Return what is not known; an event that is not recorded is no value that is lacking."""
    patient = named.of_patients()
    lacking = [one for one in used if recent[one.name] is None and not (patient[one.name].event and one.unit)]
    if recent["assessment_date"] is None:
        return "the day of judgement is not known", *(f"{one.label}: not known" for one in lacking)
    return tuple(
        f"{one.label}: not known"
        if patient[one.name].kind == "truth" or one.value is not None
        else f"{one.label} not recorded"
        for one in lacking
        if one.age_days is None
    ) or (() if lacking else ("none is recorded, which does not say that there was none",))


def recent_values(caution: Caution, row: Row) -> dict[str, Any]:
    """Return the values of the patient of ``row``, less the last values that are too old for ``caution``."""
    names = {name for expression in caution.expressions for name in expression.names if name.endswith(LAST)}
    old = {name for name in names if caution.within_days is not None and (row[name + AGE] or 0) > caution.within_days}
    return {name: None if name in old else value for name, value in row.items()}


def _is_old(one: KnownValue, caution: Caution) -> bool:
    limit = caution.within_days
    return limit is not None and one.age_days is not None and one.age_days > limit


def _known_value(name: str, row: Row) -> KnownValue:
    value = named.of_patients()[name]
    age, judged_on = row.get(name + AGE), row["assessment_date"]
    taken = None if age is None or row["is_relative"] else judged_on - timedelta(days=age)
    return KnownValue(name, named.in_sentence(value.label), row[name], value.unit, age, taken)
