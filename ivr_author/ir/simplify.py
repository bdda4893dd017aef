"""The pass that takes out what no caller can tell: empty blocks and blocks that nothing leads to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from ivr_author.ir.ops import (
    Ask,
    Back,
    BlockId,
    Branch,
    End,
    Enter,
    Hangup,
    Hours,
    Input,
    Jump,
    Phrase,
    Queue,
    Record,
    Return,
    SetLocale,
    Transfer,
    exits,
)
from ivr_author.ir.program import Block, Program


def simplify(program: Program) -> Program:
    """The same calls with fewer blocks: jumps to jumps are shortened, then unreachable blocks left out."""
    target = _final_targets(program)
    blocks = {
        block.id: dataclasses.replace(block, end=redirect(block.end, lambda to: target.get(to, to)))
        for block in program.blocks.values()
    }
    entries = {flow: target.get(entry, entry) for flow, entry in program.entries.items()}
    reachable = _reachable(blocks, entries)
    kept = {block_id: block for block_id, block in blocks.items() if block_id in reachable}
    return dataclasses.replace(program, blocks=kept, entries=entries)


def _final_targets(program: Program) -> dict[BlockId, BlockId]:
    targets = {}
    for start in program.blocks:
        seen = {start}
        at = start
        while (to := _only_jumps(program.blocks[at])) is not None and to not in seen:
            seen.add(to)
            at = to
        targets[start] = at
    return targets


def _only_jumps(block: Block) -> BlockId | None:
    if not block.steps and isinstance(block.end, Jump) and not block.end.leaves_subflow:
        return block.end.to
    return None


def _reachable(blocks: Mapping[BlockId, Block], entries: Mapping[str, BlockId]) -> set[BlockId]:
    found: set[BlockId] = set()
    waiting = list(entries.values())
    while waiting:
        block_id = waiting.pop()
        if block_id not in found:
            found.add(block_id)
            waiting.extend(to for _, to in exits(blocks[block_id].end))
    return found


def redirect(end: End, to: Callable[[BlockId], BlockId]) -> End:
    """The same end with every way onward changed."""
    match end:
        case Jump():
            return dataclasses.replace(end, to=to(end.to))
        case SetLocale():
            return dataclasses.replace(end, to=to(end.to))
        case Branch(cases=cases, otherwise=otherwise):
            return Branch(tuple((condition, to(target)) for condition, target in cases), to(otherwise))
        case Hours():
            return dataclasses.replace(end, open=to(end.open), closed=to(end.closed), holiday=to(end.holiday))
        case Input():
            return dataclasses.replace(
                end,
                keys={key: to(target) for key, target in end.keys.items()},
                phrases=tuple(Phrase(phrase.address, to(phrase.to)) for phrase in end.phrases),
                accepted=to(end.accepted) if end.accepted is not None else None,
                no_input=to(end.no_input),
                no_match=to(end.no_match),
            )
        case Ask():
            return dataclasses.replace(end, ok=to(end.ok), not_found=to(end.not_found), failed=to(end.failed))
        case Transfer():
            return dataclasses.replace(end, busy=to(end.busy), no_answer=to(end.no_answer), failed=to(end.failed))
        case Queue():
            return dataclasses.replace(end, full=to(end.full), closed=to(end.closed))
        case Record():
            return dataclasses.replace(end, ok=to(end.ok), failed=to(end.failed))
        case Enter():
            return Enter(to(end.to), {name: to(target) for name, target in end.returns.items()})
        case Return() | Back():
            return dataclasses.replace(end, otherwise=to(end.otherwise))
        case Hangup():
            return end
