"""A command whose options cost nothing to start with.

Typer from 0.29 on builds a pydantic adapter for each option of a command that is run, even for texts; importing
pydantic takes longer than answering the question. The options of lnmt are texts, paths and switches, and need no
adapter. A Typer without such adapters ignores what is set here and converts by itself, to the same values.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer.core


class _Plain:
    """Converts a value as it comes from the command line: a path where the option is one, else as it is."""

    def __init__(self, annotation: object) -> None:
        self.convert = Path if "Path" in str(annotation) else _as_is

    def coerce(self, value: Any, param: Any, ctx: object) -> Any:  # noqa: ANN401, ARG002 - Typer's own signature
        """Return the value or the values of ``param``."""
        if param.multiple or param.nargs == -1:
            return [self.convert(item) for item in value or ()]
        return None if value is None else self.convert(value)


def _as_is(value: Any) -> Any:  # noqa: ANN401 - a text or a switch
    return value


def _without_adapters(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is not None and not isinstance(getattr(parameter, "_runtime_param", None), _Plain):
            parameter._runtime_param = _Plain(descriptor.annotation)
    return parameters


class QuickCommand(typer.core.TyperCommand):
    """A Typer command that converts its options without adapters."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - Typer's own signature
        """Return the options and arguments, each with the plain conversion."""
        return _without_adapters(super().get_params(ctx))


class QuickGroup(typer.core.TyperGroup):
    """The same for the options before the command."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - Typer's own signature
        """Return the options, each with the plain conversion."""
        return _without_adapters(super().get_params(ctx))
