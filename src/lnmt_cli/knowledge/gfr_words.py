"""What a protocol, or a run, can say of where eGFR comes from, besides the name of an equation."""

from __future__ import annotations

from typing import Final

AS_RECORDED: Final = "as-recorded"
"""As recorded where every visit of the patient with a creatinine has an eGFR, else computed for all visits."""
RECORDED: Final = "recorded"
"""As recorded; none is computed."""
