"""How long whole commands take, beside the imports that they are held against: ``python benchmarks/run.py [ROUNDS]``.

Each row compares a command of ``lnmt`` with the bare start of Python and the libraries that the same work would need,
as whole processes, from the start of the interpreter to its end. The two run in turn, A B A B, so that whatever
else the machine does meets both alike; the figure is the ratio of their medians, after one round that does not count.

==================================  =================================  =====
command                             held against                       limit
==================================  =================================  =====
``lnmt --help``                     ``import typer``                     1.6
``lnmt eligible``, sample registry  ``import pandas``                    0.6
``lnmt outcomes``, sample registry  ``import pandas, scipy.stats``       1.0
==================================  =================================  =====

The installed ``lnmt`` is measured, with its byte code compiled: run ``python -m pip install .`` first, not ``-e``.
The exit status is 1 if a ratio is above its limit. Milliseconds say nothing beyond the machine; ratios do.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE: Final = Path(__file__).resolve().parent.parent / "samples" / "choi-2017-tables.xlsx"
LNMT: Final = (sys.executable, "-c", "from lnmt_cli.cli import start; start()")
"""What the console script does, without depending on where it was installed."""
AS_OF: Final = ("--as-of", "2017-06-30", "--fail-on", "never")
ROUNDS: Final = 21


@dataclass(frozen=True, slots=True)
class Comparison:
    """A command, what it is held against, and the largest ratio of their medians that is allowed."""

    name: str
    command: tuple[str, ...]
    yardstick: str
    limit: float


@dataclass(frozen=True, slots=True)
class Timing:
    """Median seconds of the command and of its yardstick."""

    command: float
    yardstick: float

    @property
    def ratio(self) -> float:
        """Return how many times as long the command takes."""
        return self.command / self.yardstick


def comparisons(registry: Path) -> tuple[Comparison, ...]:
    """Return what is compared; ``registry`` holds the sample."""
    at = ("--registry", str(registry), *AS_OF)
    return (
        Comparison("lnmt --help", (*LNMT, "--help"), "import typer", 1.6),
        Comparison("lnmt eligible", (*LNMT, "eligible", *at), "import pandas", 0.6),
        Comparison("lnmt outcomes", (*LNMT, "outcomes", *at), "import pandas, scipy.stats", 1.0),
    )


def measure(comparison: Comparison, rounds: int, folder: Path) -> Timing:
    """Return the medians of ``rounds`` runs in turn, after one that does not count."""
    yardstick = (sys.executable, "-c", comparison.yardstick)
    pairs = [(seconds(comparison.command, folder), seconds(yardstick, folder)) for _ in range(rounds + 1)][1:]
    return Timing(median(pair[0] for pair in pairs), median(pair[1] for pair in pairs))


def seconds(command: Sequence[str], folder: Path) -> float:
    """Return the wall time of a process that runs in ``folder``. Ends the program with its words if it fails."""
    start = time.perf_counter()
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder, check=False)
    end = time.perf_counter()
    if ran.returncode:
        sys.exit(ran.stderr.decode("utf-8", "replace"))
    return end - start


def main(rounds: int) -> int:
    """Print the table; return 1 if a ratio is above its limit."""
    missed = 0
    print(f"{'command':16}{'ms':>6}   {'held against':28}{'ms':>6}{'ratio':>8}{'limit':>7}")
    with tempfile.TemporaryDirectory(prefix="lnmt-benchmark-") as name:
        folder = Path(name)
        registry = folder / "lnmt.duckdb"
        seconds((*LNMT, "ingest", str(SAMPLE), "--registry", str(registry), "--fail-on", "never"), folder)
        for one in comparisons(registry):
            timing = measure(one, rounds, folder)
            missed += timing.ratio > one.limit
            milliseconds = f"{timing.command * 1000:6.0f}   {one.yardstick:28}{timing.yardstick * 1000:6.0f}"
            verdict = "  above the limit" if timing.ratio > one.limit else ""
            print(f"{one.name:16}{milliseconds}{timing.ratio:8.2f}{one.limit:7.1f}{verdict}", flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
