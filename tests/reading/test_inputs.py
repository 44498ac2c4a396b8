"""Rules for what a command names: files, folders, standard input."""

import hashlib
import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from lnmt_cli.errors import ExportError
from lnmt_cli.reading import find_inputs, read_grids


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"patient_id,upcr\n{name},1\n", encoding="utf-8")


def names(*paths: Path) -> list[str]:
    return [source.name for source in find_inputs(paths)]


def test_files_keep_their_order_and_names(tmp_path: Path) -> None:
    """Files come in the order in which they are named, under their names."""
    put(tmp_path, "b.csv", "a.csv")
    assert names(tmp_path / "b.csv", tmp_path / "a.csv") == ["b.csv", "a.csv"]


def test_folder(tmp_path: Path) -> None:
    """A folder gives its readable files and those of its subfolders, sorted, under their paths in it."""
    put(
        tmp_path,
        "b.csv",
        "a.tsv",
        "x/y/c.CSV",
        "x/d.csv.gz",
        ".hidden.csv",
        "~$b.xlsx",
        ".git/e.csv",
        "note.pdf",
        "x/n",
    )
    found = find_inputs([tmp_path])
    assert [source.name for source in found] == ["a.tsv", "b.csv", "x/d.csv.gz", "x/y/c.CSV"]
    assert found.skipped == (f"{tmp_path.name}/note.pdf", f"{tmp_path.name}/x/n")


def test_blank_text_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    """A blank .txt beside exports is passed over and told with its folder; a blank CSV is one that was cut off."""
    put(tmp_path, "a.csv")
    (tmp_path / "README.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("", encoding="utf-8")
    found = find_inputs([tmp_path])
    assert [source.name for source in found] == ["a.csv", "b.csv"]
    assert found.skipped == (f"{tmp_path.name}/README.txt",)


@pytest.mark.parametrize("present", [(), ("note.pdf",)])
def test_folder_with_nothing_to_read(tmp_path: Path, present: tuple[str, ...]) -> None:
    """A folder in which nothing can be read is refused, with what can be."""
    put(tmp_path, *present)
    with pytest.raises(ExportError, match="no export in it") as caught:
        find_inputs([tmp_path])
    assert ".csv" in caught.value.hint


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is refused when the inputs are looked for."""
    with pytest.raises(ExportError, match="does not exist"):
        find_inputs([tmp_path / "none.csv"])


def test_same_name_in_two_folders(tmp_path: Path) -> None:
    """Files of one name are told apart by as much of their paths as that takes; other files are not."""
    put(tmp_path, "2019/a/visits.csv", "2020/a/visits.csv", "2020/b/visits.csv", "other.csv")
    paths = [tmp_path / name for name in ("2019/a/visits.csv", "2020/a/visits.csv", "2020/b/visits.csv", "other.csv")]
    assert names(*paths) == ["2019/a/visits.csv", "2020/a/visits.csv", "b/visits.csv", "other.csv"]


def test_file_named_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file named twice, by another path or by its folder, is one input."""
    put(tmp_path, "a.csv", "b.csv")
    monkeypatch.chdir(tmp_path)
    assert names(Path("a.csv"), tmp_path / "a.csv", tmp_path) == ["a.csv", "b.csv"]


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` is what comes on standard input, once, as a sheet ``stdin``."""
    put(tmp_path, "a.csv")
    content = b"patient_id,upcr\nLN-1,1\n"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    first, second = find_inputs([Path("-"), tmp_path / "a.csv", Path("-")])
    assert (first.name, first.path, second.name) == ("standard input", None, "a.csv")
    assert first.sha256 == hashlib.sha256(content).hexdigest()
    (grid,) = read_grids(first)
    assert (grid.file, grid.name, len(grid.rows), grid.detected) == ("standard input", "stdin", 2, ())


def test_digest_is_of_the_bytes_as_given(tmp_path: Path) -> None:
    """The SHA-256 is that of the file, before or after it was read."""
    put(tmp_path, "a.csv")
    expected = hashlib.sha256((tmp_path / "a.csv").read_bytes()).hexdigest()
    (before,), (after,) = find_inputs([tmp_path / "a.csv"]), find_inputs([tmp_path / "a.csv"])
    read_grids(after)
    assert before.sha256 == after.sha256 == expected


def test_file_that_changes_is_refused(tmp_path: Path) -> None:
    """What is read is what the SHA-256 says, or nothing."""
    put(tmp_path, "a.csv")
    (source,) = find_inputs([tmp_path / "a.csv"])
    assert source.sha256
    (tmp_path / "a.csv").write_text("patient_id,upcr\n", encoding="utf-8")
    with pytest.raises(ExportError, match="changed while"):
        read_grids(source)
