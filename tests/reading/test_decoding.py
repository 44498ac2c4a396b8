"""Rules for which encoding a text is in."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import ExportError, UsageError
from lnmt_cli.reading.decoding import decode

WESTERN = "patient_id;crea (µmol/L);note\nLN-1;80;Müller, café\nLN-2;90;± 2 °C – “ok”\n"
KOREAN = "환자번호,방문일,단백뇨,성별\nLN-1,2020-01-01,0.5,여\nLN-2,2020-02-01,0.4,남\n"


def refusal(content: bytes, encoding: str | None = None) -> ExportError:
    with pytest.raises(ExportError) as caught:
        decode(content, "a.csv", encoding)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("codec", "words"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ("UTF-8 with BOM",)),
        ("utf-16", ("UTF-16",)),
        ("utf-32", ("UTF-32",)),
        ("utf-16-le", ("UTF-16 without BOM",)),
        ("utf-16-be", ("UTF-16 without BOM",)),
        ("cp949", ("CP949",)),
        ("euc-kr", ("CP949",)),
    ],
)
def test_korean_in_each_encoding(codec: str, words: tuple[str, ...]) -> None:
    """The same Korean text comes back from each encoding, which is said unless it is plain UTF-8."""
    assert decode(KOREAN.encode(codec), "a.csv") == (KOREAN, words)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_western_in_each_encoding(codec: str) -> None:
    """The same western text comes back from each encoding."""
    assert decode(WESTERN.encode(codec), "a.csv")[0] == WESTERN


def test_latin1_is_told_from_cp1252_by_its_signs() -> None:
    """Without a byte from 0x80 to 0x9F the two are the same text; with one it is CP1252."""
    assert decode("id,größe\n".encode("latin-1"), "a.csv") == ("id,größe\n", ("Latin-1",))
    assert decode("id,größe – €\n".encode("cp1252"), "a.csv") == ("id,größe – €\n", ("CP1252",))


@pytest.mark.parametrize(
    "header",
    ["Cr (µmol/L)", "µg", "crea_µmol", "Größe", "créée", "Avaliação", "Não é", "âge", "10³/µL", "m²", "°C", "Ångström"],
)
def test_one_western_word_is_western(header: str) -> None:
    """One word is enough: ``µm`` never becomes a syllable, though CP949 has one for its bytes."""
    content = f"id,{header}\n1,2\n"
    assert decode(content.encode("latin-1"), "a.csv")[0] == content


@pytest.mark.parametrize(
    "header", ["이름", "성별", "남", "나이(세)", "C3 수치", "UPCR 단백뇨", "값", "3회", "검사일자"]
)
def test_one_korean_word_is_korean(header: str) -> None:
    """One word is enough: ``이름`` never becomes ``ÀÌ¸§``."""
    content = f"id,{header}\n1,2\n"
    assert decode(content.encode("cp949"), "a.csv")[0] == content


@pytest.mark.parametrize("mark", ["○", "×", "●", "□", "㎎"])
def test_signs_of_korean_tables_say_nothing(mark: str) -> None:
    """Rings, crosses and units in one sign are no western letters: beside Korean words they leave a file Korean."""
    content = "번호,성별,당뇨\n" + f"1,여,{mark}\n" * 20
    assert decode(content.encode("cp949"), "a.csv") == (content, ("CP949",))
    with pytest.raises(ExportError):
        decode(f"id,diabetes\n1,{mark}\n".encode("cp949"), "a.csv")


@given(st.lists(st.tuples(st.integers(0xB0, 0xC8), st.integers(0xA1, 0xFE)).map(bytes), min_size=2, max_size=8))
@settings(max_examples=60)
def test_any_korean_word(syllables: list[bytes]) -> None:
    """A word of the 2350 syllables of KS X 1001 is read as Korean, unless its bytes are UTF-8 by chance."""
    stored = b"id," + b"".join(syllables) + b"\n"
    with suppress(UnicodeDecodeError):
        stored.decode("utf-8")
        return
    assert decode(stored, "a.csv") == (stored.decode("euc-kr"), ("CP949",))


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("id,Cr값\n", "cp949"),
        ("id,AVALIAÇÃO\n", "latin-1"),
        ("номер,пациент,дата,возраст\n", "cp1251"),
        ("患者编号,检查日期,蛋白尿\n", "gb18030"),
        ("患者番号,検査日\n", "shift-jis"),
        ("für;naïve;환자;단백뇨\n", "mixed"),
        ("m\u00fcde\n", "cp850"),
    ],
)
def test_what_cannot_be_told_is_refused(text: str, codec: str) -> None:
    """Text that could be either, or is in neither encoding, is refused with the option that settles it."""
    content = (
        text.encode("cp949", "ignore") + "für;naïve\n".encode("latin-1") if codec == "mixed" else text.encode(codec)
    )
    error = refusal(content)
    assert "cannot be told" in error.message
    assert "--encoding" in error.hint


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("id,Cr값\n", "cp949", "cp949"),
        ("id,AVALIAÇÃO\n", "latin-1", "Latin-1"),
        ("номер,пациент\n", "cp1251", "windows-1251"),
        ("患者番号\n", "shift-jis", "shift_jis"),
        ("id,a\n", "utf-16-le", "UTF-16LE"),
    ],
)
def test_declared_encoding_is_used(text: str, codec: str, declared: str) -> None:
    """With ``--encoding`` the text is read as declared, and that is said."""
    found, words = decode(text.encode(codec), "a.csv", declared)
    assert found == text
    assert "as declared" in words[0]


def test_mark_stands_above_the_declaration() -> None:
    """A byte-order mark is sure: one file of several may have it whatever is declared for the others."""
    assert decode(KOREAN.encode("utf-8-sig"), "a.csv", "cp949")[0] == KOREAN


@pytest.mark.parametrize(("declared", "close"), [("cp94", "cp949"), ("uft-8", "utf-8"), ("base64", ""), ("x\0", "")])
def test_unknown_encoding(declared: str, close: str) -> None:
    """An encoding that is none for text is a wrong value of the option, with what is close."""
    with pytest.raises(UsageError) as caught:
        decode(b"id\n", "a.csv", declared)
    assert close in caught.value.hint


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_damaged_utf8_is_refused_with_its_line(mark: bytes) -> None:
    """UTF-8 that was cut inside a character is no other encoding: the line is named."""
    error = refusal(mark + KOREAN.encode() + "환".encode()[:2] + b"\n")
    assert "line 4" in error.message


def test_declared_encoding_that_does_not_fit() -> None:
    """What does not decode as declared is refused with its line, counted in any of the three ends of line."""
    assert "line 3" in refusal(b"id\r1\r\n\xff\xff", "cp949").message


def test_nul_bytes_are_refused() -> None:
    """A NUL byte in a text that is not UTF-16 is refused with its line."""
    assert "line 2" in refusal(b"id,upcr\n1,\x00\n").message


@given(st.binary(max_size=60))
def test_any_bytes(content: bytes) -> None:
    """Any bytes are a text or are refused."""
    try:
        text, _ = decode(content, "a.csv")
    except ExportError:
        return
    assert "\0" not in text
