"""What a channel costs at worst, over all letters and locales of a notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ivr_author.core.locale import find_locale
from ivr_author.core.rule import Fault
from ivr_author.notice.branches import Branch
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.model import Limits, Raw
from ivr_author.notice.render import Options, Renderer
from ivr_author.notice.subject import Body, NoticeSubject, top_of, units_in
from ivr_author.notice.worst import size_of, worst_members

TRIED_IN_OTHERS = 3
"""Letters that are made in every locale: the costliest of the source locale."""


MOST_LOCALES = 3
"""Locales beside the source that a letter is set in: those where its words take the most room."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a letter costs in a locale; `member` is a sample's id, empty for the longest values."""

    amount: int
    locale: str
    member: str
    facts: Mapping[str, Any]


def over_budget(
    subject: NoticeSubject,
    channel: str,
    limit_of: Callable[[Limits], int],
    costs_of: Callable[[NoticeSubject, Body], Iterable[Cost]],
    tell: Callable[[Cost], str],
    hint: str,
) -> Iterator[Fault]:
    """A fault for each notice that costs more than it may, at the first words of the channel."""
    for file in subject.files:
        limit = limit_of(file.notice.limits)
        if not limit or channel not in file.notice.channels:
            continue
        body = subject.body_of(file, channel)
        span = next((unit.span for unit in units_in(body.nodes)), top_of(file))
        worst: dict[str, Cost] = {}
        try:
            for cost in costs_of(subject, body):
                known = worst.get(cost.locale)
                if cost.amount > limit and (known is None or cost.amount > known.amount):
                    worst[cost.locale] = cost
        except CannotRender as fault:
            yield Fault(f"with the longest values there is no {channel}: {fault}", span, "mend this first")
        if worst:
            top = max(worst.values(), key=lambda cost: cost.amount)
            member = f"for `{top.member}`" if top.member else "with the longest values"
            also = ", ".join(
                f"{find_locale(cost.locale).english_name} ({cost.amount})" for cost in worst.values() if cost is not top
            )
            told = f"{tell(top)} in {find_locale(top.locale).english_name} {member}; the limit is {limit}"
            yield Fault(told + (f"; too much also in {also}" if also else ""), span, hint)


def costs(subject: NoticeSubject, body: Body, channel: str, fact: str) -> Iterator[Cost]:
    """Every letter of the source locale with its longest values, the costliest in every locale, and all samples."""
    renderer = subject.renderer(body.file)
    ranked = []
    for number, values in enumerate(worst_members(renderer, channel, _branches(body), subject.source_locale)):
        cost = _cost(subject, body.file, channel, subject.source_locale, values, fact)
        if cost is not None:
            yield cost
            ranked.append((cost.amount, -number))
    best = [-number for _, number in sorted(ranked, reverse=True)[:TRIED_IN_OTHERS]]
    branches = [body.letters[number].branch for number in best if number < len(body.letters)]
    for locale in subject.all_locales[1:]:
        for values in worst_members(renderer, channel, branches, locale):
            cost = _cost(subject, body.file, channel, locale, values, fact)
            if cost is not None:
                yield cost
    for sample in body.file.notice.samples.values():
        cost = _cost(subject, body.file, channel, subject.locale_of(sample), sample.values, fact, sample.id)
        if cost is not None:
            yield cost


def longest_letters(subject: NoticeSubject, body: Body, channel: str, fact: str, options: Options) -> Iterator[Cost]:
    """The longest letter with its longest values, in the source locale and where it takes the most room.

    The address block is a sample member's: it has its window, whatever stands in it. Raises `CannotRender`.
    """
    renderer = subject.renderer(body.file)
    recipient = body.file.notice.recipient
    block = {name: raw for name, raw in _example(body).items() if name in (recipient.name, recipient.address)}
    members = ({**one, **block} for one in worst_members(renderer, channel, _branches(body), subject.source_locale))
    sized = [
        (_size(renderer, channel, subject.source_locale, values), number, values)
        for number, values in enumerate(members)
    ]
    _, _, longest = max(sized, key=lambda one: one[:2])
    sizes = {locale: _size(renderer, channel, locale, longest) for locale in subject.all_locales[1:]}
    largest = sorted(sizes, key=lambda locale: -sizes[locale])[:MOST_LOCALES]
    for locale in (subject.source_locale, *largest):
        cost = _render(subject, body.file, channel, locale, longest, fact, options=options)
        if cost is not None:
            yield cost


def _size(renderer: Renderer, channel: str, locale: str, values: Mapping[str, Raw]) -> float:
    try:
        document, member = renderer.document(channel, locale, values)
    except CannotRender:
        return 0
    return size_of(document, member)


def _branches(body: Body) -> list[Branch]:
    return [letter.branch for letter in body.letters]


def _example(body: Body) -> Mapping[str, Raw]:
    return body.letters[0].branch.values if body.letters else {}


def _cost(
    subject: NoticeSubject,
    file: NoticeFile,
    channel: str,
    locale: str,
    values: Mapping[str, Raw],
    fact: str,
    member: str = "",
) -> Cost | None:
    """None where it can't be made, which is another rule's to say."""
    try:
        return _render(subject, file, channel, locale, values, fact, member)
    except CannotRender:
        return None


def _render(
    subject: NoticeSubject,
    file: NoticeFile,
    channel: str,
    locale: str,
    values: Mapping[str, Raw],
    fact: str,
    member: str = "",
    options: Options | None = None,
) -> Cost | None:
    """None where words are not yet translated: what stands for them is as long as the source."""
    renderer = subject.renderer(file)
    decisions, filled = renderer.decide(channel, locale, values)
    missing = renderer.document_of(channel, locale, decisions).missing
    if any(address != f"{file.notice.id}/subject" for address in missing):
        return None
    rendering = CHANNELS[channel].fill(renderer.prepared(channel, locale, decisions, options), filled)
    return Cost(rendering.facts[fact], locale, member, rendering.facts)
