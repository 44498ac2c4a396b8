"""Failures → one clear sentence on standard error and the documented exit status."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, NoReturn

from lnmt_cli.cli.writing import say
from lnmt_cli.errors import ExitStatus, LnmtError

if TYPE_CHECKING:
    from collections.abc import Callable


process_ends = False
"""Whether the process ends with the command that is run: then nothing that was only read needs to be closed."""


def run(app: Callable[[], None]) -> int:
    """Run the command line and return its exit status."""
    try:
        app()
    except LnmtError as error:
        return _told(error)
    except BrokenPipeError:
        return _closed_pipe()
    except OSError as error:
        return _unwritable(error)
    except SystemExit as leaving:
        return _left(leaving)
    except KeyboardInterrupt:
        return _interrupted()
    except Exception as error:  # noqa: BLE001 - whatever escapes is a bug, and is said as one
        return _bug(error)
    return ExitStatus.DONE


def leave(leaving: SystemExit) -> NoReturn:
    """End the process as ``leaving`` says, all output written."""
    status = leaving.code if isinstance(leaving.code, int) else ExitStatus.DONE
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        status = _closed_pipe()
    except OSError as error:
        status = _unwritable(error)
    if sys.stderr is not None:
        sys.stderr.flush()
    # All is written and closed. Taking the interpreter apart, module by module, would be a tenth of a short run.
    os._exit(status)


def _told(error: LnmtError) -> int:
    say(f"Error: {_shown(error.message)}")
    if error.hint:
        say(f"  {_shown(error.hint)}")
    return error.status


def _shown(text: str) -> str:
    """Return ``text`` without control characters: it may quote a file from elsewhere."""
    from lnmt_cli.output.plain import clean

    return "\n".join(map(clean, text.split("\n")))


def _left(leaving: SystemExit) -> int:
    """Return the status for the parser's own way out."""
    # Typer ends a closed pipe with 1, which stands for errors in the data here, and Ctrl-C without a word.
    if isinstance(leaving.__context__, BrokenPipeError):
        return _closed_pipe()
    if leaving.code == ExitStatus.INTERRUPTED:
        return _interrupted()
    return leaving.code if isinstance(leaving.code, int) else ExitStatus.DONE


def _unwritable(error: OSError) -> int:
    say(f"Error: a file or standard output cannot be read or written ({error.strerror}).")
    return ExitStatus.UNREADABLE


def _interrupted() -> int:
    say("Interrupted; nothing was changed.")
    return ExitStatus.INTERRUPTED


def _closed_pipe() -> int:
    """Be quiet where the reader of a pipe has left (``lnmt … | head``)."""
    # The interpreter flushes standard output at its end, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitStatus.DONE


def _bug(error: Exception) -> int:
    """Say where it happened. The text of the exception may hold a cell value, so it is not printed."""
    say(f"lnmt has a bug: {type(error).__name__} in")
    for frame in traceback.extract_tb(error.__traceback__):
        say(f"  {os.path.basename(frame.filename)}:{frame.lineno} {frame.name}")  # noqa: PTH119
    say("Nothing was changed. Please report it with these lines; they hold no data of patients.")
    return ExitStatus.BUG
