"""``python -m lnmt_cli``."""

from lnmt_cli.cli import start

start()
