"""What platforms bear, as data: `limits/*.yaml`, each limit with its source and date. A file more adds a platform."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import ClassVar

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.fields import Reader, Skip, define, define_choice, read_record, scalar_text
from ivr_author.flow.node import Record
from ivr_author.flow.read import FormatVersion

CONCURRENT_CALLS, QUEUE_SIZE, OUTBOUND_RATE, ANSWER_SECONDS = BOUNDS = (
    "concurrent_calls",
    "queue_size",
    "outbound_rate",
    "answer_seconds",
)
"""What of a day a limit can be held against. A rate is of `value` a second, with `burst` at once."""

SUFFIX = ".yaml"


class Bound(str):
    """One of `BOUNDS`."""

    __slots__ = ()


class Amount(float):
    """How much; infinite is no limit."""

    __slots__ = ()


class WebAddress(str):
    """Where something was read."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Record):
    """One limit. `most`: to what it can be raised; `remedy`: how; `note`: for whom it is another one."""

    WHAT: ClassVar[str] = "a limit"

    bounds: Bound
    value: Amount
    unit: str
    source: WebAddress
    date: date
    most: Amount | None = None
    burst: Amount | None = None
    counts_callbacks: bool = False
    note: str = ""
    remedy: str = ""

    @property
    def is_finite(self) -> bool:
        """Whether it limits anything."""
        return math.isfinite(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform(Record):
    """A platform by the name that people know, and its limits by their own."""

    WHAT: ClassVar[str] = "a file of limits"

    format: FormatVersion
    platform: str
    limits: Mapping[str, Limit]

    def limit(self, bounds: str) -> Limit | None:
        """The narrowest limit of a kind."""
        found = [one for one in self.limits.values() if one.bounds == bounds]
        return min(found, key=lambda one: one.value, default=None)

    def with_limits_of(self, other: Platform) -> Platform:
        """With the limits of another file, which hold in place of those of their names."""
        return Platform(format=self.format, platform=other.platform, limits={**self.limits, **other.limits})


def platform_names() -> tuple[str, ...]:
    """The platforms on the shelf, by the names of their files."""
    shelf = files(__package__).joinpath("limits")
    return tuple(sorted(one.name.removesuffix(SUFFIX) for one in shelf.iterdir() if one.name.endswith(SUFFIX)))


def load_platform(name: str) -> Platform:
    """One of the shelf; a fault in it is our own."""
    path = f"limits/{name}{SUFFIX}"
    found, faults = read_platform(Source(path, files(__package__).joinpath(path).read_text("utf-8")))
    assert found is not None, f"{path}: {faults}"
    return found


def read_platform(source: Source) -> tuple[Platform | None, list[Diagnostic]]:
    """The limits of a file, or what is wrong with it."""
    tree, faults = read_yaml(source)
    if tree is None or faults:
        return None, faults
    reader = Reader(source)
    try:
        return read_record(Platform, tree, Platform.WHAT, reader), reader.diagnostics
    except Skip:
        return None, reader.diagnostics


def _amount(node: TreeNode, reader: Reader) -> Amount:
    scalar = scalar_text(node, "a limit", reader)
    if scalar.text == "none":
        return Amount(math.inf)
    if not _is_number(scalar) or not 0 < float(scalar.text) <= 1_000_000:
        hint = "write a number from 1 to 1,000,000, or none"
        raise reader.skip("wrong-value", f"`{scalar.text}` is no limit", scalar.span, hint)
    return Amount(float(scalar.text))


def _is_number(scalar: Scalar) -> bool:
    return isinstance(scalar.data, (int, float)) and not isinstance(scalar.data, bool) and math.isfinite(scalar.data)


def _address(node: TreeNode, reader: Reader) -> WebAddress:
    scalar = scalar_text(node, "the source", reader)
    if not scalar.text.startswith(("https://", "http://")):
        hint = "write the address of the page that says so"
        raise reader.skip("wrong-value", f"`{scalar.text}` is no web address", scalar.span, hint)
    return WebAddress(scalar.text)


define_choice(Bound, BOUNDS, "what a limit bounds")
define(Amount, _amount, lambda: {"type": ["number", "string"]})
define(WebAddress, _address, lambda: {"type": "string", "format": "uri"})
