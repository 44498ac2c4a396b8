"""The command line: parses, calls one plain function a command, renders. No clinical word, no SQL."""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``lnmt`` and leave with its exit status."""
    from lnmt_cli.cli.app import app
    from lnmt_cli.cli.arguments import with_bare_subgroup
    from lnmt_cli.cli.failing import run

    sys.exit(run(lambda: app(with_bare_subgroup(sys.argv[1:]))))
