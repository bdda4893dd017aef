"""Typst kept warm: threads, forks, fonts, and what it says when it can't."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channels.letter import fonts
from ivr_author.notice.channels.letter.compiler import (
    IMPORT,
    compile_pages,
    compile_pdf,
    engine_version,
    name_characters,
)
from ivr_author.notice.channels.letter.coverage import missing_characters
from ivr_author.notice.channels.letter.fonts import font_folder, fonts_digest
from ivr_author.notice.channels.letter.letter import fill
from tests.notice.channels.letter.letter_cases import member, prepared


def test_threads_wait_for_each_other() -> None:
    made = prepared()
    with ThreadPoolExecutor(4) as pool:
        letters = list(pool.map(lambda _: fill(made, member()).parts["pdf"], range(12)))
    assert len(set(letters)) == 1


def test_fork_after_a_letter_is_refused_and_does_not_hang() -> None:
    program = (
        "import os\n"
        "from ivr_author.notice.channels.letter.compiler import compile_pdf\n"
        "compile_pdf('#set document(title: \"x\")', 0)\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    try:\n"
        "        compile_pdf('#set document(title: \"x\")', 0)\n"
        "    except RuntimeError as refusal:\n"
        "        os._exit(7 if 'spawn' in str(refusal) else 8)\n"
        "    os._exit(9)\n"
        "raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=30, check=False).returncode == 7


def test_missing_fonts_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_PLACES", ("nowhere",))
    with pytest.raises(CannotRender, match="make setup"):
        fill(prepared(), member())


def test_digest_changes_with_a_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = fonts_digest()
    assert len(before) == 64
    (tmp_path / "fonts").mkdir()
    for name in ("NotoSansLao-Regular.ttf", "manifest.json"):
        shutil.copy(Path(font_folder(), name), tmp_path / "fonts" / name)
    monkeypatch.setattr(fonts, "_PLACES", (str(tmp_path / "fonts"),))
    fonts_digest.cache_clear()
    one = fonts_digest()
    (tmp_path / "fonts" / "NotoSansLao-Regular.ttf").write_bytes(b"other")
    fonts_digest.cache_clear()
    assert len({before, one, fonts_digest()}) == 3
    monkeypatch.undo()
    fonts_digest.cache_clear()


def test_fonts_carry_their_licences() -> None:
    families = {path.name.partition("-")[0] for path in Path(font_folder()).glob("*.ttf")}
    assert len(families) >= 17
    for family in families:
        assert "SIL Open Font License" in Path(font_folder(), f"{family}-LICENSE.txt").read_text().replace("\n", " ")


def test_faults_of_a_program_are_content_faults() -> None:
    with pytest.raises(CannotRender, match=r"^no\Z"):
        compile_pdf('#panic("no")', 0)
    with pytest.raises(CannotRender, match="Typst can't set this letter"):
        compile_pdf("#unknown", 0)
    with pytest.raises(CannotRender, match="empty without the values"):
        compile_pdf(f'{IMPORT}#set document(title: "x")\n#heading(level: 1, "")', 0)


def test_one_page_or_many_as_pictures() -> None:
    assert len(compile_pages("a", "png", 36)) == 1
    assert len(compile_pages("a #pagebreak() b", "svg", 36)) == 2


def test_missing_characters_are_all_found() -> None:
    assert set(missing_characters("Zoë 王 \U0001f600 ភា \U0001f680\U0001f600 ê é ☐")) == {"\U0001f600", "\U0001f680"}
    assert missing_characters("plain") == ""
    assert len(missing_characters("".join(chr(0x1F600 + number) for number in range(60)))) >= 20


def test_fonts_that_typst_brings_are_not_used() -> None:
    assert missing_characters("\U0001d538") == "\U0001d538", "only its mathematical font has this letter"


def test_characters_are_named() -> None:
    assert name_characters("\U0001f600a\u0007") == "U+1F600 (\U0001f600), U+0061 (a), U+0007"
    assert engine_version().startswith("typst 0.")
