"""What is accepted of a delivery: unit by unit, each refusal with its reason and place. Nothing is written here.

A delivery never makes a translation reviewed. Whether it is good is left to people and to the checks.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ivr_author.catalog.check import judge
from ivr_author.catalog.checks.placeholders_differ import COUNT
from ivr_author.catalog.glossary.model import NO_GLOSSARY, Glossary
from ivr_author.catalog.model import FUZZY, Catalog, Message
from ivr_author.catalog.rule import pairs_of
from ivr_author.catalog.states import mark_of, without_mark
from ivr_author.core.diagnostics import Diagnostic, Severity, error
from ivr_author.core.locale import find_locale, parse_tag
from ivr_author.core.segment import Segment
from ivr_author.core.source import Span
from ivr_author.core.text_input import has_control_character
from ivr_author.exchange.delivery import DeliveredLine, Delivery, Standing
from ivr_author.exchange.package import FORM_MARK, digest_of, plural_forms
from ivr_author.exchange.pieces import lasting_tags

RULES = {
    "delivery-changed-source": "A delivered translation is of another text than stands there today",
    "delivery-content": "A delivered translation holds something that can't be read or kept",
    "delivery-doubled": "A delivery translates one text twice",
    "delivery-empty": "A delivery holds no translations",
    "delivery-format": "A delivered file is not in a format that can be read",
    "delivery-missing-form": "A delivered translation lacks a plural form of its locale",
    "delivery-tags-differ": "A delivered translation lost, doubled or added a tag",
    "delivery-unknown-address": "A delivered translation is of a text that is not there",
    "delivery-untranslated": "A delivered unit has not been translated",
    "delivery-wrong-language": "A delivery is in a language that is not wanted",
    "delivery-wrong-workspace": "A delivery belongs to another workspace",
}

_FORM = re.compile(rf"(.+){FORM_MARK}([0-9]{{1,3}})", re.DOTALL)
_BROKEN_LINE = re.compile(r"[ \t\r]*\n\s*")
_SEND_AGAIN = "export the text again and have it translated"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one domain as they are today, and their catalog in one locale, brought up to date with them.

    `glossary` is the locale's, for the checks that look at terms.
    """

    domain: str
    segments: Sequence[Segment]
    catalog: Catalog
    has_markdown: bool = False
    glossary: Glossary = NO_GLOSSARY


class Outcome(StrEnum):
    """What became of a delivered unit."""

    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"  # it says what stands there already; whoever reviewed that, still has
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """About one unit. `faults` says why it is refused; `is_fuzzy`: accepted, but the delivery itself has doubts."""

    domain: str
    address: str
    outcome: Outcome
    span: Span
    is_fuzzy: bool = False
    faults: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A delivery's decisions in its order, and the catalogs of the domains in which something was accepted."""

    decisions: tuple[Decision, ...]
    catalogs: Mapping[str, Catalog]

    def count(self, outcome: Outcome) -> int:
        """How many units."""
        return sum(one.outcome is outcome for one in self.decisions)

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """Why units were refused."""
        return tuple(fault for one in self.decisions for fault in one.faults)


def is_tag_of(tag: str, locale: str) -> bool:
    """Whether a BCP 47 tag of a delivery names a locale of a workspace, which may name a region where that has none.

    Trados knows Russian as `ru-RU` alone, and simplified Chinese as `zh-CN`.
    """
    name, own = parse_tag(tag), parse_tag(find_locale(locale).tag)
    if name is None or name in (locale, own):
        return name is not None
    return _has_region(name) and not _has_region(own or "") and find_locale(name).fallback[:1] == (locale,)


def _has_region(name: str) -> bool:
    return re.search("_(?:[A-Z]{2}|[0-9]{3})$", name) is not None


def check_delivery(
    delivery: Delivery, locales: Iterable[str], source_locale: str, organisation: str
) -> tuple[str, list[Diagnostic]]:
    """The locale that a delivery is for, or why the whole of it is refused."""
    faults = []
    locales = tuple(locales)
    exact = [one for one in locales if one == parse_tag(delivery.tag)]
    locale = next((one for one in (*exact, *locales) if is_tag_of(delivery.tag, one)), "")
    if not locale:
        said = f"is in `{delivery.tag[:40]}`" if delivery.tag else "does not say its language"
        known = ", ".join(find_locale(one).tag for one in locales) or "none"
        message = f"the delivery {said}; this workspace has {known}"
        faults.append(error("delivery-wrong-language", message, delivery.span, "check which file this is"))
    if delivery.source_tag and not is_tag_of(delivery.source_tag, source_locale):
        message = f"the delivery is translated from `{delivery.source_tag[:40]}`, not from `{source_locale}`"
        faults.append(error("delivery-wrong-language", message, delivery.span, "check which file this is"))
    if delivery.organisation and delivery.organisation != organisation:
        message = f"the delivery belongs to `{delivery.organisation[:60]}`; this workspace is `{organisation}`"
        faults.append(error("delivery-wrong-workspace", message, delivery.span, "check which file this is"))
    if not delivery.lines:
        faults.append(error("delivery-empty", "the delivery has no units", delivery.span, "ask for the file again"))
    return locale, faults


def accept_delivery(delivery: Delivery, texts: Iterable[Texts], locale: str, source_locale: str) -> Acceptance:
    """The catalogs with what can be accepted, and a decision about each unit. Nothing given is changed."""
    by_domain = {one.domain: _Domain(one, locale, source_locale) for one in texts}
    groups: dict[tuple[str, str], list[tuple[int | None, DeliveredLine]]] = defaultdict(list)
    for line in delivery.lines:
        domain = by_domain.get(line.domain)
        address, form = domain.find(line.id) if domain else (line.id, None)
        groups[line.domain, address].append((form, line))
    decisions = []
    for (name, address), lines in groups.items():
        domain = by_domain.get(name)
        if domain is None:
            message = f"`{address}` is of `{name[:40]}`; there are texts of {', '.join(by_domain) or 'nothing'}"
            fault = error("delivery-unknown-address", message, lines[0][1].span, "check which file this is")
            decisions.append(Decision(name, address, Outcome.REFUSED, lines[0][1].span, faults=(fault,)))
        else:
            decisions.append(domain.decide(address, lines))
    changed = {name: domain.catalog() for name, domain in by_domain.items() if domain.changed}
    return Acceptance(tuple(decisions), changed)


@dataclass
class _Domain:
    texts: Texts
    locale: str
    source_locale: str
    changed: dict[int, Message] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._segments: dict[str, Segment] = {}
        for segment in self.texts.segments:
            self._segments.setdefault(segment.address, segment)
        self._places = {
            (message.context, message.msgid, message.msgid_plural or ""): place
            for place, message in enumerate(self.texts.catalog.entries)
        }

    def find(self, line_id: str) -> tuple[str, int | None]:
        """The address that a line is of, and its plural form."""
        match = None if line_id in self._segments else _FORM.fullmatch(line_id)
        return (match[1], int(match[2])) if match else (line_id, None)

    def catalog(self) -> Catalog:
        """The catalog with what was accepted."""
        entries = (self.changed.get(place, message) for place, message in enumerate(self.texts.catalog.entries))
        return replace(self.texts.catalog, entries=tuple(entries))

    def decide(self, address: str, lines: Sequence[tuple[int | None, DeliveredLine]]) -> Decision:
        """What becomes of a unit that was delivered in these lines, one for each plural form."""
        span = lines[0][1].span
        segment = self._segments.get(address)
        place = self._places.get((address, segment.text, segment.plural)) if segment else None
        if segment is None or place is None:
            said, hint = f"there is no text at `{address}`", "it was removed or renamed since; leave it out"
            if not address:
                said, hint = (
                    "the unit does not say which text it is of",
                    "ask for the file with the names that were sent",
                )
            fault = error("delivery-unknown-address", said, span, hint)
            return self._refuse(address, span, [fault])
        current = self.texts.catalog.entries[place]
        faults = list(self._check_lines(segment, lines))
        if faults:
            return self._refuse(address, span, faults)
        forms, ordered = zip(*sorted(lines, key=lambda one: one[0] or 0), strict=True)
        strings = tuple(
            like_source(line.target, line.source, self._source(segment, form))
            for form, line in zip(forms, ordered, strict=True)
        )
        is_fuzzy = any(line.standing is not Standing.DONE for line in ordered)
        if strings == current.strings and (is_fuzzy or not current.is_fuzzy):
            return Decision(self.texts.domain, address, Outcome.UNCHANGED, span)
        message = with_translation(current, strings, is_fuzzy)
        faults = list(self._check_words(segment, message, [line.span for line in ordered]))
        if faults:
            return self._refuse(address, span, faults)
        self.changed[place] = message
        return Decision(self.texts.domain, address, Outcome.ACCEPTED, span, is_fuzzy)

    def _refuse(self, address: str, span: Span, faults: Sequence[Diagnostic]) -> Decision:
        return Decision(self.texts.domain, address, Outcome.REFUSED, span, faults=tuple(faults))

    def _check_lines(self, segment: Segment, lines: Sequence[tuple[int | None, DeliveredLine]]) -> Iterator[Diagnostic]:
        """What is wrong with the delivery of a unit, whatever its words say."""
        address = segment.address
        expected = [form.number for form in plural_forms(self.locale)] if segment.plural else [None]
        given = [form for form, _ in lines]
        for form, line in lines:
            where = f"form {form} of `{address}`" if form is not None else f"`{address}`"
            if form not in expected:
                yield error("delivery-unknown-address", f"there is no {where}", line.span, "leave it out")
            elif given.count(form) > 1:
                yield error("delivery-doubled", f"{where} stands here twice", line.span, "keep one of them")
            else:
                yield from self._check_line(segment, form, line, where)
        for form in expected:
            if form is not None and form not in given:
                message = f"`{address}` lacks plural form {form} of {len(expected)}"
                yield error("delivery-missing-form", message, lines[0][1].span, "deliver all plural forms together")

    def _check_line(self, segment: Segment, form: int | None, line: DeliveredLine, where: str) -> Iterator[Diagnostic]:
        source = self._source(segment, form)
        if line.fault:
            yield error("delivery-content", f"{where}: {line.fault}", line.span, _SEND_AGAIN)
        elif line.language and not is_tag_of(line.language, self.locale):
            message = f"{where} is in `{line.language[:40]}`, not in `{find_locale(self.locale).tag}`"
            yield error("delivery-wrong-language", message, line.span, _SEND_AGAIN)
        elif line.digest and line.digest != digest_of(segment.text, segment.plural):
            message = f"the text at {where} was changed since it was sent to translators"
            yield error("delivery-changed-source", message, line.span, _SEND_AGAIN)
        elif line.source.split() != source.split():
            message = f"the text at {where} is not the one that stands there today"
            yield error("delivery-changed-source", message, line.span, _SEND_AGAIN)
        elif not line.target.strip():
            yield error("delivery-untranslated", f"{where} is empty", line.span, "translate it, or leave it out")
        elif line.standing is Standing.NEW and line.target == line.source:
            message = f"{where} says what its text says, and counts as new"
            hint = "translate it; if it is the same in both languages, say that it is translated"
            yield error("delivery-untranslated", message, line.span, hint)
        elif has_control_character(line.target) and not has_control_character(source):
            yield error("delivery-content", f"{where} has a control character", line.span, "delete it")

    def _source(self, segment: Segment, form: int | None) -> str:
        """The text that a line of this form is a translation of."""
        is_singular = form is None or plural_forms(self.locale)[form].is_for_one
        return segment.text if is_singular else segment.plural

    def _check_words(self, segment: Segment, message: Message, spans: Sequence[Span]) -> Iterator[Diagnostic]:
        """What is wrong with the words: their tags, then whatever the shelf of checks calls an error."""
        tags_differ = False
        for form, (text, span) in enumerate(zip(message.strings, spans, strict=True)):
            given, allowed = lasting_tags(text, self.texts.has_markdown), self._allowed_tags(segment, form)
            if given in allowed:
                continue
            wanted = allowed[0]
            where = f"form {form} of `{segment.address}`" if segment.plural else f"`{segment.address}`"
            said = [
                f"{'lost' if wanted[tag] > given[tag] else 'doubled' if wanted[tag] else 'added'} `{tag}`"
                for tag in dict.fromkeys((*wanted, *given))
                if wanted[tag] != given[tag]
            ]
            hint = "each tag of the text stands in its translation as often, in any order"
            yield error("delivery-tags-differ", f"{where} has {', '.join(said)}", span, hint)
            tags_differ = True
        if tags_differ:
            return
        for pair in pairs_of(segment, message, self.locale, self.source_locale, self.texts.glossary):
            for rule, severity, finding in judge(pair):
                if severity is Severity.ERROR:
                    where = (
                        f"form {pair.form} of `{segment.address}`" if pair.form is not None else f"`{segment.address}`"
                    )
                    yield error(rule, f"{where} {finding.message}", spans[pair.form or 0], finding.hint)

    def _allowed_tags(self, segment: Segment, form: int) -> list[Counter[str]]:
        """The tags that a form may have: its text's, and where it is for one number alone, also without that."""
        markdown = self.texts.has_markdown
        if not segment.plural:
            return [lasting_tags(segment.text, markdown)]
        allowed = [lasting_tags(segment.plural, markdown)]
        facts = plural_forms(self.locale)[form]
        if facts.is_for_one:
            allowed.insert(0, lasting_tags(segment.text, markdown))
        if facts.is_for_one_number:
            count = f"{{{COUNT}}}"
            allowed += [Counter({tag: times for tag, times in one.items() if tag != count}) for one in allowed]
        return allowed


def like_source(text: str, delivered: str, source: str) -> str:
    """The translation with its text's line ends, and its text's white space around it: tools change both.

    Where a tool has broken the lines of the delivered text anew, it has done so in the translation too.
    """
    if "\r" not in source:
        text = text.replace("\r\n", "\n")
    words, bare = text.strip(), source.strip()
    if not bare:
        return text
    if "\n" not in bare and "\n" in delivered.strip():
        words = _BROKEN_LINE.sub(" ", words)
    begin = source.index(bare)
    return f"{source[:begin]}{words}{source[begin + len(bare) :]}"


def with_translation(message: Message, strings: tuple[str, ...], is_fuzzy: bool) -> Message:
    """The entry with a delivered translation: its words are nobody's review, whoever reviewed words before."""
    flags = tuple(flag for flag in message.flags if flag != FUZZY)
    if is_fuzzy:
        return replace(message, strings=strings, flags=(FUZZY, *flags))
    done = replace(
        message, strings=strings, flags=flags, previous_context=None, previous_msgid=None, previous_plural=None
    )
    return without_mark(done) if mark_of(done) is not None else done
