"""What every call does alike from a place on, joined once: fixed speech, nodes entered, values set, menus noted.

A stretch follows jumps, and ends where something depends on the call. Taking it changes nothing but the time that it
takes: a walk goes step by step wherever a limit could be reached inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ivr_author.core.value_types import Value, ValueType
from ivr_author.core.wire import as_type
from ivr_author.expression.evaluate import evaluate
from ivr_author.expression.model import Literal
from ivr_author.ir.ops import Assign, End, Jump, Log, Queue, Transfer, Visit
from ivr_author.targets.twiml.table import LoadedBlock, LoadedStep, Speak

FixedSpeech = Callable[[str, Speak], bytes | None]
"""The bytes that a block speaks at a step in every call; None where they depend on the call."""


@dataclass(slots=True)
class Stretch:
    """From one place to another, `at` and `position`; `steps` counts what lies between, 0 where nothing is fixed.

    `speech` is None where nothing is said, and `size` its bytes. `trace` are the events, as X-Ivr-Trace has them.
    `parts` is the whole answer between addresses at which the call goes on, where the stretch ends in one that every
    call gets alike, and `outcome` what that comes to: see `Told`.
    """

    at: str
    position: int
    steps: int = 0
    speech: bytes | None = None
    size: int = 0
    trace: str = ""
    parts: tuple[bytes, ...] | None = None
    outcome: str = ""
    nodes: list[str] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    visits: list[str] = field(default_factory=list)


def join_stretch(
    blocks: Mapping[str, LoadedBlock],
    variables: Mapping[str, ValueType],
    fixed: FixedSpeech,
    block_id: str,
    position: int,
) -> Stretch:
    """The stretch that begins at a step of a block."""
    stretch = Stretch(block_id, position)
    entered = {block_id}
    while True:
        block = blocks[stretch.at]
        for step in block.steps[stretch.position :]:
            if not _add(stretch, block.id, step, variables, fixed):
                return stretch
            stretch.position += 1
            stretch.steps += 1
        end = block.end
        # Where a jump leads nowhere or round in a circle, the walk finds out.
        if not isinstance(end, Jump) or end.leaves_subflow or end.to in entered or end.to not in blocks:
            return stretch
        entered.add(end.to)
        stretch.at, stretch.position = end.to, 0
        stretch.steps += 1


def _add(
    stretch: Stretch, block_id: str, step: LoadedStep, variables: Mapping[str, ValueType], fixed: FixedSpeech
) -> bool:
    """Join one more step; False if it depends on the call."""
    match step:
        case Log(kind=kind, value=value):
            event = event_of(step)
            stretch.trace = f"{stretch.trace} {event}" if stretch.trace else event
            if kind == "node":
                stretch.nodes.append(value)
        case Speak():
            spoken = fixed(block_id, step)
            if spoken is None:
                return False
            stretch.speech = (stretch.speech or b"") + spoken
            stretch.size += len(spoken)
        case Assign(name=name, expression=Literal() as constant):
            stretch.values[name] = as_type(evaluate(constant, {}), variables.get(name))
        case Visit(menu=menu):
            stretch.visits.append(menu)
        case _:
            return False
    return True


def handed_to(end: End) -> str:
    """What it comes to, as `Told` has it, that a call is left to the phone."""
    match end:
        case Queue(queue=queue):
            return f"queue {queue}"
        case Transfer():
            return "transfer"
    return ""


def event_of(step: Log) -> str:
    """A logged event, as X-Ivr-Trace has it."""
    return f"{step.kind}={step.value}" if step.value else step.kind
