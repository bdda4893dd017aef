"""The TwiML document of one block in one locale, and the table entry that says where its parts are.

A document is whole and valid as it stands. It is cut at byte offsets, so the service sends the very bytes that were
reviewed: head and tail are the verbs of the block's end, and between them each `Say` of the block has its <Say>
elements, one stretch for each plural form.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from ivr_author.ir.ops import End, Hangup, Input, Queue, Record, Say, Transfer
from ivr_author.ir.program import Block, LocalText, Part, Program, Slot, Voice
from ivr_author.ir.sounds import sound_path
from ivr_author.ir.speech import APOLOGY, recording_of, spoken_text
from ivr_author.targets.twiml.say import GOES_ON, HOLE, character_limit, opening_tag, split_speech
from ivr_author.targets.twiml.voices import gather_language
from ivr_author.targets.twiml.xml import XML_DECLARATION, attributes, comment, escape_attribute, escape_text, slot

URL_SLOT = 0
"""The first slot of every document: the address at which the call goes on."""

RECORD_SILENCE_SECONDS = 5
"""Silence that ends a recording."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document's bytes and its entry in the table."""

    content: bytes
    entry: Mapping[str, Any]


def needs_document(block: Block) -> bool:
    """Whether a block speaks or gives the phone something to do."""
    return isinstance(block.end, (Input, Transfer, Queue, Record, Hangup)) or any(
        isinstance(step, Say) for step in block.steps
    )


def write_document(program: Program, block: Block, locale: str, voices: Mapping[str, Voice]) -> Document:
    """The document of a block for callers in a locale."""
    writer = _Writer(program, locale, voices)
    return writer.write(block)


def write_apology(program: Program, locale: str, voices: Mapping[str, Voice]) -> bytes:
    """What a caller hears when the service itself fails: the goodbye text, and the end."""
    writer = _Writer(program, locale, voices)
    writer.add(f"{XML_DECLARATION}{comment(APOLOGY.address)}\n<Response>\n")
    if APOLOGY.address in program.messages:
        text = spoken_text(program, APOLOGY, locale)
        writer.add_form([part for part in text.forms[0] if isinstance(part, str)], text.locale)
    writer.add("<Hangup/>\n</Response>\n")
    return bytes(writer.content)


@dataclass
class _Writer:
    program: Program
    locale: str
    voices: Mapping[str, Voice]
    content: bytearray = field(default_factory=bytearray)
    slots: list[list[str]] = field(default_factory=lambda: [["url"]])

    def write(self, block: Block) -> Document:
        head, tail = self._verbs(block.end)
        self.add(f"{XML_DECLARATION}{comment(block.id)}\n<Response>\n{head}")
        head_end = len(self.content)
        says = [self._speech(step) for step in block.steps if isinstance(step, Say)]
        tail_start = len(self.content)
        self.add(f"{tail}</Response>\n")
        entry = {
            "head": head_end,
            "says": says,
            "tail": tail_start,
            "slots": self.slots,
        }
        return Document(bytes(self.content), entry)

    def add(self, text: str) -> None:
        self.content += text.encode()

    # --- speech ---

    def _speech(self, say: Say) -> dict[str, Any]:
        text = spoken_text(self.program, say, self.locale)
        forms = []
        for number, form in enumerate(text.forms, 1):
            start = len(self.content)
            origin = say.address if len(text.forms) == 1 else f"{say.address}, form {number} of {len(text.forms)}"
            self.add(f"{comment(origin)}\n")
            if not self.add_form(form, text.locale):
                del self.content[start:]
            forms.append([start, len(self.content)])
        return {"locale": text.locale, "forms": forms, **_plural(text)}

    def add_form(self, parts: Sequence[Part], spoken_locale: str) -> bool:
        """Add what lets a text be heard, its recording or <Say> elements; False if there is nothing to say."""
        recording = recording_of(self.program, spoken_locale, parts)
        if recording is None:
            return self._add_says(parts, spoken_locale)
        service = slot(self._slot("service"))
        self.add(f"<Play>{service}/{escape_text(sound_path(self.program, recording))}</Play>\n")
        return True

    def _add_says(self, parts: Sequence[Part], spoken_locale: str) -> bool:
        voice = self.voices[spoken_locale]
        opening = opening_tag(voice.name, voice.language)
        literal, slots = self._measured(parts, spoken_locale)
        waiting = iter(slots)
        has_any = False
        for piece in split_speech(literal, character_limit(voice.name)):
            has_any = True
            first, *others = map(escape_text, piece.text.split(HOLE))
            escaped = first + "".join(slot(next(waiting)) + other for other in others)
            self.add(f"{GOES_ON if piece.goes_on else ''}{opening}{escaped}</Say>\n")
        return has_any

    def _measured(self, parts: Iterable[Part], spoken_locale: str) -> tuple[str, list[int]]:
        literal, slots = [], []
        for part in parts:
            if isinstance(part, Slot):
                literal.append(HOLE)
                slots.append(self._slot("value", part.name, str(part.type), spoken_locale))
            else:
                literal.append(part.replace(HOLE, ""))
        return "".join(literal), slots

    def _slot(self, *facts: str) -> int:
        wanted = list(facts)
        if wanted not in self.slots:
            self.slots.append(wanted)
        return self.slots.index(wanted)

    # --- verbs ---

    def _verbs(self, end: End) -> tuple[str, str]:
        """What stands before and after the speech."""
        goes_on = attributes(action=slot(URL_SLOT), method="POST")
        redirect = f'<Redirect method="POST">{slot(URL_SLOT)}</Redirect>\n'
        match end:
            case Input():
                return f"<Gather{self._gather(end)}>\n", f"</Gather>\n{redirect}"
            case Transfer(to=to):
                noun = "Sip" if to.startswith("sip:") else "Number"
                return "", f"<Dial{goes_on}><{noun}>{escape_text(to)}</{noun}></Dial>\n"
            case Queue(queue=queue):
                return "", self._enqueue(queue, goes_on)
            case Record():
                return "", f"<Record{self._record(end)}/>\n{redirect}"
            case Hangup():
                return "", "<Hangup/>\n"
        return "", redirect

    def _gather(self, end: Input) -> str:
        language = gather_language(self.locale)
        hears = bool(language) and (bool(end.phrases) or end.free_speech)
        values = {
            "input": "dtmf speech" if hears else "dtmf",
            "action": slot(URL_SLOT),
            "method": "POST",
            "timeout": str(whole_seconds(end.timeout)),
            "numDigits": str(end.entry.longest),
            "finishOnKey": escape_attribute(end.entry.terminator),
        }
        if hears:
            values.update(language=escape_attribute(language), speechTimeout="auto")
            phrases = [self.program.speech[phrase.address, self.locale].plain() for phrase in end.phrases]
            if phrases:
                hints = ", ".join(" ".join(phrase.replace(",", " ").split()) for phrase in dict.fromkeys(phrases))
                values["hints"] = escape_attribute(hints)
        return attributes(**values)

    def _enqueue(self, queue: str, goes_on: str) -> str:
        target = self.program.queues.get(queue)
        if target is not None and target.workflow:
            workflow = attributes(workflowSid=escape_attribute(target.workflow))
            task = slot(self._slot("task", queue))
            return f"<Enqueue{workflow}{goes_on}><Task>{task}</Task></Enqueue>\n"
        return f"<Enqueue{goes_on}>{escape_text(queue_name(queue, self.locale))}</Enqueue>\n"

    def _record(self, end: Record) -> str:
        action = f"{slot(URL_SLOT)}{escape_attribute('&mailbox=' + quote(end.mailbox, safe=''))}"
        values = {
            "action": action,
            "method": "POST",
            "timeout": str(RECORD_SILENCE_SECONDS),
            "maxLength": str(max(1, end.max_seconds)),
            "playBeep": "true",
        }
        if end.terminator:
            values["finishOnKey"] = escape_attribute(end.terminator)
        return attributes(**values)


def queue_name(queue: str, locale: str) -> str:
    """How a queue is called on Twilio, where each locale has its own agents."""
    return f"{queue}.{locale}"


def whole_seconds(seconds: float) -> int:
    """A time-out as Twilio takes it; a caller rather gets more time than less."""
    return max(1, math.ceil(seconds))


def _plural(text: LocalText) -> dict[str, str]:
    return {"plural": text.plural, "count": text.count or ""} if len(text.forms) > 1 else {}
