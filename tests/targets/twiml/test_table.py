"""Blocks survive the way through JSON."""

from __future__ import annotations

import json

import pytest

from ivr_author.ir.ops import End, Say
from ivr_author.targets.twiml.table import Speak, block_from_json, block_to_json, end_from_json, step_from_json
from tests.targets.twiml.everything import everything

PROGRAM = everything()


@pytest.mark.parametrize("block_id", PROGRAM.blocks)
def test_block_comes_back(block_id: str) -> None:
    block = PROGRAM.blocks[block_id]
    loaded = block_from_json(block_id, json.loads(json.dumps(block_to_json(block.steps, block.end))))
    assert loaded.end == block.end
    says = 0
    for step, back in zip(block.steps, loaded.steps, strict=True):
        if isinstance(step, Say):
            assert back == Speak(says, step.windows)
            says += 1
        else:
            assert back == step


def test_every_end_is_in_the_program() -> None:
    assert {type(block.end) for block in PROGRAM.blocks.values()} == set(End.__args__)


def test_unknown_words_are_refused() -> None:
    with pytest.raises(ValueError, match="no step"):
        step_from_json(["sing", 1])
    with pytest.raises(ValueError, match="no end"):
        end_from_json(["explode"])
