"""The versions that the registry remembers with each export."""

from __future__ import annotations

from typing import Final

TOOL_VERSION: Final = "0.1.0"
"""The version of the package; ``pyproject.toml`` takes it from here."""

KNOWLEDGE_VERSION: Final = "2"
"""Counts up with every change of a knowledge file that can change a figure."""
