"""The ways in which a call can go on where it waits, by the names that people write: `"1"`, entry, silence, failed."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.call.caller import Action, HangUp, Press, Silence, Speak
from ivr_author.core.entry import classify_entry
from ivr_author.core.value_types import ValueType
from ivr_author.flow.edges import Exits
from ivr_author.harness.choices import Choices, phrase_heard, wrong_entry
from ivr_author.harness.relevance import Relevance
from ivr_author.ir.ops import Ask, Back, Input, Record, Transfer
from ivr_author.ir.play import take_keys
from ivr_author.ir.program import Block, Program

ENTRY, SILENCE, WRONG, HANG_UP = "entry", "silence", "wrong", "hang_up"
ANYWHERE = frozenset({SILENCE, WRONG, HANG_UP})
"""Ways that nearly every input has, and that alone lead nowhere."""

ASK_WAYS = ("ok", "not_found", "failed")
TRANSFER_WAYS = ("connected", "busy", "no_answer", "failed")
RECORD_WAYS = ("ok", "failed", HANG_UP)

_NOTHING = Relevance(frozenset(), {}, {}, {}, (), {})


def ways_of(block: Block) -> tuple[str, ...]:
    """The ways onward of a block that waits; none where something else decides."""
    match block.end:
        case Input() as end:
            wrong = (WRONG,) if wrong_entry(end) is not None else ()
            return (*sorted(end.keys), *((ENTRY,) if end.accepted else ()), SILENCE, *wrong, HANG_UP)
        case Ask(kind=kind):
            return ASK_WAYS if kind == "lookup" else ("ok", "failed")
        case Transfer():
            return TRANSFER_WAYS
        case Record():
            return RECORD_WAYS
    return ()


def way_of(program: Program, block: Block, action: Action, locale: str) -> str | None:
    """The way that an action takes at an input. Words count as the key that leads where they do."""
    end = block.end
    if isinstance(action, HangUp):
        return HANG_UP
    if isinstance(end, Record):
        return "failed" if isinstance(action, Silence) else "ok"
    if not isinstance(end, Input):
        return None
    if isinstance(action, Press) and action.keys:
        keys, ended, _ = take_keys(action.keys, end.entry)
        result = classify_entry(keys, ended, end.entry)
        if result.outcome == "key":
            return result.key
        return {"ok": ENTRY if end.accepted else WRONG, "no_input": SILENCE}.get(result.outcome, WRONG)
    if not isinstance(action, Speak) or not (end.phrases or end.free_speech):
        return SILENCE
    if end.free_speech:
        return ENTRY
    phrase = phrase_heard(program, end, action.words, locale)
    if phrase is None:
        return WRONG
    # A menu's own keys stand after those that work everywhere.
    return next((key for key, to in reversed(list(end.keys.items())) if to == phrase.to), None)


def action_of(way: str, block: Block, entered: Action | None) -> Action | None:
    """What a caller does to take a way at an input; `entered` is what they enter there."""
    end = block.end
    if way == HANG_UP:
        return HangUp()
    if way == SILENCE:
        return Silence()
    if way == ENTRY:
        return entered
    if isinstance(end, Input) and way == WRONG:
        return wrong_entry(end)
    return Press(way)


def usual_entry(program: Program, block: Block) -> Action | None:
    """Something that an input accepts, where nobody said what callers enter."""
    end = block.end
    if not isinstance(end, Input) or end.accepted is None:
        return None
    found = Choices(program, Exits(program.blocks), _NOTHING).at(block)
    return next((one.action for one in found if one.exit.to == end.accepted), None)


def guessed_shares(program: Program, block: Block) -> Mapping[str, float]:
    """Where neither scripts nor a file say anything: an entry is made, a question is answered by its first key, and of
    a menu's keys each is as likely as any other that leads on."""
    end = block.end
    if not isinstance(end, Input):
        return {ways_of(block)[0]: 1.0}
    if end.accepted is not None:
        return {ENTRY: 1.0}
    onward = [key for key, to in sorted(end.keys.items()) if _leads_on(program, block, to)]
    if not onward:
        return {SILENCE: 1.0}
    is_question = not block.id.endswith((f"{block.node}.offer", block.node))
    return {onward[0]: 1.0} if is_question else dict.fromkeys(onward, 1.0)


def _leads_on(program: Program, block: Block, to: str) -> bool:
    target = program.blocks[to]
    return to != block.id and not isinstance(target.end, Back)


def plain_fields(program: Program, service: str, wires: Mapping[ValueType, str]) -> Mapping[str, str]:
    """An answer of a service for which nobody wrote an example."""
    declared = program.services.get(service)
    return {name: wires[kind] for name, kind in (declared.answer if declared else {}).items() if kind in wires}
