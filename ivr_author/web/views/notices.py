"""Notices: what is there, and one notice with its words beside what a member gets by every channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from ivr_author.catalog.check import CATALOG_RULES
from ivr_author.core.locale import find_locale
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.model import Notice
from ivr_author.usecases.show_notice import LETTER, Output, Wanted
from ivr_author.web.code import coloured_lines
from ivr_author.web.language import gettext
from ivr_author.web.notice_presenters import (
    CHANNEL_TITLES,
    LETTER_PREFIX,
    MemberView,
    OutputView,
    SourceView,
    channels_of,
    paragraphs,
    view_branch,
    view_fields,
    view_members,
    view_output,
    view_source,
)
from ivr_author.web.presenters import Counts, Readiness, count_faults, readiness_of
from ivr_author.web.rooms import Room, snapshot
from ivr_author.web.security import set_apart
from ivr_author.web.studio import Snapshot

blueprint = Blueprint("notices", __name__)
ROOM = Room(blueprint, gettext("Notices"), "notices.index", order=5)

_MEDIA_TYPES = {".html": "text/html", ".txt": "text/plain", ".ssml": "application/ssml+xml"}
"""By the ending of the file that a part is written to; the letter has pages of its own."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the list. `file` is None where it can't be read."""

    id: str
    file: NoticeFile | None
    channels: Sequence[str]
    letters: str
    counts: Counts
    readiness: list[Readiness]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks to be shown, as far as there is such a thing."""

    notice: Notice
    members: list[MemberView]
    member: MemberView
    locale: str
    locales: Sequence[str]
    channel: str
    is_large: bool

    @property
    def wanted(self) -> Wanted:
        """The same for the desk."""
        return Wanted(self.locale, self.member.values, self.member.id, self.is_large)

    def address(self, endpoint: str = "notices.show", **changes: str | None) -> str:
        """Where this is shown with something changed; what would be shown anyway is not named."""
        asked: dict[str, Any] = {name: request.args.get(name) for name in ("member", "locale", "channel", "large")}
        asked.update(changes)
        return url_for(endpoint, notice_id=self.notice.id, **{name: one for name, one in asked.items() if one})

    def part(self, channel: str, part: str) -> str:
        """Where a part of a channel's output is."""
        return self.address("notices.part", of=channel, part=part, channel=None)


@blueprint.get("/notices")
def index() -> str:
    """All notices."""
    shown = snapshot()
    desk = shown.notices
    return render_template(
        "notices.html",
        rows=[_row(shown, notice_id) for notice_id in desk.ids],
        shared=[one for one in shown.diagnostics if one.span and one.span.path.startswith("notices/_")],
        readiness=readiness_of(desk.stats.get("", {})),
        sources=shown.sources,
    )


def _row(shown: Snapshot, notice_id: str) -> NoticeRow:
    file = shown.notices.content.notices.get(notice_id)
    found = shown.notices.branches(notice_id)
    counts = [len(one.branches) for one in found]
    letters = f"{max(counts)}{'' if all(one.is_complete for one in found) else '+'}" if counts else ""
    return NoticeRow(
        id=notice_id,
        file=file,
        channels=list(channels_of(file)) if file else (),
        letters=letters,
        counts=count_faults(shown.faults_of_notice(notice_id)),
        readiness=readiness_of(shown.notices.stats.get(notice_id, {})),
    )


@blueprint.get("/notices/<notice_id>")
def show(notice_id: str) -> str:
    """One notice, readable or not."""
    shown = snapshot()
    if notice_id not in shown.notices.ids:
        abort(404, gettext("There is no notice “{notice}”.").format(notice=notice_id))
    file = shown.notices.content.notices.get(notice_id)
    common = {
        "notice_id": notice_id,
        "faults": shown.faults_of_notice(notice_id),
        "sources": shown.sources,
        "reason": shown.notices.reason(notice_id),
    }
    if file is None:
        return render_template("notice_broken.html", files=_files(shown, notice_id, file, ""), **common)
    choice = _choice(shown, file)
    readiness = {one.locale.id: one for one in readiness_of(shown.notices.stats.get(notice_id, {}))}
    outputs: list[Output] = []
    if not common["reason"] and choice.members:
        outputs = list(shown.notices.outputs(notice_id, choice.wanted).values())
    # Large print takes the pages that it takes.
    limits = replace(file.notice.limits, pages=0) if choice.is_large else file.notice.limits
    views = {one.channel: view_output(one, limits) for one in outputs}
    return render_template(
        "notice.html",
        notice=file.notice,
        files=_files(shown, notice_id, file, choice.locale),
        choice=choice,
        outputs=views,
        chosen=views.get(choice.channel),
        letter_text=_letter_text(shown, choice) if choice.channel == LETTER and LETTER in views else "",
        locale=find_locale(choice.locale),
        locales=[find_locale(one) for one in choice.locales],
        readiness=readiness,
        fields=view_fields(file.notice, choice.member.values, choice.locale),
        branches=shown.notices.branches(notice_id),
        texts=shown.notices.channels_by_text(notice_id),
        paragraphs=paragraphs,
        letter_prefix=LETTER_PREFIX,
        channel_titles=CHANNEL_TITLES,
        ssml=coloured_lines(".ssml", _part_text(views, choice, "ssml")),
        **common,
    )


def _files(shown: Snapshot, notice_id: str, file: NoticeFile | None, locale: str) -> list[SourceView]:
    """The files that make up a notice, the words first, with what they lack in a locale."""
    untranslated = shown.notices.untranslated(notice_id, locale) if locale else ()
    folder = f"notices/{notice_id}"
    paths = [(f"{folder}/notice.md.j2", "w"), (f"{folder}/notice.yaml", "d")]
    if file and file.template:
        paths += [(f"notices/_snippets/{name}.md.j2", f"s-{name}-") for name in file.template.included]
    views = []
    for path, mark in paths:
        faults = [one for one in shown.faults_of(path) if one.rule not in CATALOG_RULES]
        views.append(view_source(shown.sources.get(path), path, mark, faults, untranslated))
    return views


def _choice(shown: Snapshot, file: NoticeFile) -> Choice:
    notice = file.notice
    settings = shown.content.settings if shown.content else None
    locales = settings.all_locales() if settings else ("en",)
    members = view_members(notice)
    channel = request.args.get("channel", "")
    channel = channel if channel in notice.channels else notice.channels[0]
    asked = request.args.get("member", "")
    member = next((one for one in members if one.id == asked), None)
    if member is None and asked.startswith(LETTER_PREFIX):
        branch = shown.notices.branch(notice.id, channel, asked.removeprefix(LETTER_PREFIX))
        if branch is not None:
            member = view_branch(branch)
            members = [*members, member]
    member = member or (members[0] if members else MemberView("", "", "", {}))
    own = member.locale.id if member.locale else ""
    wanted = request.args.get("locale", "")
    locale = next(one for one in (wanted, own, locales[0]) if one in locales)
    return Choice(notice, members, member, locale, locales, channel, request.args.get("large") == "1")


def _part_text(views: Mapping[str, OutputView], choice: Choice, part: str) -> str:
    chosen = views.get(choice.channel)
    return chosen.output.text(part) if chosen else ""


def _letter_text(shown: Snapshot, choice: Choice) -> str:
    try:
        return shown.notices.plain_text(choice.notice.id, LETTER, choice.wanted)
    except CannotRender:
        return ""


# --- the outputs themselves ------------------------------------------------------------------------------------------


@blueprint.get("/notices/<notice_id>/letter/<int:page>.png")
def letter_page(notice_id: str, page: int) -> Response:
    """A page of the letter as a picture."""
    shown, choice = _open(notice_id, LETTER)
    pages = _made(lambda: shown.notices.letter_pages(notice_id, choice.wanted))
    if not 1 <= page <= len(pages):
        abort(404, gettext("The letter has no such page."))
    return _kept(Response(pages[page - 1], mimetype="image/png"))


@blueprint.get("/notices/<notice_id>/letter.pdf")
def letter(notice_id: str) -> Response:
    """The letter itself."""
    shown, choice = _open(notice_id, LETTER)
    output = shown.notices.output(notice_id, LETTER, choice.wanted)
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
    shown, choice = _open(notice_id, of)
    output = shown.notices.output(notice_id, of, choice.wanted)
    if output.rendering is None:
        abort(409, output.message)
    response = Response(output.rendering.parts[part], mimetype=media_type)
    if response.mimetype == "text/html":
        set_apart()
    return _kept(response)


def _open(notice_id: str, channel: str) -> tuple[Snapshot, Choice]:
    shown = snapshot()
    file = shown.notices.content.notices.get(notice_id)
    if file is None or channel not in file.notice.channels:
        abort(404, gettext("There is no notice “{notice}” for this channel.").format(notice=notice_id))
    choice = _choice(shown, file)
    if shown.notices.reason(notice_id) or not choice.members:
        abort(409, gettext("This notice can't be shown before its problems are mended."))
    return shown, choice


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
