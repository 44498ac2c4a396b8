"""Every failure that a user can meet, as one tree.

::

    LnmtError                 shown as one sentence and a hint, never as a traceback
    ├── UsageError            exit 2   a wrong option or value on the command line
    ├── ExportError           exit 3   an export that cannot be read
    │   ├── UnitError         exit 3   a field that needs a unit has none declared
    │   └── MappingError      exit 3   columns that cannot be told apart, or no column that identifies a patient
    ├── RegistryError         exit 3   a registry that is missing or cannot be read
    │   └── RegistryBusy      exit 4   the registry is being written by another
    ├── KnowledgeError        exit 3   a knowledge file (protocol, response, fields …) that is not sound
    └── RefusedError          exit 5   refused for privacy or safety

No cell value and no patient identifier ever goes into a message: messages name files, sheets, rows and columns.
"""

from __future__ import annotations

import enum
from typing import ClassVar


class ExitStatus(enum.IntEnum):
    """The exit statuses of every ``lnmt`` command."""

    DONE = 0
    DATA_ERRORS = 1
    USAGE = 2
    UNREADABLE = 3
    BUSY = 4
    REFUSED = 5
    BUG = 70
    INTERRUPTED = 130


class LnmtError(Exception):
    """The root: a failure that a user can mend.

    ``code`` is a stable identifier for scripts, ``status`` the exit status, ``message`` says what and where,
    ``hint`` what to do.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[ExitStatus] = ExitStatus.UNREADABLE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(LnmtError):
    """A wrong option or value on the command line."""

    code = "usage"
    status = ExitStatus.USAGE


class ExportError(LnmtError):
    """An export that cannot be read."""

    code = "export-unreadable"


class UnitError(ExportError):
    """A field that needs a unit has none declared anywhere."""

    code = "unit-undeclared"


class MappingError(ExportError):
    """Columns that cannot be told apart, or no column that identifies a patient."""

    code = "mapping"


class RegistryError(LnmtError):
    """A registry that is missing or cannot be read."""

    code = "registry-unreadable"


class RegistryBusy(RegistryError):  # noqa: N818 - a state, not a mistake
    """The registry is being written by another process."""

    code = "registry-busy"
    status = ExitStatus.BUSY


class KnowledgeError(LnmtError):
    """A knowledge file that is not sound; the message names the file and the key."""

    code = "knowledge"


class RefusedError(LnmtError):
    """Refused for privacy or safety."""

    code = "refused"
    status = ExitStatus.REFUSED
