"""Home: what needs you, how far each language is, what was changed last. A role only says what stands first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from ivr_author.catalog.stats import CatalogStats
from ivr_author.core.locale import find_locale
from ivr_author.usecases.history import open_history
from ivr_author.usecases.needs import Need, NeedKind, needs_of
from ivr_author.web.access import visible_locales
from ivr_author.web.language import gettext, named, ngettext, number
from ivr_author.web.presenters import Readiness
from ivr_author.web.reader import ROLES, reader
from ivr_author.web.review.returned import mine_returned
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.studio import Snapshot, notice_of
from ivr_author.web.translate.desk import Part
from ivr_author.web.translate.talk import open_talk
from ivr_author.workspace.layout import FileKind, kind_of, stem

blueprint = Blueprint("home", __name__)
ROOM = Room(blueprint, gettext("Home"), "home.index", order=1)

ROLE_TITLES = {
    "": gettext("everyone"),
    "content": gettext("content editors"),
    "translation": gettext("translators"),
    "telephony": gettext("telephony engineers"),
    "quality": gettext("quality assurance"),
}
assert set(ROLES) < set(ROLE_TITLES)

SHOWN_AT_MOST = 12
"""Rows that stand open; the rest is folded away."""

SHOWN_CHANGES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One action: what is the matter, what to press, where that leads; `status` is the class of its mark."""

    status: str
    mark: str
    words: str
    action: str
    href: str
    locale: str = ""


@blueprint.get("/")
def index() -> str:
    """Where a day begins."""
    shown = snapshot()
    history = open_history(the_studio().root)
    stats = _stats(shown)
    needs = needs_of(shown.workspace, shown.diagnostics, stats, history.uncommitted)
    role = reader().role
    own = [need for need in needs if not role or role in need.roles]
    others = [need for need in needs if need not in own]
    return render_template(
        "home.html",
        content=shown.content,
        has_notices=bool(shown.workspace.notices.notices),
        rows=[*_returned_rows(), *_comment_rows(), *(_row(shown, need) for need in own)],
        others=[_row(shown, need) for need in others],
        most=SHOWN_AT_MOST,
        role=role,
        roles=ROLE_TITLES,
        readiness=[_readiness(locale, parts) for locale, parts in stats.items()],
        faults=shown.diagnostics,
        versions=history.versions[:SHOWN_CHANGES],
        history=history,
    )


def _returned_rows() -> Sequence[Row]:
    """Changes of one's own that a reviewer returned."""
    count = mine_returned()
    if not count:
        return ()
    words = ngettext("{count} change of yours was returned.", "{count} changes of yours were returned.", count)
    href = url_for("review.index", state="returned", mine=1)
    return (Row("error", gettext("Returned"), words.format(count=number(count)), gettext("See why"), href),)


def _comment_rows() -> Sequence[Row]:
    """Comments on words that nobody has resolved."""
    waiting = open_talk()
    if not waiting:
        return ()
    words = ngettext(
        "{count} comment on words waits for somebody.", "{count} comments on words wait for somebody.", len(waiting)
    ).format(count=number(len(waiting)))
    return (Row("note", gettext("Comments"), words, gettext("Read them"), url_for("comments.index")),)


def _stats(shown: Snapshot) -> dict[str, Sequence[CatalogStats]]:
    """How far each language that the person may see is, in flows and in notices."""
    parts: dict[str, list[CatalogStats]] = {}
    for group in (shown.stats.get("", {}), shown.notices.stats.get("", {})):
        for locale in visible_locales(group):
            parts.setdefault(locale, []).append(group[locale])
    return dict(parts)


def _readiness(locale: str, parts: Sequence[CatalogStats]) -> Readiness:
    def total(name: str) -> int:
        return sum(getattr(one, name) for one in parts)

    counts = (total(name) for name in ("used", "total", "fuzzy", "stale", "missing", "draft"))
    return Readiness(find_locale(locale), *counts)


def _row(shown: Snapshot, need: Need) -> Row:
    """A need in words."""
    count, many = number(need.count), need.count
    match need.kind:
        case NeedKind.SETTINGS:
            words = gettext("ivr.yaml can't be read, and everything else hangs on it.")
            return _fault_row(need, "error", gettext("Error"), words, gettext("See what is wrong"))
        case NeedKind.ERRORS:
            words = ngettext(
                "{what}: {count} error keeps it from going out.",
                "{what}: {count} errors keep it from going out.",
                many,
            ).format(what=_title(shown, need.path), count=count)
            return _fault_row(need, "error", gettext("Error"), words, gettext("See what is wrong"))
        case NeedKind.WARNINGS:
            words = ngettext("{what}: {count} warning.", "{what}: {count} warnings.", many)
            words = words.format(what=_title(shown, need.path), count=count)
            return _fault_row(need, "warning", gettext("Warning"), words, gettext("Look at it"))
        case NeedKind.READING:
            words = ngettext(
                "{what}: {count} text is harder to read than allowed.",
                "{what}: {count} texts are harder to read than allowed.",
                many,
            ).format(what=_title(shown, need.path), count=count)
            href = url_for("problems.index", file=need.path, rule="reading-grade")
            return Row("warning", gettext("Reading"), words, gettext("See which"), href)
        case NeedKind.UNCOMMITTED:
            words = ngettext(
                "{count} file was changed outside of the studio.",
                "{count} files were changed outside of the studio.",
                many,
            ).format(count=count)
            return Row("note", gettext("Changed"), words, gettext("See what changed"), url_for("history.index"))
        case NeedKind.UNTRIED:
            words = gettext("{what} has no call script.").format(what=_flow_title(shown, need.flow))
            href = url_for("flow_coverage.show", flow_id=need.flow, find=1, _anchor="paths")
            return Row("note", gettext("Untried"), words, gettext("Try its paths"), href)
        case _:
            return _language_row(need, count)


def _language_row(need: Need, count: str) -> Row:
    language = named(find_locale(need.locale))
    if need.kind is NeedKind.STALE:
        words = ngettext(
            "{language}: {count} translation is out of date.",
            "{language}: {count} translations are out of date.",
            need.count,
        )
        status, mark, part = "stale", gettext("Out of date"), Part.CHANGED
    elif need.kind is NeedKind.MISSING:
        words = ngettext(
            "{language}: {count} text is not translated.", "{language}: {count} texts are not translated.", need.count
        )
        status, mark, part = "missing", gettext("Missing"), Part.MISSING
    else:
        words = ngettext(
            "{language}: the words of {count} translation have changed since: check it again.",
            "{language}: the words of {count} translations have changed since: check them again.",
            need.count,
        )
        status, mark, part = "fuzzy", gettext("Check again"), Part.CHANGED
    href = url_for("translate.show", locale=need.locale, show=part)
    return Row(status, mark, words.format(language=language, count=count), gettext("See which"), href, need.locale)


def _fault_row(need: Need, status: str, mark: str, words: str, action: str) -> Row:
    severity = None if status == "error" and need.kind is NeedKind.SETTINGS else status
    return Row(status, mark, words, action, url_for("problems.index", file=need.path, severity=severity))


def _title(shown: Snapshot, path: str) -> str:
    """What a file is called by people."""
    notice = notice_of(path)
    file = shown.workspace.notices.notices.get(notice)
    if file is not None:
        return file.notice.title.value
    if kind_of(path) is FileKind.FLOW:
        return _flow_title(shown, stem(path))
    return path or gettext("The workspace")


def _flow_title(shown: Snapshot, flow_id: str) -> str:
    flow = shown.content.flows.get(flow_id) if shown.content else None
    return flow.title.value if flow else flow_id
