"""The POT text is what `pybabel extract` writes, in every byte below the header."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from ivr_author.catalog.model import Catalog
from ivr_author.catalog.po import read_catalog
from ivr_author.catalog.template import babel_messages, build_template, is_same_template
from ivr_author.core.source import Source
from tests.catalog.builders import segment
from tests.catalog.toy_extractor import read_segments

LONG = "Thank you for calling the Health Connector. This call may be recorded, so that we can learn from it. " * 3
FILES = {
    "ivr.yaml": "texts/no_input|I didn't hear anything.||",
    "flows/main.yaml": (
        f"main/welcome/prompt|{LONG}||main: welcome, a prompt\n"
        "main/menu/choice/1/say|To pay, press {key}.||key 1; "
        + "a very long comment that has to be wrapped "
        * 4
        + "\n"
        "main/bills/prompt|You have {count} bill.|You have {count} bills.|\n"
        'main/rate/prompt|Save 5% in {{May}}: "now" \\ 请||'
    ),
    "flows/billing.yaml": "billing/welcome/prompt|To pay, press {key}.||\nbilling/bye/prompt|To pay, press {key}.||",
    "flows/bulletins/storm.yaml": "bulletins/storm/prompt|We are closed today.||",
    "flows/a b.yaml": "a/b/prompt|A file's name may have a space.||",
}
SEGMENTS = [segment for path, text in FILES.items() for segment in read_segments(path, text)]


def test_the_template_is_what_pybabel_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    config = tmp_path / "babel.cfg"
    config.write_text("[extractors]\ntoy = tests.catalog.toy_extractor:extract\n[toy: **.yaml]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    CommandLineInterface().run(["pybabel", "-q", "extract", "-F", "babel.cfg", "-o", "flows.pot", "."])
    theirs = (tmp_path / "flows.pot").read_bytes().decode()
    ours = build_template(SEGMENTS, "Health Connector", "1")
    assert ours.partition("\n\n")[2] == theirs.partition("\n\n")[2]
    assert is_same_template(read(ours), read(theirs))
    assert len(read(ours).entries) == len(SEGMENTS)


def read(text: str) -> Catalog:
    catalog, faults = read_catalog(Source("flows.pot", text), "")
    assert not faults
    return catalog


def test_the_same_segments_give_the_same_bytes_in_any_order_of_files() -> None:
    by_file = [read_segments(path, text) for path, text in FILES.items()]
    random.Random(1).shuffle(by_file)
    shuffled = [segment for segments in by_file for segment in segments]
    assert build_template(shuffled, "P", "1") == build_template(SEGMENTS, "P", "1")


def test_the_template_has_no_date_and_is_readable_by_babel(tmp_path: Path) -> None:
    text = build_template(SEGMENTS, "Health Connector", "1")
    assert "Date" not in text
    catalog = read_po(text.splitlines(keepends=True))
    assert catalog.get("To pay, press {key}.", context="billing/bye/prompt") is not None
    assert catalog.get(("You have {count} bill."), context="main/bills/prompt").id[1] == "You have {count} bills."


def test_a_template_without_segments_is_only_a_header() -> None:
    assert read(build_template([], "P", "")).entries == ()


def test_templates_are_the_same_when_only_lines_moved() -> None:
    one = [segment("main/a/prompt", "Hello", line=3, comments="node a")]
    assert is_same_template(
        read(build_template(one, "P", "1")),
        read(build_template([segment("main/a/prompt", "Hello", line=9, comments="node a")], "Q", "2")),
    )
    for other in (
        [segment("main/b/prompt", "Hello", comments="node a")],
        [segment("main/a/prompt", "Hello!", comments="node a")],
        [segment("main/a/prompt", "Hello", plural="Hellos", comments="node a")],
        [segment("main/a/prompt", "Hello", comments="node b")],
        [*one, segment("main/c/prompt", "Hello")],
    ):
        assert not is_same_template(read(build_template(one, "P", "1")), read(build_template(other, "P", "1")))


def test_what_the_entry_point_yields() -> None:
    assert list(
        babel_messages([segment("m/a/prompt", "Hello", line=4, comments="c"), segment("m/b/prompt", "1", "n")])
    ) == [
        (4, "pgettext", ("m/a/prompt", "Hello"), ["c"]),
        (1, "npgettext", ("m/b/prompt", "1", "n"), []),
    ]
