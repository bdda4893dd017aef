"""Where things of the workspace are looked at and mended: the address of each, where the studio has a room for it."""

from __future__ import annotations

from flask import url_for

from ivr_author.core.source import Span
from ivr_author.usecases.search import Hit, Kind
from ivr_author.web.studio import Snapshot
from ivr_author.workspace.layout import kind_of


def source_link(path: str, line: int = 0) -> str:
    """A file's text at a line; empty for what is edited elsewhere, such as a catalog."""
    if kind_of(path) is None:
        return ""
    return url_for("source.edit", path=path, line=line or None)


def link_of(shown: Snapshot, span: Span | None) -> str:
    """Where a stretch of a file is best mended: its node, its notice, else the line of its file."""
    place = shown.place_of(span)
    if place.flow:
        return url_for("flow.show", flow_id=place.flow, _anchor=f"n-{place.node}" if place.node else None)
    if place.notice and span:
        anchor = ("w" if span.path.endswith(".j2") else "d") + str(span.line)
        return url_for("notices.show", notice_id=place.notice, _anchor=anchor)
    if place.words:
        return url_for("words.edit", address=place.words)
    return source_link(span.path, span.line) if span else ""


def hit_link(shown: Snapshot, hit: Hit) -> str:
    """Where something that was found is looked at."""
    match hit.kind:
        case Kind.FLOW:
            return url_for("flow.show", flow_id=hit.id)
        case Kind.NODE:
            flow, _, node = hit.id.partition("/")
            return url_for("flow.show", flow_id=flow, _anchor=f"n-{node}")
        case Kind.NOTICE:
            return url_for("notices.show", notice_id=hit.id)
        case Kind.CALENDAR:
            return url_for("calendars.show", calendar_id=hit.id)
        case Kind.SERVICE:
            return url_for("services.show", service_id=hit.id)
        case Kind.MEMBER:
            return url_for("members.show", member_id=hit.id)
        case Kind.RULE:
            return url_for("problems.index", rule=hit.id)
        case Kind.FILE:
            return source_link(hit.id) or url_for("problems.index", file=hit.id)
        case Kind.WORDS:
            return _words_link(shown, hit)


def _words_link(known: Snapshot, hit: Hit) -> str:
    owner, _, rest = hit.id.partition("/")
    locale = hit.locale if known.content and hit.locale != known.content.settings.source_locale else None
    if owner in known.notices.ids:
        lines = (one.span.line for one in known.notices.segments(owner) if one.address == hit.id and not locale)
        line = next(lines, None)
        return url_for("notices.show", notice_id=owner, locale=locale, _anchor=f"w{line}" if line else None)
    if locale and known.content and owner in known.content.flows:
        node = rest.partition("/")[0]
        return url_for("flow_list.show", flow_id=owner, locale=locale, _anchor=f"n-{node}")
    return url_for("words.edit", address=hit.id)
