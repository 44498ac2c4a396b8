"""Problems in the data → exit status."""

from __future__ import annotations

from lnmt_cli.cli.options import FailOn
from lnmt_cli.errors import ExitStatus


def status_of(errors: int, warnings: int, fail_on: str) -> ExitStatus:
    """Return 1 if the data have problems of the severity ``fail_on`` or worse, else 0."""
    counted = {FailOn.ERROR: errors, FailOn.WARNING: errors + warnings, FailOn.NEVER: 0}[FailOn(fail_on)]
    return ExitStatus.DATA_ERRORS if counted else ExitStatus.DONE
