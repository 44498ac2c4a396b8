"""Made-up registries, and what the tool says of them."""

from __future__ import annotations

import sys
from pathlib import Path

# The makers are modules beside the tests, which pytest does not put on the path in this import mode.
sys.path.insert(0, str(Path(__file__).parent))
