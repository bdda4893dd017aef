"""Two sides of a comparison as one report: flows, what lies beside them, notices, languages, calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ivr_author.call.script import CallScript
from ivr_author.catalog.lookup import State, Translations
from ivr_author.catalog.model import Catalog
from ivr_author.changes.facts import compare_facts, facts_of_calendar, facts_of_settings
from ivr_author.changes.flows import compare_flows, lines_of_prompt
from ivr_author.changes.languages import States, lost, mended, states_of
from ivr_author.changes.model import Change, Group, GroupKind, LanguageChange
from ivr_author.changes.notices import compare_notices
from ivr_author.changes.values import shown
from ivr_author.changes.words import Line, Voices, changed_locales, compare_words
from ivr_author.core.segment import Segment
from ivr_author.flow.content import Bulletin, Content
from ivr_author.flow.segments import segments_of_content
from ivr_author.flow.settings import BUILT_IN_TEXTS, Settings
from ivr_author.notice.content import NoticeContent
from ivr_author.notice.segments import segments_of_notices

SETTINGS = "ivr.yaml"


@dataclass(frozen=True, slots=True)
class Side:
    """All that is compared, as one of the two has it. `recorded`: the addresses with a recording, by locale.

    `outdated`: those among the others for which there is a take of earlier words.
    """

    content: Content
    catalogs: Mapping[str, Catalog]
    notices: NoticeContent
    notice_catalogs: Mapping[str, Catalog]
    scripts: Mapping[str, Sequence[CallScript]]
    recorded: Mapping[str, frozenset[str]]
    outdated: Mapping[str, frozenset[str]]

    @property
    def locales(self) -> tuple[str, ...]:
        """The source locale and the others."""
        return self.content.settings.all_locales()

    @property
    def translations(self) -> Translations:
        """The words of flows."""
        return Translations(self.catalogs, self.locales[0])

    @property
    def notice_translations(self) -> Translations:
        """The words of notices."""
        return Translations(self.notice_catalogs, self.locales[0])


def compare_contents(before: Side, now: Side) -> tuple[Group, ...]:
    """Everything but languages and calls."""
    changed = changed_locales(before.catalogs, now.catalogs, now.locales)
    noticed = changed_locales(before.notice_catalogs, now.notice_catalogs, now.locales)
    old, voices = Voices(before.translations, before.locales), Voices(now.translations, now.locales, changed)
    return (
        *compare_flows(before.content, now.content, old, voices),
        *_compare_bulletins(before.content, now.content, old, voices),
        *_compare_calendars(before.content, now.content),
        *_compare_settings(before.content.settings, now.content.settings, old, voices),
        *compare_notices(
            before.notices,
            now.notices,
            Voices(before.notice_translations, before.locales),
            Voices(now.notice_translations, now.locales, noticed),
        ),
    )


def compare_languages(before: Side, now: Side) -> tuple[LanguageChange, ...]:
    """The locales of now in which translations or recordings were lost or won. Addresses of notices: `notices/...`."""
    flows = (tuple(segments_of_content(before.content)), tuple(segments_of_content(now.content)))
    notices = (_notice_segments(before.notices), _notice_segments(now.notices))
    old, new = (before.translations, before.notice_translations), (now.translations, now.notice_translations)
    found = []
    for locale in now.locales:
        earlier: dict[str, State] = {}
        today: dict[str, State] = {}
        same = (
            before.catalogs.get(locale) is now.catalogs.get(locale),
            before.notice_catalogs.get(locale) is now.notice_catalogs.get(locale),
        )
        for domain, pair in enumerate((flows, notices)):
            ours, theirs = _differing(*pair) if same[domain] else pair
            earlier.update(_named(states_of(ours, old[domain], locale), domain))
            today.update(_named(states_of(theirs, new[domain], locale), domain))
        stale, missing = lost(earlier, today) if locale in before.locales else ([], [])
        had, has = before.recorded.get(locale, frozenset()), now.recorded.get(locale, frozenset())
        spoken = dict.fromkeys(one.address for one in flows[1])
        unrecorded = [one for one in spoken if one in had - has]
        outdated = now.outdated.get(locale, frozenset())
        change = LanguageChange(
            locale,
            tuple(stale),
            tuple(missing),
            tuple(mended(earlier, today)),
            tuple(one for one in unrecorded if one in outdated),
            tuple(one for one in unrecorded if one not in outdated),
            tuple(one for one in spoken if one in has - had),
        )
        if change:
            found.append(change)
    return tuple(found)


def _notice_segments(notices: NoticeContent) -> tuple[Segment, ...]:
    return tuple(segments_of_notices(notices)) if notices.notices else ()


def _differing(before: Sequence[Segment], now: Sequence[Segment]) -> tuple[Sequence[Segment], Sequence[Segment]]:
    """The texts that only one side has at their address: where a catalog stayed, no other can have another state."""
    ours, theirs = {_key(one) for one in before}, {_key(one) for one in now}
    return [one for one in before if _key(one) not in theirs], [one for one in now if _key(one) not in ours]


def _key(segment: Segment) -> tuple[str, str, str]:
    return segment.address, segment.text, segment.plural


def _named(states: States, domain: int) -> States:
    return {f"notices/{address}": state for address, state in states.items()} if domain else states


def _compare_bulletins(before: Content, now: Content, old: Voices, voices: Voices) -> Iterator[Group]:
    for name in dict.fromkeys((*now.bulletins, *before.bulletins)):
        one, earlier = now.bulletins.get(name), before.bulletins.get(name)
        changes = list(compare_facts(_bulletin_facts(earlier), _bulletin_facts(one)))
        theirs, ours = _bulletin_lines(earlier), _bulletin_lines(one)
        for place in dict.fromkeys((*ours, *theirs)):
            words = compare_words(old, voices, theirs.get(place, ()), ours.get(place, ()), label=place)
            changes += [words] if words is not None else []
        title = one or earlier
        if changes and title is not None and f"flows/bulletins/{name}" not in now.unreadable | before.unreadable:
            yield Group(GroupKind.BULLETIN, name, title.title.value, tuple(changes), is_gone=one is None)


def _bulletin_facts(bulletin: Bulletin | None) -> dict[str, str]:
    if bulletin is None:
        return {}
    facts = {"on": shown(bulletin.on), "start": shown(bulletin.start), "end": shown(bulletin.end)}
    facts["flows"] = shown(bulletin.flows)
    for name, slot in bulletin.slots.items():
        facts[f"slot {name}"] = ", ".join(filter(None, (slot.type, slot.value.value if slot.value else "")))
    return {name: value for name, value in facts.items() if value}


def _bulletin_lines(bulletin: Bulletin | None) -> dict[str, tuple[Line, ...]]:
    """The words by their place: those that are spoken, and those that are read."""
    if bulletin is None:
        return {}
    address = f"bulletins/{bulletin.id}"
    read = {place: ((f"{address}/{place}", item.text.text, ""),) for place, item in bulletin.written()}
    return {"prompt": lines_of_prompt(f"{address}/prompt", bulletin.prompt), **read}


def _compare_calendars(before: Content, now: Content) -> Iterator[Group]:
    for name in dict.fromkeys((*now.calendars, *before.calendars)):
        one, earlier = now.calendars.get(name), before.calendars.get(name)
        changes = tuple(
            compare_facts(
                facts_of_calendar(earlier.calendar) if earlier else {}, facts_of_calendar(one.calendar) if one else {}
            )
        )
        if changes and f"flows/calendars/{name}" not in now.unreadable | before.unreadable:
            yield Group(GroupKind.CALENDAR, name, name, changes, is_gone=one is None)


def _compare_settings(before: Settings, now: Settings, old: Voices, voices: Voices) -> Iterator[Group]:
    changes: list[Change] = list(compare_facts(facts_of_settings(before), facts_of_settings(now)))
    for name in BUILT_IN_TEXTS:
        change = compare_words(old, voices, _built_in(before, name), _built_in(now, name), label=f"texts {name}")
        changes += [change] if change is not None else []
    if changes:
        yield Group(GroupKind.SETTINGS, SETTINGS, SETTINGS, tuple(changes))


def _built_in(settings: Settings, name: str) -> tuple[Line, ...]:
    if not settings.says(name):
        return ()
    item = settings.texts.get(name)
    address = f"texts/{name}"
    if item is None:
        return ((address, BUILT_IN_TEXTS[name], ""),)
    return ((address, item.text.text, item.plural.text if item.plural else ""),)
