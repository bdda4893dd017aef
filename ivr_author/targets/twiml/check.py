"""What Twilio cannot do of a program, or does less well."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.core.diagnostics import Diagnostic, error, note, sort_diagnostics, warning
from ivr_author.core.locale import find_locale
from ivr_author.ir.coverage import check_coverage, settings_span
from ivr_author.ir.ops import Input, Queue, Say, Transfer
from ivr_author.ir.program import Block, Program
from ivr_author.ir.speech import recording_of, spoken_text
from ivr_author.targets.twiml.documents import queue_name, whole_seconds
from ivr_author.targets.twiml.limits import MAX_BLOCK_BYTES, MAX_QUEUE_NAME
from ivr_author.targets.twiml.voices import NAME, check_voices, chosen_voice, gather_language

_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_SIP = re.compile(r"sips?:[^\s<>\"@]+@[^\s<>\"@]+")


RULES = {
    "twiml-bad-number": "Twilio can't dial a number or SIP address",
    "twiml-borrowed-voice": "A voice of another language stands in for one that Twilio lacks",
    "twiml-long-queue-name": "A queue's name is longer than Twilio's queues may be called",
    "twiml-no-speech": "Twilio recognises no speech in a language where words are listened for",
    "twiml-no-voice": "Twilio has no voice for a locale, and some texts have neither a recording nor a way out",
    "twiml-same-voice": "Two locales have the same voice and language tag",
    "twiml-too-long": "More is said at once than one response of Twilio's may hold",
    "twiml-unknown-language": "Twilio does not know a language tag",
    "twiml-unknown-voice": "Twilio does not know a voice",
    "twiml-whole-seconds": "A time-out is not in whole seconds",
    "twiml-wrong-language": "A voice speaks another language than its locale or tag says",
}
"""Every rule id that this target can report, with its description."""


def check(program: Program) -> list[Diagnostic]:
    """Every such thing, by place."""
    return sort_diagnostics(_faults(program))


def _faults(program: Program) -> Iterator[Diagnostic]:
    span = settings_span(program)
    yield from check_coverage(program, NAME, "Twilio", lambda locale: chosen_voice(program, locale), span)
    yield from check_voices(program, span)
    for block in program.blocks.values():
        match block.end:
            case Input():
                yield from _check_input(program, block, block.end)
            case Transfer(to=to) if not (_NUMBER.fullmatch(to) or _SIP.fullmatch(to)):
                hint = "write a number as +18005550101, or sip:name@host"
                yield error("twiml-bad-number", f"Twilio can't dial `{to}`", block.span, hint)
            case Queue(queue=queue):
                yield from _check_queue(program, block, queue)
        yield from _check_length(program, block)


def _check_input(program: Program, block: Block, end: Input) -> Iterator[Diagnostic]:
    if whole_seconds(end.timeout) != end.timeout:
        message = f"Twilio waits whole seconds: {whole_seconds(end.timeout)}, not {end.timeout:g}"
        yield warning("twiml-whole-seconds", message, block.span, "write the time-out in whole seconds")
    deaf = [locale for locale in program.all_locales() if not gather_language(locale)]
    if not deaf or not (end.phrases or end.free_speech):
        return
    names = ", ".join(f"{locale} ({find_locale(locale).english_name})" for locale in deaf)
    if end.free_speech:
        message = f"Twilio recognises no speech in {names}, so nothing can be collected there by words"
        yield error("twiml-no-speech", message, block.span, "collect digits, or go to a person in these locales")
        return
    silent = sorted({phrase.to for phrase in end.phrases} - set(end.keys.values()))
    if silent:
        message = f"Twilio recognises no speech in {names}, and what words lead to here has no key"
        yield error("twiml-no-speech", message, block.span, "give every choice a key")
    else:
        message = f"Twilio recognises no speech in {names}; callers there can only press keys"
        yield note("twiml-no-speech", message, block.span, "nothing to do, if the prompt does not ask for words")


def _check_queue(program: Program, block: Block, queue: str) -> Iterator[Diagnostic]:
    target = program.queues.get(queue)
    longest = max((queue_name(queue, locale) for locale in program.all_locales()), key=len)
    if (target is None or not target.workflow) and len(longest) > MAX_QUEUE_NAME:
        message = f"the queue is called {longest} on Twilio, which takes {MAX_QUEUE_NAME} characters"
        yield error("twiml-long-queue-name", message, block.span, "give the queue a shorter name")


def _check_length(program: Program, block: Block) -> Iterator[Diagnostic]:
    says = [step for step in block.steps if isinstance(step, Say)]
    for locale in program.all_locales():
        size = sum(_size(program, say, locale) for say in says)
        if size > MAX_BLOCK_BYTES:
            message = f"{size:,} bytes to say at once in {locale}; a response of Twilio's takes {MAX_BLOCK_BYTES:,}"
            yield error("twiml-too-long", message, block.span, "split it into several nodes")
            return


def _size(program: Program, say: Say, locale: str) -> int:
    text = spoken_text(program, say, locale)
    # What is recorded is an address, however long it lasts.
    spoken = (form for form in text.forms if recording_of(program, text.locale, form) is None)
    return sum(len(part.encode()) if isinstance(part, str) else 100 for form in spoken for part in form)
