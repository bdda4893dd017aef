"""Web pages: one whole page of HTML, without scripts and without anything from elsewhere.

The page has one heading of level 1: the first one of the words, or the subject where they have none. A policy in the
page itself allows its own stylesheet and nothing else.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from ivr_author.notice.channel import Channel, Drop, Member, Rendering, Setting
from ivr_author.notice.document import Document, Heading, Paragraph, Slot, walk_blocks
from ivr_author.notice.model import FieldType
from ivr_author.notice.writing.contact import contact_lines, own_words
from ivr_author.notice.writing.holes import Form, write_form
from ivr_author.notice.writing.markup import Look, Piece, escape, language, write_content, write_html, write_title

LOOK = Look(
    {f"{element}.{align}": f' class="{align}"' for element in ("th", "td") for align in ("center", "end")},
)
_STYLE = "\n" + files("ivr_author.notice.channels.web").joinpath("page.css").read_text("utf-8")
_STYLE_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"
_ABOUT = {"date": FieldType.DATE, "reference": FieldType.DIGITS}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page with its holes: `body` is the notice itself, for a page of somebody else's. `about` by role."""

    head: Form
    body: Form
    foot: Form
    about: tuple[tuple[str, Form], ...]


def prepare(document: Document, setting: Setting) -> Prepared:
    """The page of a branch. Raises `CannotRender` for a link that leads nowhere safe."""
    return Prepared(
        head=write_form(_head(document, setting)),
        body=write_form(_body(document)),
        foot=write_form(_foot(setting)),
        about=tuple((role, write_form(_about(setting, role))) for role in _ABOUT),
    )


def fill(prepared: Prepared, member: Member) -> Rendering:
    """The page for one member. Raises `CannotRender` where a member's own address is none."""
    about = b"".join(
        form.encode((value,))
        for role, form in prepared.about
        if (value := member.recipient.get(role)) is not None and value.raw
    )
    page = (
        prepared.head.encode(member.values)
        + (b'<ul class="about">\n' + about + b"</ul>\n" if about else b"")
        + b"</header>\n<main>\n"
        + prepared.body.encode(member.values)
        + prepared.foot.encode(())
    )
    return Rendering({"html": page})


def drops(document: Document) -> Iterable[Drop]:
    """Nothing: a page carries all of a document."""
    del document
    return ()


def _head(document: Document, setting: Setting) -> Iterator[Piece]:
    yield f"<!DOCTYPE html>\n<html{language(document.locale)}>\n<head>\n"
    yield '<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield '<meta name="format-detection" content="telephone=no">\n'
    yield "<title>"
    if document.subject:
        yield from write_title(document.subject, document.locale)
    else:
        yield escape(setting.notice.title.value)
    yield f"</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    yield '<div class="sheet">\n<header>\n'
    yield f'<p class="from"><bdi>{escape(setting.letterhead.organisation)}</bdi></p>\n'


def _body(document: Document) -> Iterator[Piece]:
    has_title = any(isinstance(block, Heading) and block.level == 1 for block in walk_blocks(document.blocks))
    if document.subject and not has_title:
        yield from write_html((Heading(1, document.subject),), document.locale, LOOK)
    yield from write_html(document.blocks, document.locale, LOOK)


def _foot(setting: Setting) -> Iterator[Piece]:
    yield "</main>\n<footer>\n"
    yield from write_html([Paragraph(line) for line in contact_lines(setting)], setting.locale, LOOK)
    yield "</footer>\n</div>\n</body>\n</html>\n"


def _about(setting: Setting, role: str) -> Iterator[Piece]:
    """The line with the date, or with the account: words of ours around one value."""
    yield "<li>"
    yield from write_content(own_words(setting, role, {role: Slot(0, _ABOUT[role], role)}), setting.locale, LOOK)
    yield "</li>\n"


CHANNEL = Channel(
    name="web",
    title="Web page",
    suffixes={"html": ".html"},
    prepare=prepare,
    fill=fill,
    drops=drops,
)
