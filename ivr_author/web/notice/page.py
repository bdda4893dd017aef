"""What all tabs of one notice have in common: the notice, who it is shown for, in which language, by which channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import abort, render_template, request, url_for

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import Locale, find_locale
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.model import Notice
from ivr_author.usecases.draft_notice import with_words
from ivr_author.usecases.show_notice import NoticeDesk, Wanted
from ivr_author.web.access import locales_to_choose
from ivr_author.web.language import gettext
from ivr_author.web.notice.drafts import DRAFTS
from ivr_author.web.notice.presenters import LETTER_PREFIX, MemberView, view_branch, view_members
from ivr_author.web.presenters import readiness_of
from ivr_author.web.rooms import snapshot
from ivr_author.web.studio import Snapshot
from ivr_author.workspace.project import Workspace

CHOICES = ("member", "locale", "channel", "large", "draft")
"""What an address, or the form of the words, may say about what is to be shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked to be shown, as far as there is such a thing. `draft` is the key of words that nobody saved."""

    notice: Notice
    members: Sequence[MemberView]
    member: MemberView
    locale: str
    locales: Sequence[str]
    channel: str
    is_large: bool
    draft: str = ""

    @property
    def wanted(self) -> Wanted:
        """The same for the desk."""
        return Wanted(self.locale, self.member.values, self.member.id, self.is_large)

    def address(self, endpoint: str = "notices.show", **changes: str | int | None) -> str:
        """Where this is shown with something changed; what would be shown anyway is not named."""
        asked: dict[str, Any] = {name: request.values.get(name) for name in CHOICES}
        asked["draft"] = self.draft
        asked.update(changes)
        return url_for(endpoint, notice_id=self.notice.id, **{name: one for name, one in asked.items() if one})

    def part(self, channel: str, part: str) -> str:
        """Where a part of a channel's output is."""
        return self.address("notice_outputs.part", of=channel, part=part, channel=None)


@dataclass(frozen=True)
class NoticePage:
    """A notice that is shown. `file` is None where its declaration can't be read; `show_broken` says why.

    `desk` is that of the saved words, or of the draft that the address names; `workspace` likewise.
    """

    shown: Snapshot
    notice_id: str
    desk: NoticeDesk
    workspace: Workspace
    draft: str = ""

    @cached_property
    def file(self) -> NoticeFile | None:
        """The notice with its words."""
        return self.desk.content.notices.get(self.notice_id)

    @property
    def notice(self) -> Notice:
        """The notice; asked for where there is a `file`."""
        assert self.file is not None, "broken notices are shown by `show_broken`"
        return self.file.notice

    @cached_property
    def faults(self) -> Sequence[Diagnostic]:
        """The faults of the saved files."""
        return self.shown.faults_of_notice(self.notice_id)

    @cached_property
    def reason(self) -> str:
        """What keeps it from being shown to a member, as the desk names it."""
        return self.desk.reason(self.notice_id)

    @property
    def locales(self) -> tuple[str, ...]:
        """The source's, then the others."""
        return self.shown.content.settings.all_locales() if self.shown.content else ("en",)

    @property
    def source_locale(self) -> Locale:
        """The language that the words are written in."""
        return find_locale(self.locales[0])

    @cached_property
    def choice(self) -> Choice:
        """What is asked to be shown."""
        notice = self.notice
        members = view_members(notice)
        channel = request.values.get("channel", "")
        channel = channel if channel in notice.channels else next(iter(notice.channels), "")
        asked = request.values.get("member", "")
        member = next((one for one in members if one.id == asked), None)
        if member is None and asked.startswith(LETTER_PREFIX):
            branch = self.desk.branch(notice.id, channel, asked.removeprefix(LETTER_PREFIX))
            if branch is not None:
                member = view_branch(branch)
                members = [*members, member]
        member = member or (members[0] if members else MemberView("", "", "", {}))
        own = member.locale.id if member.locale else ""
        wanted = request.values.get("locale", "")
        locales = locales_to_choose(self.locales)
        locale = next(one for one in (wanted, own, locales[0]) if one in locales)
        is_large = request.values.get("large") == "1"
        return Choice(notice, members, member, locale, locales, channel, is_large, self.draft)

    def with_draft(self, text: str) -> NoticePage:
        """The same notice with words that were typed; it must have a `file`."""
        workspace = with_words(self.shown.workspace, self.notice_id, text)
        desk = NoticeDesk(workspace, self.shown.letters)
        return replace(self, desk=desk, workspace=workspace, draft=DRAFTS.keep(text))

    def render(self, template: str, **more: Any) -> str:
        """A tab's page: `template` extends notice_base.html."""
        return render_template(
            template,
            page=self,
            notice_id=self.notice_id,
            notice=self.file.notice if self.file else None,
            faults=self.faults,
            sources=self.shown.sources,
            readiness={one.locale.id: one for one in readiness_of(self.shown.notices.stats.get(self.notice_id, {}))},
            **more,
        )


def open_notice(notice_id: str) -> NoticePage:
    """The notice that an address names, readable or not, with the draft that the address names."""
    shown = snapshot()
    if notice_id not in shown.notices.ids:
        abort(404, gettext("There is no notice “{notice}”.").format(notice=notice_id))
    page = NoticePage(shown, notice_id, shown.notices, shown.workspace)
    key = request.args.get("draft", "")
    if not key or page.file is None:
        return page
    text = DRAFTS.get(key)
    if text is None:
        abort(
            409, gettext("These words are no longer kept here: the studio was started again. Preview them once more.")
        )
    return page.with_draft(text)
