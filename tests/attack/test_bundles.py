"""Bundles of the service on the line that were made up: taken, or refused in a sentence; never with a traceback."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ivr_author.targets.twiml.bundle import BundleFault, load_bundle
from ivr_author.targets.twiml.emit import emit
from tests.tally import tally, times
from tests.targets.voicexml.workspace import compile_workspace, write_workspace

MANIFEST, TABLE = "manifest.json", "table.json"
JUNK = (None, 0, -1, 1e308, "", [], {}, True, "x" * 1_000, [[]], {"a": 1}, "__proto__", "../x", float("nan"))
GONE = object()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """A bundle as it is compiled."""
    return emit(compile_workspace(write_workspace(tmp_path_factory.mktemp("bundle")))).files


def places(data: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value in data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield (*before, key)
        yield from places(value, (*before, key))


def put(data: Any, place: tuple[Any, ...], value: object) -> None:
    """Something else there, or nothing."""
    for key in place[:-1]:
        data = data[key]
    if value is GONE:
        del data[place[-1]]
    else:
        data[place[-1]] = value


def test_a_value_that_is_another_one(files: Mapping[str, bytes]) -> None:
    manifest, table = json.loads(files[MANIFEST]), json.loads(files[TABLE])
    in_manifest, in_table = list(places(manifest)), list(places(table))
    count, refused = times(400, 10_000), 0
    for seed in range(count):
        chance = random.Random(seed)
        told, given = copy.deepcopy(manifest), copy.deepcopy(table)
        chosen, where = (given, in_table) if chance.random() < 0.75 else (told, in_manifest)
        put(chosen, chance.choice(where), chance.choice([*JUNK, GONE]))
        made = {**files, TABLE: json.dumps(given).encode()}
        if isinstance(told.get("files"), dict) and isinstance(told["files"].get(TABLE), str):
            # Whoever made it up also wrote the hash.
            told["files"][TABLE] = hashlib.sha256(made[TABLE]).hexdigest()
        made[MANIFEST] = json.dumps(told).encode()
        try:
            load_bundle(made)
        except BundleFault as fault:
            refused += len(str(fault)) > 0
    assert count // 10 < refused < count
    tally("bundles that were made up", count, refused=refused, tracebacks=0)


@pytest.mark.parametrize(
    "raw", [b"[" * 200_000, b'{"files":' * 100_000, b"null", b"[]", b'"', b"\xff", b"", b'{"a":' + b"9" * 10_000 + b"}"]
)
def test_a_file_that_is_nonsense(files: Mapping[str, bytes], raw: bytes) -> None:
    with pytest.raises(BundleFault):
        load_bundle({**files, MANIFEST: raw})
    manifest = json.loads(files[MANIFEST])
    manifest["files"][TABLE] = hashlib.sha256(raw).hexdigest()
    with pytest.raises(BundleFault):
        load_bundle({**files, TABLE: raw, MANIFEST: json.dumps(manifest).encode()})


def test_no_name_in_a_bundle_is_a_file_of_the_machine(files: Mapping[str, bytes], tmp_path: Path) -> None:
    manifest = json.loads(files[MANIFEST])
    secret = tmp_path / "secret"
    secret.write_bytes(b"x")
    manifest["files"][str(secret)] = hashlib.sha256(b"x").hexdigest()
    with pytest.raises(BundleFault, match="is missing"):
        load_bundle({**files, MANIFEST: json.dumps(manifest).encode()})
