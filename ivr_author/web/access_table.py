"""Who may visit what: one table from every endpoint to the permission that it asks for. What is not in it is refused.

A rule sees who somebody is and what they are about to do, nothing else; `access` asks the table, and refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from ivr_author.core.locale import parse_tag
from ivr_author.people.roles import Permission, Person
from ivr_author.web.waiting import Kind, the_tray
from ivr_author.workspace.layout import LOCALES, FileKind, kind_of

NEW_NODE = "new"
"""What stands for a node that is yet to be made, where a node's name does."""


class Standing(Enum):
    """What is asked for where no permission is."""

    OPEN = auto()  # nothing: whoever comes
    HALF = auto()  # a session, though its code or second factor may still be missing
    SELF = auto()  # a whole session, with any role or none: pages about oneself


@dataclass(frozen=True, slots=True)
class Ask:
    """A permission, and where it must hold: in these languages, or with "" where no language is, so everywhere."""

    permission: Permission
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """What somebody is about to do: the parts of the address, the languages that are named, the deed of a form."""

    is_safe: bool = True
    parts: Mapping[str, str] = field(default_factory=dict)
    locales: tuple[str, ...] = ()
    deed: str = ""


Rule = Standing | Permission | Ask | Callable[[Person, Errand], Permission | Ask]

OPEN, HALF, SELF = Standing.OPEN, Standing.HALF, Standing.SELF
READ, WRITE_WORDS, EDIT_FLOWS = Permission.READ, Permission.WRITE_WORDS, Permission.EDIT_FLOWS
EDIT_SETTINGS, KEEP_CALLS, EXPORT = Permission.EDIT_SETTINGS, Permission.KEEP_CALLS, Permission.EXPORT
TRANSLATE, MANAGE_PEOPLE, READ_AUDIT = Permission.TRANSLATE, Permission.MANAGE_PEOPLE, Permission.READ_AUDIT
RELEASE = Permission.RELEASE
READ_ALL, EXPORT_ALL = Ask(READ, ""), Ask(EXPORT, "")
"""In all languages at once: not for who is here for some."""

_KINDS = {
    FileKind.FLOW: EDIT_FLOWS,
    FileKind.CANVAS: EDIT_FLOWS,
    FileKind.CALLS: KEEP_CALLS,
    FileKind.NOTICE: WRITE_WORDS,
    FileKind.NOTICE_TEMPLATE: WRITE_WORDS,
    FileKind.SNIPPET: WRITE_WORDS,
}
"""What a file asks for that is edited as text; all others are settings."""


def _of_file(_visitor: Person, errand: Errand) -> Permission | Ask:
    """A file, by its place: to look at it, or to change it."""
    path = errand.parts.get("path", "")
    folder, _, rest = path.partition("/")
    locale = parse_tag(rest.partition("/")[0]) if folder == LOCALES else None
    if errand.is_safe:
        return Ask(READ, locale or "") if folder == LOCALES else READ
    if folder == LOCALES:
        return Ask(TRANSLATE, locale or "")
    return _KINDS.get(kind_of(path) or FileKind.SETTINGS, EDIT_SETTINGS)


def _of_edit(_visitor: Person, errand: Errand) -> Permission:
    """Words are written by more people than flows are built by."""
    return WRITE_WORDS if errand.deed == "words" else EDIT_FLOWS


def _of_node(_visitor: Person, errand: Errand) -> Permission:
    """The form of a node is looked at by all; that of one which is yet to be made is of use to who may make it."""
    return EDIT_FLOWS if errand.parts.get("node_id") == NEW_NODE else READ


def _of_coverage_task(_visitor: Person, errand: Errand) -> Permission:
    return KEEP_CALLS if errand.parts.get("task") == "keep" else READ


def _of_translation(visitor: Person, errand: Errand) -> Permission:
    """Who translates, and who reviews: the view tells their deeds apart."""
    return TRANSLATE if all(visitor.may(TRANSLATE, one) for one in errand.locales or (None,)) else Permission.REVIEW


def _of_comment(visitor: Person, errand: Errand) -> Permission:
    """Who works on words in any way may say something about them; in a language, who does so there."""
    ways = (TRANSLATE, Permission.REVIEW, WRITE_WORDS)
    there = (one for one in ways if all(visitor.may(one, locale) for locale in errand.locales or (None,)))
    return next(there, WRITE_WORDS)


def _of_take(visitor: Person, _errand: Errand) -> Permission:
    """Who writes words has them spoken in any language; who translates, in theirs."""
    return WRITE_WORDS if visitor.may(WRITE_WORDS) else TRANSLATE


def _of_delivery(visitor: Person, errand: Errand) -> Permission | Ask:
    """Who may bring such files in, may take them or let them go."""
    held = the_tray().get(errand.parts.get("key", ""))
    if held is not None and held.facts.get("kind") == Kind.RECORDINGS:
        return Ask(_of_take(visitor, errand), held.facts["locale"])
    return TRANSLATE


TABLE: dict[str, Rule] = {
    # what belongs to no room
    "assets.asset": OPEN,
    "token": OPEN,
    "reader.choose": OPEN,
    # signing in
    "sign_in.show": OPEN,
    "sign_in.enter": OPEN,
    "sign_in.code": HALF,
    "sign_in.confirm": HALF,
    "sign_in.leave": OPEN,
    "provider.begin": OPEN,
    "provider.back": OPEN,
    "link.show": OPEN,
    "link.take": OPEN,
    # one's own account
    "account.show": SELF,
    "account.change_password": SELF,
    "account.end_session": SELF,
    "account.renew_codes": SELF,
    "account.factor": HALF,
    "account.confirm_factor": HALF,
    # others'
    "people.index": MANAGE_PEOPLE,
    "people.invite": MANAGE_PEOPLE,
    "people.show": MANAGE_PEOPLE,
    "people.change_roles": MANAGE_PEOPLE,
    "people.act": MANAGE_PEOPLE,
    "audit.index": READ_AUDIT,
    "audit.as_csv": READ_AUDIT,
    # what people tell each other
    "comments.index": READ,
    "comments.of": READ,
    "comments.add": _of_comment,
    "comments.reply": _of_comment,
    # the studio
    "home.index": READ,
    "find.index": READ,
    "find.help_page": SELF,
    "guides.show": SELF,
    "problems.index": READ,
    "checking.line": READ,
    "flows.index": READ,
    "flow.show": READ,
    "flow_new.begin": EDIT_FLOWS,
    "flow_edit.edit": _of_edit,
    "flow_edit.undo": EDIT_FLOWS,
    "flow_edit.redo": EDIT_FLOWS,
    "flow_edit.conflict": _of_edit,
    "flow_edit.graph": READ,
    "flow_list.show": READ,
    "flow_list.connect": EDIT_FLOWS,
    "flow_source.show": READ,
    "flow_history.show": READ,
    "flow_coverage.show": READ,
    "flow_coverage.start": _of_coverage_task,
    "node_form.show": _of_node,
    "node_form.save": EDIT_FLOWS,
    "node_form.settings": READ,
    "node_form.save_settings": EDIT_FLOWS,
    "node_form.rename": EDIT_FLOWS,
    "node_form.remove": EDIT_FLOWS,
    "words.edit": READ,
    "words.save": WRITE_WORDS,
    "phone.index": READ,
    "phone.show": READ,
    "phone.panel": READ,
    "phone.line": READ,
    "phone.script": READ,
    "phone.keep": KEEP_CALLS,
    "notices.index": READ,
    "notices.show": READ,
    "notice_new.show": WRITE_WORDS,
    "notice_new.save": WRITE_WORDS,
    "notice_words.show": READ,
    "notice_words.judge": READ,
    "notice_words.save": WRITE_WORDS,
    "notice_fields.show": READ,
    "notice_fields.save": WRITE_WORDS,
    "notice_rules.show": READ,
    "notice_rules.save": WRITE_WORDS,
    "notice_languages.show": READ,
    "notice_letters.show": READ,
    "notice_history.show": READ,
    "notice_outputs.letter": READ,
    "notice_outputs.letter_page": READ,
    "notice_outputs.part": READ,
    "notice_outputs.sound": READ,
    "members.index": READ,
    "members.show": READ,
    "members.begin": EDIT_SETTINGS,
    "members.save": EDIT_SETTINGS,
    "services.index": READ,
    "services.show": READ,
    "services.save_example": EDIT_SETTINGS,
    "calendars.index": READ,
    "calendars.show": READ,
    "calendars.save_day": EDIT_SETTINGS,
    "calendar_week.show": READ,
    "calendar_week.save": EDIT_SETTINGS,
    "source.index": READ,
    "source.edit": _of_file,
    "source.save": _of_file,
    "source.check": READ,
    "source.names": READ,
    "source.schema": READ,
    "history.index": READ,
    "history.changes": READ,
    "history.show": _of_file,
    "history.restore": _of_file,
    "history.begin": EDIT_SETTINGS,
    "documents.index": READ_ALL,
    "documents.show": READ_ALL,
    "documents.download": EXPORT_ALL,
    "export.index": EXPORT_ALL,
    "export.show": EXPORT_ALL,
    "export.languages": EXPORT_ALL,
    "export.deploy": EXPORT_ALL,
    "export.wait": EXPORT_ALL,
    "export.begin": EXPORT_ALL,
    "export.stop": EXPORT_ALL,
    "export.download": EXPORT_ALL,
    "export_changes.show": EXPORT_ALL,
    "export_changes.text": EXPORT_ALL,
    "releases.index": READ,
    "releases.show": READ_ALL,
    "releases.changes": READ_ALL,
    "releases.file": READ_ALL,
    "releases.begin": RELEASE,
    "releases.create": RELEASE,
    "releases.stop": RELEASE,
    "release_publish.publish": RELEASE,
    "release_publish.cancel": RELEASE,
    "release_publish.confirm": RELEASE,
    "release_publish.go_back": RELEASE,
    "bulletins.index": READ,
    "bulletins.show": READ,
    "bulletins.sound": READ,
    "bulletins.switch": Permission.SWITCH_BULLETINS,
    "bulletins.confirm": Permission.SWITCH_BULLETINS,
    "review.index": READ,
    "review.judge": Permission.REVIEW,
    "translate.index": READ,
    "translate.show": READ,
    "translate.save": _of_translation,
    "translate.judge": READ,
    "translate.around": READ,
    "translate.sound": READ,
    "glossary.index": READ,
    "glossary.show": READ,
    "glossary.term": READ,
    "glossary.save": TRANSLATE,
    "glossary.judge": READ,
    "recordings.index": READ,
    "recordings.show": READ,
    "recordings.text": READ,
    "recordings.sound": READ,
    "recordings.voice": READ,
    "recordings.brought": _of_take,
    "recording_takes.bring": _of_take,
    "recording_takes.take": _of_take,
    "recording_takes.drop": _of_take,
    "recording_takes.remove": _of_take,
    "voices.index": READ,
    "deliveries.index": EXPORT,
    "deliveries.package": EXPORT,
    "deliveries.script": EXPORT,
    "deliveries.wait_for_script": EXPORT,
    "deliveries.bring_translations": TRANSLATE,
    "deliveries.bring_recordings": _of_take,
    "deliveries.show": EXPORT,
    "deliveries.take_it": _of_delivery,
    "deliveries.drop": _of_delivery,
}
"""By endpoint."""
