"""Where a result goes: standard output or a file, in the format asked for."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lnmt_cli.errors import UsageError

if TYPE_CHECKING:
    from lnmt_cli.output.formats import Format, Projection


def emit(projection: Projection, form: str | None, output: Path | None) -> None:
    """Write ``projection`` to ``output``, or to standard output. Raises UsageError where it cannot be written."""
    from lnmt_cli.output.formats import Format, write

    if output is None:
        write(projection, Format(form or "table"), sys.stdout)
        return
    chosen = Format(form) if form else _by_suffix(output)
    _write_file(projection, chosen, output)
    say(f"Written: {output}")


def _by_suffix(output: Path) -> Format:
    from lnmt_cli.output.formats import SUFFIXES

    found = SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise UsageError(
            f"The suffix of {output.name} chooses no format.", f"Use {', '.join(SUFFIXES)}, or add --format."
        )
    return found


def _write_file(projection: Projection, form: Format, output: Path) -> None:
    """Write aside and rename, so that a file is whole or not there; nothing is left where writing fails."""
    import tempfile

    from lnmt_cli.output.formats import write

    try:
        handle, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                write(projection, form, stream)
            os.replace(name, output)  # noqa: PTH105 - the one call that is atomic on every platform
        finally:
            Path(name).unlink(missing_ok=True)  # what was not published
    except OSError as error:
        raise UsageError(f"{output} cannot be written ({error.strerror}).", "Name another file or folder.") from None


def say(text: str) -> None:
    """Say something to the person at the terminal, on standard error: standard output is for data."""
    print(text, file=sys.stderr)  # noqa: T201
