"""Locales that are declared to have no voice: where a call goes as soon as it comes to one of them.

Every target and the reference get the same blocks, so that no call differs by what a platform can speak.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ivr_author.expression.model import Compare, Literal, Name
from ivr_author.flow.content import Content
from ivr_author.flow.lowering import Output
from ivr_author.flow.settings import BUILT_IN_TEXTS, Settings, WayOut
from ivr_author.ir.ops import BlockId, Branch, End, Hours, Jump, Queue, Say, SetLocale
from ivr_author.ir.program import Block, Message


def ways_out_of(settings: Settings) -> dict[str, WayOut]:
    """The ways out by locale; what names no locale that needs one is an error of `check`."""
    return {locale: way for locale, way in settings.without_voice.items() if locale in settings.locales}


def add_ways_out(content: Content, output: Output, entries: Mapping[str, BlockId]) -> dict[str, BlockId]:
    """Lead every way into such a locale past its way out; the entries that calls begin at come back."""
    ways_out = ways_out_of(content.settings)
    if not ways_out:
        return dict(entries)
    writer = _Writer(content, output, ways_out)
    for block in list(output.blocks.values()):
        if isinstance(block.end, SetLocale) and block.end.locale in ways_out:
            way_out = writer.way_out(block, "no_voice", block.end.locale, block.end.to)
            output.blocks[block.id] = replace(block, end=replace(block.end, to=way_out))
    return {flow: writer.entry(entry) for flow, entry in entries.items()}


@dataclass(frozen=True, slots=True)
class _Writer:
    content: Content
    output: Output
    ways_out: Mapping[str, WayOut]

    def entry(self, entry: BlockId) -> BlockId:
        """Where a call begins: a number, or whoever calls, may have chosen the locale."""
        start = self.output.blocks[entry]
        cases = tuple(
            (Compare("==", Name("locale"), Literal(locale)), self.way_out(start, "arrive", locale, entry))
            for locale in self.ways_out
        )
        return self._add(start, "arrive", (), Branch(cases, entry))

    def way_out(self, near: Block, part: str, locale: str, to: BlockId) -> BlockId:
        """To the locale's queue, and where nobody takes the call, on in the source locale's words."""
        name = f"{part}_{locale}"
        apologise = self._add(near, name, (self._text("no_voice", locale),), Jump(to))
        queue = self.ways_out[locale].queue
        setting = self.content.settings.queues.get(queue.value) if queue else None
        if queue is None or setting is None:
            return apologise
        hold = self._text("no_voice_queue", locale)
        enqueue = self._add(near, f"{name}_queue", (hold,), Queue(queue.value, apologise, apologise))
        calendar = setting.calendar.value if setting.calendar else None
        if calendar not in self.content.calendars:
            return enqueue
        return self._add(near, f"{name}_hours", (), Hours(str(calendar), enqueue, apologise, apologise))

    def _text(self, name: str, locale: str) -> Say:
        """A text that callers in this locale alone hear."""
        address, settings = f"texts/{name}", self.content.settings
        item = settings.texts.get(name)
        text, span = (item.text.text, item.span) if item else (BUILT_IN_TEXTS[name], settings.span)
        self.output.messages[address] = Message(address, text, span)
        return Say(address, locale=locale)

    def _add(self, near: Block, part: str, steps: tuple[Say, ...], end: End) -> BlockId:
        block_id = f"{near.node}.{part}"
        self.output.blocks[block_id] = Block(block_id, near.node, steps, end, near.span)
        return block_id
