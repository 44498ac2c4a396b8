"""The field's knowledge as data, and the loaders that check it."""

from typing import Final

DEFAULT_PROTOCOL: Final = "multitarget-2017"
"""The study design that is run if none is named."""
