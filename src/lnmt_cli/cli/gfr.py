"""``lnmt gfr``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lnmt_cli.cli import options  # noqa: TC001 - Typer reads the annotations when the command is made
from lnmt_cli.cli.writing import emit
from lnmt_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.analysis.estimates import Estimates


def gfr(
    creatinine: Annotated[
        str | None,
        typer.Option("--creatinine", metavar="VALUE", help='Serum creatinine with its unit: "0.9 mg/dL", "80 umol/L".'),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="UNIT", help="The unit of the creatinine, where it does not stand behind it."),
    ] = None,
    cystatin_c: Annotated[
        str | None, typer.Option("--cystatin-c", metavar="VALUE", help='Cystatin C with its unit: "0.9 mg/L".')
    ] = None,
    age: Annotated[
        str | None,
        typer.Option("--age", metavar="YEARS", help="Age in years, also 12.5; most equations take the completed ones."),
    ] = None,
    sex: Annotated[str | None, typer.Option("--sex", metavar="F|M", help="Sex.")] = None,
    height: Annotated[
        str | None, typer.Option("--height", metavar="CM", help="Height in cm, for the equations for children.")
    ] = None,
    weight: Annotated[
        str | None, typer.Option("--weight", metavar="KG", help="Weight in kg, for Cockcroft-Gault.")
    ] = None,
    equation: Annotated[
        list[str] | None,
        typer.Option("--equation", metavar="NAME", help="An equation; all, if not given. May be given again."),
    ] = None,
    form: options.Form = None,
    output: options.Output = None,
) -> None:
    """Compute GFR from one set of values, by each equation that they suffice for and that was made for the age.

    The equations and units are those of the registry. What is left out is listed, with the reason.
    """
    from lnmt_cli.analysis.estimating import estimate
    from lnmt_cli.cli.measured import measured
    from lnmt_cli.output.gfr import projection

    names = _known(equation or ())
    found = estimate(
        {
            "creatinine": measured("--creatinine", "creatinine", creatinine, unit, is_guarded=True)
            if creatinine
            else None,
            "cystatin_c": measured("--cystatin-c", "cystatin_c", cystatin_c, is_guarded=True) if cystatin_c else None,
            "age": measured("--age", "age", age, own="years") if age else None,
            "sex": _sex(sex) if sex else None,
            "height": measured("--height", "height", height, own="cm") if height else None,
            "weight": measured("--weight", "weight", weight, own="kg") if weight else None,
        },
        names,
    )
    _refuse_incomplete(found, names)
    emit(projection(found), form, output)


def _known(names: Sequence[str]) -> tuple[str, ...]:
    """Return ``names``, each of which must be that of an equation."""
    from lnmt_cli.knowledge.kidney_function import known_equation

    return tuple(known_equation(name).name for name in names)


def _sex(text: str) -> str:
    from lnmt_cli.knowledge.normalising import normalise
    from lnmt_cli.knowledge.vocabulary import load_vocabulary

    found = load_vocabulary().words["sex"].get(normalise(text))
    if found is None:
        raise UsageError("--sex takes F or M.", "Every equation but one needs it: the factors are by sex.")
    return found


def _refuse_incomplete(found: Estimates, names: Sequence[str]) -> None:
    """Refuse a result without any value, and one without a value by an equation that was named."""
    if names and found.left_out:
        reasons = "; ".join(f"{row.equation}: {row.reason}" for row in found.left_out)
        raise UsageError(f"This cannot be computed: {reasons}.", "Add what is missing, or leave --equation out.")
    if not found.values:
        raise UsageError(
            "No equation can be computed from these values.",
            "Most take --creatinine, --age and --sex; with --equation NAME it is said what one of them lacks.",
        )
