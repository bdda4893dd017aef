"""The changes that make a value of a tree another one, each as small as it can be; order matters, in maps too."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingValue
from collections.abc import Sequence as SequenceValue

from ivr_author.core.tree import Mapping, Node, Scalar, Sequence
from ivr_author.core.yaml_change import Arrange, Change, Insert, Path, Remove, Set, is_same, to_tree
from ivr_author.core.yaml_write import Value


def differences(old: Node, wanted: Value, path: Path = ()) -> Iterator[Change]:
    """The changes in the order in which they are made. A scalar that has the wanted letters stays, `8` for `"8"` too.

    Where a map's keys come in another order than wanted, but are the same, the map is arranged anew.
    """
    if isinstance(old, Mapping) and isinstance(wanted, MappingValue) and old.entries and wanted:
        yield from _of_map(old, wanted, path)
    elif isinstance(old, Sequence) and isinstance(wanted, SequenceValue) and not isinstance(wanted, str):
        if old.items and wanted:
            yield from _of_list(old, wanted, path)
        elif old.items or wanted:
            yield Set(path, wanted)
    elif not _has_letters(old, wanted) and not is_same(to_tree(wanted), old):
        yield Set(path, wanted)


def _has_letters(old: Node, wanted: Value) -> bool:
    return isinstance(old, Scalar) and isinstance(wanted, str) and old.text == wanted and wanted != ""


def _of_map(old: Mapping, wanted: MappingValue[str, Value], path: Path) -> Iterator[Change]:
    present = [key.text for key, _ in old.entries]
    kept = [key for key in present if key in wanted]
    if not kept:
        yield Set(path, wanted)
        return
    for name, node in old.entries:
        if name.text in wanted:
            yield from differences(node, wanted[name.text], (*path, name.text))
    for key in present:
        if key not in wanted:
            yield Remove((*path, key))
    common = [key for key in wanted if key in kept]
    if common != kept:
        yield Arrange(path, tuple(kept.index(key) for key in common))
    for at, (key, value) in enumerate(wanted.items()):
        if key not in kept:
            yield Insert(path, at, value, key)


def _of_list(old: Sequence, wanted: SequenceValue[Value], path: Path) -> Iterator[Change]:
    origins = _match(old.items, wanted)
    used = [origin for origin in origins if origin is not None]
    if not used:
        yield Set(path, list(wanted))
        return
    for origin, value in zip(origins, wanted, strict=True):
        if origin is not None:
            yield from differences(old.items[origin], value, (*path, origin))
    for index in range(len(old.items) - 1, -1, -1):
        if index not in used:
            yield Remove((*path, index))
    left = sorted(used)
    if used != left:
        yield Arrange(path, tuple(left.index(origin) for origin in used))
    for at, (origin, value) in enumerate(zip(origins, wanted, strict=True)):
        if origin is None:
            yield Insert(path, at, value)


def _match(old: tuple[Node, ...], wanted: SequenceValue[Value]) -> list[int | None]:
    """For each wanted item the old one that it comes from: the very same first, then the one most like it."""
    origins: list[int | None] = [None] * len(wanted)
    free = dict.fromkeys(range(len(old)))
    for at, value in enumerate(wanted):
        same = next((index for index in free if not any(differences(old[index], value))), None)
        if same is not None:
            origins[at] = same
            del free[same]
    for at, value in enumerate(wanted):
        if origins[at] is None and free:
            likeness, index = max((_likeness(old[index], value, index == at), index) for index in free)
            if likeness > 0:
                origins[at] = index
                del free[index]
    return origins


def _likeness(old: Node, wanted: Value, is_in_place: bool) -> int:
    """How much of a wanted item an old one has; 0 is nothing."""
    if isinstance(old, Mapping) and isinstance(wanted, MappingValue):
        shared = sum(
            3 for key, value in old.entries if key.text in wanted and not any(differences(value, wanted[key.text]))
        )
        return shared + is_in_place
    return int(is_in_place and isinstance(old, Scalar) == isinstance(wanted, str))
