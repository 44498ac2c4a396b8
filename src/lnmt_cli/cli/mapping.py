"""``lnmt map``."""

from __future__ import annotations

import sys

from lnmt_cli.cli import options
from lnmt_cli.cli.reading_options import Reading, reads_exports
from lnmt_cli.cli.writing import protect, say, written_whole
from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge import DEFAULT_PROTOCOL


@reads_exports
def map(  # noqa: A001 - the name of the command
    exports: options.NeededExports,
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    *,
    how: Reading,
    output: options.Output = None,
) -> None:
    """Print how export files are read, as TOML to correct and to pass with --mapping.

    Every column with its field, unit and time point, columns that nothing claims, and what the study needs and no
    column supplies. What other commands refuse is left open here, to be filled in.
    """
    from lnmt_cli.ingest.draft_sheets import draft_exports
    from lnmt_cli.ingest.drafting import summary
    from lnmt_cli.ingest.mapping_text import write_mapping
    from lnmt_cli.ingest.pipeline import memory_in
    from lnmt_cli.knowledge.needs import load_needs

    protect(output, (*exports, registry, *how.files))
    drafts = draft_exports(exports, how.declared(), memory_in(registry))
    text = write_mapping(drafts, load_needs(DEFAULT_PROTOCOL), DEFAULT_PROTOCOL)
    if output is not None:
        with written_whole(output) as aside:
            aside.write_text(text, encoding="utf-8", newline="\n")
        say(f"Written: {output}")
    elif sys.stdout is None:
        raise UsageError("There is no standard output to write to.", "Name a file with --output.")
    else:
        # A mapping is UTF-8 wherever it is written, so that what is piped into a file can be read again.
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None and not sys.stdout.isatty():
            reconfigure(encoding="utf-8", newline="\n")
        sys.stdout.write(text)
    say(summary(drafts))
