"""The command line: parses, calls one plain function a command, renders. No clinical word, no SQL."""

from __future__ import annotations

import gc
import sys

GARBAGE_AFTER = 10_000_000
"""Objects made between two collections of garbage. A command makes little and ends soon: Python's own 700 would have it
look for garbage hundreds of times while it imports."""


def main() -> None:
    """Run ``lnmt`` and leave with its exit status."""
    gc.set_threshold(GARBAGE_AFTER)
    from lnmt_cli.cli.app import build
    from lnmt_cli.cli.arguments import with_bare_options
    from lnmt_cli.cli.failing import run

    sys.exit(run(lambda: build(sys.argv[1:])(with_bare_options(sys.argv[1:]))))


def start() -> None:
    """Run ``lnmt`` as a process of its own: leave at once when all is written."""
    from lnmt_cli.cli import failing

    failing.process_ends = True
    try:
        main()
    except SystemExit as leaving:
        failing.leave(leaving)
