"""Where what blocks a release is mended: the page of the studio for each, with words for the link to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from ivr_author.call.caller import Hear
from ivr_author.call.script import CallScript
from ivr_author.core.locale import find_locale
from ivr_author.core.source import Span
from ivr_author.usecases.gate import Block, Gate
from ivr_author.web.access import may
from ivr_author.web.call.booth import Booth
from ivr_author.web.flow.coverage import state_of_call
from ivr_author.web.language import gettext, named
from ivr_author.web.links import link_of, source_link
from ivr_author.web.studio import Snapshot

_SPAN = re.compile(r"(?P<path>.+?):(?P<line>[0-9]{1,9}):(?P<column>[0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Way:
    """A link: where to, and its words. `is_place`: they name a place, as it stands in files."""

    href: str
    words: str
    is_place: bool = False


def ways_of(shown: Snapshot, gate: Gate, block: Block) -> list[Way]:
    """The ways to mending it, the best first; none for what is gone or what nobody here may visit."""
    return [way for way in _ways(shown, gate, block) if way.href]


def _ways(shown: Snapshot, gate: Gate, block: Block) -> list[Way]:
    match block.kind:
        case "file":
            return [_file(shown, block.address)]
        case "call":
            return [_phone(shown, block), _file(shown, block.address)]
        case "node":
            flow = block.address.partition("/")[0]
            known = flow in shown.flow_paths()
            coverage = url_for("flow_coverage.show", flow_id=flow) if known else ""
            return [Way(coverage, gettext("Coverage")), Way(_node(shown, block.address), block.address, is_place=True)]
        case "language":
            return _language(gate, block.address)
        case "text":
            return [_file_of_text(block.address), *_language(gate, block.locale, block.address)]
        case "notice":
            return [Way(url_for("notices.show", notice_id=block.address), block.address, is_place=True)]
        case "calendar":
            known = bool(shown.content and block.address in shown.content.calendars)
            href = url_for("calendars.show", calendar_id=block.address) if known else url_for("calendars.index")
            return [Way(href, gettext("Calendar {name}").format(name=block.address))]
        case "item" if block.address:
            locale = block.locale or (shown.content.settings.source_locale if shown.content else None)
            return [Way(_page("review.index", item=block.address, locale=locale), gettext("Review"))]
        case "accounts":
            return [Way(_page("people.index"), gettext("People"))]
        case _:
            return []


def _page(endpoint: str, **values: Any) -> str:
    """An address, where there is such a room and whoever looks may visit it."""
    there = endpoint in current_app.view_functions and may(endpoint, **values)
    return url_for(endpoint, **values) if there else ""


def _file(shown: Snapshot, address: str) -> Way:
    found = _SPAN.fullmatch(address)
    if found is None:
        return Way(source_link(address), address, is_place=True)
    line, column = int(found["line"]), int(found["column"])
    return Way(link_of(shown, Span(found["path"], line, column, line, column)), address, is_place=True)


def _phone(shown: Snapshot, block: Block) -> Way:
    """The call of a script, as the phone plays it."""
    script = next((one for one in _scripts(shown) if str(one.span) == block.address), None)
    if script is None or not shown.can_be_called(script.setup.flow):
        return Way("", "")
    booth = Booth.of(script.setup.flow)
    actions = [step.step for step in script.steps if not isinstance(step.step, Hear)]
    href = booth.address("phone.show", state_of_call(booth, script, actions))
    return Way(href, gettext("Play this call on the phone"))


def _scripts(shown: Snapshot) -> list[CallScript]:
    return [one for group in shown.workspace.scripts.values() for one in group]


def _node(shown: Snapshot, address: str) -> str:
    name, _, node = address.partition("/")
    flow = shown.content.flows.get(name) if shown.content else None
    return url_for("flow.show", flow_id=name, _anchor=f"n-{node}") if flow is not None and node in flow.nodes else ""


def _language(gate: Gate, locale: str, address: str = "") -> list[Way]:
    """Where a language is translated, or where its voices and recordings are told: of one text, at its address."""
    name = named(find_locale(locale))
    if gate.id == "voices":
        recordings = _page("recordings.show", locale=locale, q=address or None) or _page("deliveries.index")
        return [Way(recordings, gettext("Recordings")), Way(_page("voices.index", locale=locale), gettext("Voices"))]
    href = _page("translate.show", locale=locale) or _page("deliveries.index")
    return [Way(href, gettext("Translate into {language}").format(language=name))]


def _file_of_text(address: str) -> Way:
    return Way(_page("words.edit", address=address), address, is_place=True)
