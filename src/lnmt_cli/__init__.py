"""lnmt: from the export of a lupus-nephritis registry to who qualifies for multi-target therapy, and its outcomes.

The Python API::

    from datetime import date

    from lnmt_cli import Registry

    with Registry.open("lnmt.duckdb") as registry:
        registry.eligible(as_of=date(2017, 6, 30)).counts
        registry.outcomes(subgroups=["prior_response"]).changes

``Registry`` opens a registry or export files, ``Protocol`` is a study design, ``read_export`` reads a file as text
cells; the errors stand in ``lnmt_cli.errors``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.knowledge.version import TOOL_VERSION

if TYPE_CHECKING:
    from lnmt_cli.api import Registry
    from lnmt_cli.errors import (
        ExportError,
        KnowledgeError,
        LnmtError,
        MappingError,
        RefusedError,
        RegistryBusy,
        RegistryError,
        UnitError,
        UsageError,
    )
    from lnmt_cli.knowledge.protocol import Protocol
    from lnmt_cli.reading import read_export

__version__ = TOOL_VERSION

__all__ = [
    "ExportError",
    "KnowledgeError",
    "LnmtError",
    "MappingError",
    "Protocol",
    "RefusedError",
    "Registry",
    "RegistryBusy",
    "RegistryError",
    "UnitError",
    "UsageError",
    "__version__",
    "read_export",
]

_HOMES = {"Registry": "api", "Protocol": "knowledge.protocol", "read_export": "reading"}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for, so that the command line starts without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
