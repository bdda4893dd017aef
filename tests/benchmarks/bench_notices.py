"""Notices: a letter against WeasyPrint and bare Typst, the other channels against a Markdown parse for each member.

The same words on both sides: our own web page is what WeasyPrint sets, with the assistance page after it; bare Typst
has plain markup with the values put in by Python; the other side of HTML is Jinja2, then Markdown, each time.
CPU seconds of this process are compared, in turns, and the median counts: the machine is shared.
"""

from __future__ import annotations

import html
import importlib
import itertools
import logging
import re
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
import typst
from markdown_it import MarkdownIt

from ivr_author.core.locale import find_locale
from ivr_author.core.written import write_phone
from ivr_author.notice.channels.letter.fonts import font_folder
from ivr_author.notice.model import Raw
from ivr_author.notice.render import Renderer
from ivr_author.notice.writing.plain_words import words_of
from ivr_author.usecases.render import open_renderer
from ivr_author.workspace.project import Workspace, load_workspace

ROOT = Path(__file__).resolve().parents[2]
NOTICE = "premium_bill"
ROUNDS = 5
LETTERS = 20
MEMBERS = 400

Row = tuple[str, float, str]


def run() -> list[Row]:
    """Every figure with its ratio."""
    workspace = load_workspace(ROOT)
    renderer = open_renderer(workspace, workspace.notices.notices[NOTICE])
    assert renderer is not None, "the sample notices can be read"
    return [*_letters(renderer), *_channels(workspace, renderer)]


def _members(renderer: Renderer) -> list[dict[str, Raw]]:
    """As many members as are needed: the samples, each time with another name and account."""
    samples = itertools.cycle(list(renderer.notice.samples.values()))
    roles = renderer.notice.recipient
    return [
        {**next(samples).values, roles.name: f"Robin Sample {number}", roles.reference: f"{10_000_000 + number}"}
        for number in range(MEMBERS)
    ]


def _cpu(work: Callable[[int], object], times: int) -> float:
    """Milliseconds of CPU for one of them."""
    start = time.process_time()
    for number in range(times):
        work(number)
    return (time.process_time() - start) / times * 1000


def _in_turns(sides: Mapping[str, tuple[Callable[[int], object], int]]) -> dict[str, float]:
    for work, _ in sides.values():
        work(0)
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, (work, times) in sides.items():
            taken[name].append(_cpu(work, times))
    return {name: statistics.median(times) for name, times in taken.items()}


# --- letters ----------------------------------------------------------------------------------------------------------


def _letters(renderer: Renderer) -> list[Row]:
    members = _members(renderer)
    sides: dict[str, tuple[Callable[[int], object], int]] = {
        "ours": (lambda number: renderer.render("letter", "en", members[number]), LETTERS),
        "typst": (_bare_typst(renderer, members), LETTERS),
    }
    weasyprint = _weasyprint(renderer, members)
    if weasyprint is not None:
        sides["weasyprint"] = (weasyprint, 3)
    taken = _in_turns(sides)
    pages = renderer.render("letter", "en", members[0]).facts["pages"]
    rows: list[Row] = [
        (f"letter, PDF/UA-1, {pages} pages with 15 languages", taken["ours"], "ms CPU"),
        ("  the same words in bare Typst, compiler kept", taken["typst"], "ms CPU"),
        ("  ours to bare Typst (goal: at most 1.3)", taken["ours"] / taken["typst"], "x"),
    ]
    if "weasyprint" in taken:
        rows += [
            ("  the same words by WeasyPrint, pdf/ua-1", taken["weasyprint"], "ms CPU"),
            ("  WeasyPrint to ours (goal: at least 10)", taken["weasyprint"] / taken["ours"], "x"),
        ]
    else:
        rows.append(("  WeasyPrint is not installed: pip install weasyprint", 0.0, ""))
    return rows


def _bare_typst(renderer: Renderer, members: list[dict[str, Raw]]) -> Callable[[int], object]:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[font_folder()])
    compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
    assistance = "".join(
        f'#block(text(lang: "{find_locale(line.locale).tag.split("-")[0]}", dir: {find_locale(line.locale).direction})'
        f"[*{_escape(find_locale(line.locale).endonym)}*: {_escape(_assistance_text(renderer, line.text))}])\n"
        for line in renderer.letterhead.assistance
    )
    families = "Noto Sans|Noto Sans Arabic|Noto Sans Khmer|Noto Sans Devanagari|Noto Sans Gujarati"
    families += "|Noto Sans TC|Noto Sans KR|Noto Sans SC"
    head = (
        '#set document(title: "Bill")\n#set text(lang: "en", size: 12pt, font: ('
        + ", ".join(f'"{family}"' for family in families.split("|"))
        + '))\n#set page(paper: "us-letter", footer: context [Page #counter(page).display() of '
        "#counter(page).final().at(0)])\n"
    )

    def write(values: dict[str, Raw]) -> bytes:
        paragraphs = [_escape(part) for part in words_of(*renderer.document("letter", "en", values)).split("\n\n")]
        body = "= " + paragraphs[0] + "\n\n" + "\n\n".join(paragraphs[1:])
        return f"{head}{body}\n#pagebreak()\n== Help\n{assistance}".encode()

    # Written beforehand: what our own Python costs counts on our side alone.
    sources = [write(values) for values in members[:LETTERS]]

    def make(number: int) -> object:
        return compiler.compile(sources[number], format="pdf", pdf_standards="ua-1", timestamp=0)

    return make


def _assistance_text(renderer: Renderer, text: str) -> str:
    letterhead = renderer.letterhead
    return text.replace("{phone}", write_phone(letterhead.phone)).replace("{tty}", letterhead.tty)


def _escape(text: str) -> str:
    return re.sub(r'([\\#$*_`<>@\[\]~/=+\-"\'])', r"\\\1", text)


def _weasyprint(renderer: Renderer, members: list[dict[str, Raw]]) -> Callable[[int], object] | None:
    try:
        engine: Any = importlib.import_module("weasyprint")
        configuration: Any = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    except (ImportError, OSError):
        return None
    for name in ("weasyprint", "fontTools", "fontTools.subset", "weasyprint.progress"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    lines = "".join(
        f'<p lang="{find_locale(line.locale).tag}" dir="{find_locale(line.locale).direction}">'
        f"<b>{find_locale(line.locale).endonym}</b>: {html.escape(_assistance_text(renderer, line.text))}</p>"
        for line in renderer.letterhead.assistance
    )
    page = f'<section style="break-before: page"><h2>Help</h2>{lines}</section></body>'
    style = engine.CSS(
        string='@page { size: letter; @bottom-right { content: "Page " counter(page) " of " counter(pages) } }'
        "body { font: 12pt Noto Sans }",
        font_config=configuration,
    )

    def make(number: int) -> object:
        text = renderer.render("web", "en", members[number]).parts["html"].decode().replace("</body>", page)
        return engine.HTML(string=text).write_pdf(
            stylesheets=[style], font_config=configuration, pdf_variant="pdf/ua-1", pdf_tags=True
        )

    return make


# --- the other channels -----------------------------------------------------------------------------------------------


def _channels(workspace: Workspace, bill: Renderer) -> list[Row]:
    reminder = open_renderer(workspace, workspace.notices.notices["payment_reminder"])
    assert reminder is not None, "the sample notices can be read"
    members = _members(reminder)
    channels = [channel for channel in ("email", "sms", "robocall", "web") if channel in reminder.notice.channels]
    assert len(channels) == 4, "this notice goes out by every channel"
    bills = _members(bill)
    taken = _in_turns(
        {
            "all": (lambda number: reminder.render_all(channels, "en", members[number]), MEMBERS),
            "web": (lambda number: bill.render("web", "en", bills[number]), MEMBERS),
            "parse": (_jinja_then_markdown(workspace, bill, bills), 50),
        }
    )
    return [
        ("all channels but the PDF, one member (goal: at most 0.5)", taken["all"], "ms CPU"),
        ("the whole bill as HTML, one member", taken["web"], "ms CPU"),
        ("  the same words by Jinja2, then a Markdown parse each time", taken["parse"], "ms CPU"),
        ("  parse for each member to ours (goal: at least 10)", taken["parse"] / taken["web"], "x"),
    ]


def _jinja_then_markdown(
    workspace: Workspace, renderer: Renderer, members: list[dict[str, Raw]]
) -> Callable[[int], object]:
    """What most systems do: values into the text, then the text through Markdown."""
    file = workspace.notices.notices[NOTICE]
    sources = {"main": re.sub(r"{% block .*?{% endblock %}", "", file.source.text, flags=re.DOTALL)}
    sources.update({f"_snippets/{name}.md.j2": source.text for name, source in workspace.notices.snippets.items()})
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(sources), trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"]
    )
    environment.install_null_translations()  # type: ignore[attr-defined]
    # Values go into the text as they do here: Jinja2's own str() would print 212.4 and 2026-12-23.
    environment.finalize = lambda value: value if not isinstance(value, float) else f"${value:,.2f}"
    template = environment.get_template("main")
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    letterhead = {name: raw for name, (_, raw) in renderer.letterhead.values().items()}

    def make(number: int) -> object:
        return parser.render(template.render(members[number], letterhead=letterhead, channel="web"))

    return make
