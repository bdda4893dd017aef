"""Pieces of call scripts as YAML text that `read_script` reads back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ivr_author.call.caller import CallerStep, HangUp, Hear, Press, Silence, Speak
from ivr_author.call.world import Answer
from ivr_author.core.text_input import without_control_characters


def quote(text: str) -> str:
    """A text in double quotes. What is unseen is an escape; control characters, which no reader takes, are left out."""
    quoted = json.dumps(without_control_characters(text), ensure_ascii=False)
    return "".join(one if one.isprintable() else _escape(one) for one in quoted)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def write_answers(answers: Sequence[Answer]) -> str:
    """One answer, or a list that is used in turn."""
    written = [_answer(one) for one in answers]
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


def _answer(answer: Answer) -> str:
    if answer.result != "ok":
        return answer.result
    fields = ", ".join(f"{quote(name)}: {quote(wire)}" for name, wire in answer.fields.items())
    return f"{{ok: {{{fields}}}}}"


def write_step(step: CallerStep) -> str:
    """A step, without the dash before it."""
    match step:
        case Hear(text=text):
            return f"hear: {quote(text)}"
        case Press(keys=keys):
            return f"press: {quote(keys)}"
        case Speak(words=words):
            return f"say: {quote(words)}"
        case Silence():
            return "silence"
        case HangUp():
            return "hang_up"
