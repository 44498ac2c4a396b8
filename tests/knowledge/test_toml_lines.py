"""A message about a knowledge file names the line, and in an expression the column, where the mistake stands."""

from pathlib import Path

import duckdb
import pytest

from lnmt_cli.errors import KnowledgeError
from lnmt_cli.knowledge.expression import NUMBER, compile_expression
from lnmt_cli.knowledge.toml import Table, read_toml
from lnmt_cli.knowledge.toml_lines import key_line

TEXT = '''name = "made-up"  # line 1
note = """
complete = "not a key"
[nor.a.table]
"""

[[rule]]
complete = "upcr < 0.5"
[rule.window]
first = 1

[[rule]]
complete = """
  upcr < 0.5
  and upcr > 'low'"""
partial = "upcr\\u0020< 'low'"
inner = { a = 1 }

  [ "rule two" . deep ]
  some.dotted = 1
  'quoted' = 'upcr < "low"'
'''


@pytest.fixture
def root(tmp_path: Path) -> Table:
    path = tmp_path / "made-up.toml"
    path.write_text(TEXT, encoding="utf-8")
    return read_toml(path)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("name", 1),
        ("note", 2),
        ("rule[1]", 7),
        ("rule[1].complete", 8),
        ("rule[1].window.first", 10),
        ("rule[2].complete", 13),
        ("rule[2].partial", 16),
        ("rule two.deep.some.dotted", 20),
        ("rule two.deep.quoted", 21),
        ("rule[2].inner.a", 17),
        ("rule[2].absent", 12),
        ("absent", None),
        ("complete", None),
        ("nor.a.table", None),
    ],
)
def test_the_line_of_a_key(path: str, line: int | None) -> None:
    """A key is found in its own table, never inside a text; one that is not there has the line of its table."""
    assert key_line(TEXT, path) == line


def test_wrong_keys_and_types_name_the_line(root: Table) -> None:
    """An unknown key and a value of the wrong type are refused with the line on which they stand."""
    row = root.rows("rule")[0]
    with pytest.raises(KnowledgeError, match=r"^made-up\.toml, line 8: rule\[1\]\.complete: unknown key"):
        row.only("window")
    with pytest.raises(KnowledgeError, match=r"^made-up\.toml, line 10: rule\[1\]\.window\.first: a text"):
        row.table("window").text("first")


@pytest.mark.parametrize(
    ("row", "key", "where"),
    [
        (1, "complete", r"line 15, column 14: rule\[2\]\.complete: at character 27: a number is expected"),
        (1, "partial", r"line 16: rule\[2\]\.partial: at character 8: a number is expected"),
    ],
)
def test_the_place_of_a_mistake_in_an_expression(root: Table, row: int, key: str, where: str) -> None:
    """A mistake is shown on its line and column, in a text of several lines too; with escapes, on the key's line."""
    table = root.rows("rule")[row]
    with pytest.raises(KnowledgeError, match=rf"^made-up\.toml, {where}"):
        compile_expression(table.text(key), {"upcr": NUMBER}, 9, table.place(key), duckdb.connect())


def test_a_table_without_a_source_has_no_lines() -> None:
    """A table that was not read from a file is refused by file and key alone."""
    with pytest.raises(KnowledgeError, match=r"^made-up\.toml: a: a text is expected"):
        Table("made-up.toml", {"a": 1}).text("a")
