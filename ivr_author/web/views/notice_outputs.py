"""What members get, as files: the letter, its pages as pictures, the parts of other channels, the robocall's sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from flask import Blueprint, Response, abort, request

from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.segments import SPOKEN as ROBOCALL
from ivr_author.usecases.hear import hear_line
from ivr_author.usecases.show_notice import LETTER
from ivr_author.web.language import gettext
from ivr_author.web.notice.page import NoticePage, open_notice
from ivr_author.web.notice.presenters import paragraphs
from ivr_author.web.rooms import Room, the_studio
from ivr_author.web.security import set_apart

blueprint = Blueprint("notice_outputs", __name__)
ROOM = Room(blueprint, under="notices")

_MEDIA_TYPES = {".html": "text/html", ".txt": "text/plain", ".ssml": "application/ssml+xml"}
"""By the ending of the file that a part is written to; the letter has pages of its own."""


@blueprint.get("/notices/<notice_id>/letter/<int:page>.png")
def letter_page(notice_id: str, page: int) -> Response:
    """A page of the letter as a picture."""
    shown = _open(notice_id, LETTER)
    pages = _made(lambda: shown.desk.letter_pages(notice_id, shown.choice.wanted))
    if not 1 <= page <= len(pages):
        abort(404, gettext("The letter has no such page."))
    return _kept(Response(pages[page - 1], mimetype="image/png"))


@blueprint.get("/notices/<notice_id>/letter.pdf")
def letter(notice_id: str) -> Response:
    """The letter itself."""
    shown = _open(notice_id, LETTER)
    choice = shown.choice
    output = shown.desk.output(notice_id, LETTER, choice.wanted)
    if output.rendering is None:
        abort(409, output.message)
    response = Response(output.rendering.parts["pdf"], mimetype="application/pdf")
    name = "-".join((notice_id, choice.member.id, choice.locale, *(["large"] if choice.is_large else [])))
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return _kept(response)


@blueprint.get("/notices/<notice_id>/outputs/<of>/<part>")
def part(notice_id: str, of: str, part: str) -> Response:
    """A part of what another channel sends; a document of HTML is kept apart from the studio's own pages."""
    endings = CHANNELS[of].suffixes if of in CHANNELS else {}
    media_type = _MEDIA_TYPES.get(PurePath(f"part{endings.get(part, '')}").suffix)
    if media_type is None:
        abort(404)
    shown = _open(notice_id, of)
    output = shown.desk.output(notice_id, of, shown.choice.wanted)
    if output.rendering is None:
        abort(409, output.message)
    response = Response(output.rendering.parts[part], mimetype=media_type)
    if response.mimetype == "text/html":
        set_apart()
    return _kept(response)


@blueprint.get("/notices/<notice_id>/robocall.wav")
def sound(notice_id: str) -> Response:
    """What the robocall says, as it sounds on a telephone."""
    shown = _open(notice_id, ROBOCALL)
    output = shown.desk.output(notice_id, ROBOCALL, shown.choice.wanted)
    program = shown.shown.program
    if output.rendering is None or program is None:
        abort(409, output.message or gettext("There is no sound before the problems of ivr.yaml are mended."))
    pieces = list(paragraphs(output.text("text")))
    heard = hear_line(the_studio().root, program, shown.choice.locale, pieces)
    response = _kept(Response(heard.wav, mimetype="audio/wav"))
    response.make_conditional(request, accept_ranges=True, complete_length=len(heard.wav))
    return response


def _open(notice_id: str, channel: str) -> NoticePage:
    shown = open_notice(notice_id)
    if shown.file is None or channel not in shown.file.notice.channels:
        abort(404, gettext("There is no notice “{notice}” for this channel.").format(notice=notice_id))
    if shown.reason or not shown.choice.members:
        abort(409, gettext("This notice can't be shown before its problems are mended."))
    return shown


def _made(make: Callable[[], tuple[bytes, ...]]) -> tuple[bytes, ...]:
    try:
        return make()
    except CannotRender as fault:
        abort(409, str(fault))


def _kept(response: Response) -> Response:
    """The browser may keep it, but asks each time whether it is still so."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
