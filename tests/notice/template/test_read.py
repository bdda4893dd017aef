"""Templates as text: what they become for a member, the units that translators see, and every fault with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ivr_author.catalog.lookup import Translations
from ivr_author.core.source import Source
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.render import Renderer
from ivr_author.notice.template.read import read_template
from ivr_author.notice.template.tree import units_of
from tests.notice.outline import VALUES, a_letterhead, a_notice, outline

CASES = Path(__file__).parent
SNIPPETS = {
    "contact": "## Questions?\n\nCall {{ letterhead.phone }}.\n",
    "circle": '{% include "_snippets/circle.md.j2" %}\n',
    "broken": "\n{{ nobody }}\n",
}
_CASE = re.compile(r"^=== (.+?)\n(.*?)(?=^=== |\Z)", re.MULTILINE | re.DOTALL)
_PART = re.compile(r"^~~~ ([a-z ]+)\n(.*?)^~~~\n", re.MULTILINE | re.DOTALL)


def cases() -> list[object]:
    found: list[object] = []
    for path in sorted(CASES.glob("*.md")):
        for title, body in _CASE.findall(path.read_text()):
            found.append(pytest.param(dict(_PART.findall(body)), id=f"{path.stem}: {title}"))
    return found


def snippets() -> dict[str, Source]:
    return {name: Source(f"notices/_snippets/{name}.md.j2", text) for name, text in SNIPPETS.items()}


@pytest.mark.parametrize("case", cases())
def test_template_becomes(case: dict[str, str]) -> None:
    source = Source("notices/bill/notice.md.j2", case["template"])
    template, faults = read_template(a_notice(), source, snippets(), a_letterhead())
    told = "".join(
        f"{one.span.line if one.span else 0}:{one.span.column if one.span else 0} {one.rule}: {one.message}\n"
        for one in faults
    )
    assert told == case.get("faults", "")
    assert all(one.span is not None and one.hint for one in faults if one.rule != "template-syntax")
    if template is None:
        assert faults
        return
    if "units" in case:
        told = "".join(
            f"{unit.address}: {unit.text}{' || ' + unit.plural if unit.plural else ''}\n"
            for unit in units_of(template)
            if unit.is_words and unit is not template.subject
        )
        assert told == case["units"]
    renderer = Renderer(NoticeFile(a_notice(), template, source), a_letterhead(), Translations({}, "en"))
    shown = [name for name in case if name.startswith("outline")]
    assert shown or "units" in case
    for name in shown:
        channel = name.partition(" ")[2] or "letter"
        assert outline(*renderer.document(channel, "en", VALUES)) + "\n" == case[name]
