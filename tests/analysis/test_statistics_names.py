"""The statistics as one module: its names, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lnmt_cli.analysis import statistics


@pytest.mark.parametrize("name", statistics.__all__)
def test_every_name_is_there(name: str) -> None:
    """Every name that the module lists is a function or a record, never the file that holds it."""
    found = getattr(statistics, name)
    assert found.__name__ == name
    assert found.__doc__


def test_no_other_name() -> None:
    """A name that is not listed is an AttributeError, as in any module."""
    with pytest.raises(AttributeError, match="anova"):
        _ = statistics.anova  # type: ignore[attr-defined]


def test_no_file_has_the_name_of_a_function() -> None:
    """A file of that name would stand in the function's place once it is imported."""
    files = {path.stem for path in Path(statistics.__file__).parent.glob("*.py")}
    assert files & set(statistics.__all__) == set()


def test_importing_it_imports_nothing_heavy() -> None:
    """All its files together import neither NumPy nor SciPy."""
    code = (
        "import sys\n"
        "from lnmt_cli.analysis import statistics\n"
        "[getattr(statistics, name) for name in statistics.__all__]\n"
        "print(sorted({'numpy', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
