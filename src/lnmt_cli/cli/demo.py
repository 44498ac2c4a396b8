"""``lnmt demo``: the whole journey on the packaged sample."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Final

import typer

from lnmt_cli.cli import failing
from lnmt_cli.cli.writing import say

SAMPLE: Final = "choi-2017-tables.xlsx"
AS_OF: Final = "2017-06-30"
"""The day for which the sample was made: its pending patients are pending on it."""


def demo(context: typer.Context) -> None:
    """Run the journey on a packaged sample: ingest, the problems found, who qualifies, what happened after the switch.

    The patients are made up. Nothing is written outside a temporary folder.
    """
    import tempfile

    # The process goes on after each command, and Windows removes no folder with an open file in it.
    failing.process_ends = False
    sample = sample_file()
    # From within the folder the registry needs no --registry, and no line names a folder that is gone at the end.
    with tempfile.TemporaryDirectory(prefix="lnmt-demo-") as folder, contextlib.chdir(folder):
        say("Synthetic patients, calibrated to the published abstract (Choi et al. 2017).")
        for shown, arguments in _journey(sample):
            _announce(shown)
            # The sample has a few errors on purpose, so a status of 1 is the expected end of a step.
            context.find_root().command.main(arguments, standalone_mode=False)
    sys.stdout.flush()
    say("\nThe registry of this demonstration is gone. With an export of your own: lnmt ingest FILE")


def _journey(sample: Path) -> list[tuple[str, list[str]]]:
    """Return each command as a person would type it, and its arguments."""
    return [
        (f"lnmt ingest {SAMPLE}", ["ingest", str(sample)]),
        (f"lnmt eligible --as-of {AS_OF}", ["eligible", "--as-of", AS_OF]),
        (
            f"lnmt outcomes --subgroup --as-of {AS_OF}",
            ["outcomes", "--subgroup", "default", "--as-of", AS_OF],
        ),
    ]


def _announce(command: str) -> None:
    sys.stdout.flush()
    typer.echo(f"\n$ {command}\n")
    sys.stdout.flush()


def sample_file() -> Path:
    """Return the packaged sample: in the package when installed, in the checkout's ``samples/`` otherwise."""
    package = Path(__file__).parents[1]
    installed = package / "samples" / SAMPLE
    return installed if installed.exists() else package.parents[1] / "samples" / SAMPLE
