"""``lnmt info`` and ``lnmt history``."""

from __future__ import annotations

from lnmt_cli.cli import options
from lnmt_cli.cli.writing import emit, protect


def info(
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    form: options.Form = None,
    output: options.Output = None,
) -> None:
    """Say what the registry holds: patients and records, from which files, how completely each field is filled.

    Counts only. CSV, TSV and JSON lines have the coverage of each field at each site.
    """
    from lnmt_cli.analysis.holdings import holdings, landed_files
    from lnmt_cli.output.info import projection
    from lnmt_cli.registry.store import open_registry

    protect(output, (registry,))
    with open_registry(registry) as connection:
        held, files = holdings(connection), landed_files(connection)
    emit(projection(held, files, registry.name), form, output)


def history(
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    form: options.Form = None,
    output: options.Output = None,
) -> None:
    """List the files that were landed, the oldest first: when, their rows, their problems, and what read them."""
    from lnmt_cli.analysis.holdings import landed_files
    from lnmt_cli.output.history import projection
    from lnmt_cli.registry.store import open_registry

    protect(output, (registry,))
    with open_registry(registry) as connection:
        files = landed_files(connection)
    emit(projection(files, registry.name), form, output)
