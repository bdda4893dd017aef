"""Email: HTML with inline styles, a plain text part from the same document, and the subject.

Nothing is hidden in it and nothing is fetched. The account number and the address stay out: an email is a postcard.
Sending it, and its header lines, is left to the mailer; the subject is one line, whatever a value holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ivr_author.core.locale import find_locale
from ivr_author.notice.channel import CannotRender, Channel, Drop, Member, Rendering, Setting
from ivr_author.notice.channels.email.look import PAGE, email_look
from ivr_author.notice.document import Break, Document, Paragraph
from ivr_author.notice.writing.contact import contact_lines
from ivr_author.notice.writing.holes import Form, write_form
from ivr_author.notice.writing.markup import Look, Piece, escape, language, write_html, write_title
from ivr_author.notice.writing.plain import write_line, write_text


@dataclass(frozen=True, slots=True)
class Prepared:
    """The three parts with their holes."""

    html: Form
    text: Form
    subject: Form


def prepare(document: Document, setting: Setting) -> Prepared:
    """The email of a branch. Raises `CannotRender` without a subject, or for a link that leads nowhere safe."""
    if not document.subject:
        raise CannotRender("an email needs a subject: give notice.yaml a `subject`")
    look = email_look(find_locale(document.locale).direction)
    text = [
        *write_text(document.blocks, document.locale),
        "\n\n\n",
        *write_text((_contact(setting),), setting.locale),
        "\n",
    ]
    return Prepared(
        html=write_form(_page(document, setting, look)),
        text=write_form(text),
        subject=write_form(write_line(document.subject, document.locale)),
    )


def fill(prepared: Prepared, member: Member) -> Rendering:
    """The email for one member. Raises `CannotRender` where a member's own address is none."""
    values = member.values
    return Rendering(
        {
            "html": prepared.html.encode(values),
            "text": prepared.text.encode(values),
            "subject": prepared.subject.encode(values),
        }
    )


def drops(document: Document) -> Iterable[Drop]:
    """Nothing: HTML carries all of a document, and the text part says tables and links in words."""
    del document
    return ()


def _page(document: Document, setting: Setting, look: Look) -> Iterator[Piece]:
    where = language(document.locale)
    yield f"<!DOCTYPE html>\n<html{where}>\n<head>\n"
    yield '<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">\n'
    yield '<meta name="color-scheme" content="light">\n'
    yield "<title>"
    yield from write_title(document.subject, document.locale)
    yield "</title>\n</head>\n"
    yield PAGE.body
    # Mail readers drop <html>: the language and the direction stand on the cell, too.
    yield f"{PAGE.outer}\n<tr>\n<td{where}{PAGE.outer_cell}>\n{PAGE.inner}\n"
    yield f"<tr>\n<td{look.attributes['head']}><bdi>{escape(setting.letterhead.organisation)}</bdi></td>\n</tr>\n"
    yield f"<tr>\n<td{look.attributes['main']}>\n"
    yield from write_html(document.blocks, document.locale, look)
    yield f"</td>\n</tr>\n<tr>\n<td{look.attributes['foot']}>\n"
    yield from write_html((_contact(setting),), setting.locale, look)
    yield "</td>\n</tr>\n</table>\n</td>\n</tr>\n</table>\n</body>\n</html>\n"


def _contact(setting: Setting) -> Paragraph:
    return Paragraph(tuple(part for line in contact_lines(setting) for part in (Break(), *line))[1:])


CHANNEL = Channel(
    name="email",
    title="Email",
    suffixes={"html": ".html", "text": ".txt", "subject": ".subject.txt"},
    prepare=prepare,
    fill=fill,
    drops=drops,
)
