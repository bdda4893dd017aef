"""What a file says besides words: its YAML or its template in one canonical form, with `…` where words stand.

Words are reviewed by their addresses, in each language; all else of a file as a whole. What can't be told from the
rest stays in it, so nothing is ever left out; comments in YAML are for authors, and are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping, Node, Scalar
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Bulletin, Flow
from ivr_author.flow.model import PhraseText, Prompt, PromptItem, prompt_items
from ivr_author.flow.node import leaves
from ivr_author.flow.settings import Settings
from ivr_author.notice.model import Notice
from ivr_author.notice.template.tree import Template, Unit, units_of

Stretch = tuple[int, int]
"""The offsets of words in their file."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What a file says besides words. `names`: whose words stand at each `…`, where that is not told by what is around.

    `text` has the names, too. Words that change may change their name: that alone is no change of the rest.
    """

    text: str
    shape: str
    names: tuple[str, ...] = ()

    def is_like(self, other: Rest) -> bool:
        """Whether nothing changed but words: what stands around them, and the order of those that both have."""
        both = set(self.names) & set(other.names)
        ours, theirs = ([one for one in rest.names if one in both] for rest in (self, other))
        return self.shape == other.shape and ours == theirs


WORDS = "…"

_INDENT = "  "
_PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")


def yaml_rest(source: Source, words: Iterable[Stretch] = ()) -> Rest:
    """A YAML file without comments and layout, and without the scalars of words; as it stands where it can't be read.

    A text is quoted as in JSON, so that `…` alone stands for words.
    """
    tree, faults = read_yaml(source)
    text = source.text
    if tree is not None and not faults:
        text = "\n".join(_lines(tree, "", frozenset(words))) + "\n"
    return Rest(text, text)


def template_rest(source: Source, units: Sequence[Unit]) -> Rest:
    """A template with `…` where the words of a unit were found: what is in conditions, loops, boxes and marks.

    The units of a row of a table have the whole row for their place, so words are looked for in it.
    """
    taken: list[tuple[int, int, str]] = []
    for unit in units:
        if unit.span.path != source.path or not unit.is_words:
            continue
        pattern = _pattern_of(unit.text)
        found = pattern.search(source.text, unit.span.start, unit.span.end)
        while found is not None and any(found.start() < end and start < found.end() for start, end, _ in taken):
            found = pattern.search(source.text, found.start() + 1, unit.span.end)
        if found is not None and found.end() > found.start():
            taken.append((found.start(), found.end(), unit.address.rpartition("/")[2]))
    taken.sort()
    text = _cut(source.text, [(start, end, f"{WORDS}{name}{WORDS}") for start, end, name in taken])
    shape = _cut(source.text, [(start, end, WORDS) for start, end, _ in taken])
    return Rest(text, shape, tuple(name for *_, name in taken))


def words_of_flow(flow: Flow) -> Iterator[Stretch]:
    """Where the words of a flow stand."""
    for node in flow.nodes.values():
        for leaf in leaves(node):
            if isinstance(leaf.value, Prompt):
                yield from _of_prompt(leaf.value)
            elif isinstance(leaf.value, PhraseText):
                yield _stretch(leaf.value.text)


def words_of_bulletin(bulletin: Bulletin) -> Iterator[Stretch]:
    """Where the words of a bulletin stand, those that are heard and those that are read."""
    yield from _of_prompt(bulletin.prompt)
    for _, item in bulletin.written():
        yield from _of_item(item)


def words_of_settings(settings: Settings) -> Iterator[Stretch]:
    """Where ivr.yaml has built-in sentences in words of its own."""
    for item in settings.texts.values():
        yield from _of_item(item)


def words_of_notice(notice: Notice, template: Template | None) -> Iterator[Stretch]:
    """Where the subject of a notice stands, as long as it is reviewed as words."""
    subject = template.subject if template is not None else None
    if notice.subject is not None and subject is not None and subject.is_words:
        yield notice.subject.span.start, notice.subject.span.end


def units_by_file(templates: Iterable[Template]) -> dict[str, list[Unit]]:
    """The units of some templates by the file that they stand in, each address once."""
    found: dict[str, dict[str, Unit]] = {}
    for template in templates:
        for unit in units_of(template):
            found.setdefault(unit.span.path, {}).setdefault(unit.address, unit)
    return {path: list(units.values()) for path, units in found.items()}


def _cut(text: str, marks: Iterable[tuple[int, int, str]]) -> str:
    """The text with a mark in place of each stretch."""
    pieces, at = [], 0
    for start, end, mark in marks:
        pieces += [text[at:start], mark]
        at = end
    return "".join((*pieces, text[at:]))


def _of_prompt(prompt: Prompt) -> Iterator[Stretch]:
    for _, item in prompt_items(prompt):
        yield from _of_item(item)


def _of_item(item: PromptItem) -> Iterator[Stretch]:
    yield _stretch(item.text)
    if item.plural is not None:
        yield _stretch(item.plural)


def _stretch(scalar: Scalar) -> Stretch:
    return scalar.span.start, scalar.span.end


def _lines(node: Node, indent: str, words: frozenset[Stretch]) -> Iterator[str]:
    match node:
        case Scalar():
            yield indent + _scalar(node, words)
        case TreeSequence():
            if not node.items:
                yield f"{indent}[]"
            for item in node.items:
                first, *rest = _lines(item, indent + _INDENT, words)
                yield f"{indent}- {first.removeprefix(indent + _INDENT)}"
                yield from rest
        case Mapping():
            if not node.entries:
                yield f"{indent}{{}}"
            for key, value in node:
                yield from _entry(key.text, value, indent, words)


def _entry(key: str, value: Node, indent: str, words: frozenset[Stretch]) -> Iterator[str]:
    name = key if key.isidentifier() else json.dumps(key, ensure_ascii=False)
    if isinstance(value, Scalar):
        yield f"{indent}{name}: {_scalar(value, words)}"
        return
    yield f"{indent}{name}:"
    yield from _lines(value, indent + _INDENT, words)


def _scalar(scalar: Scalar, words: frozenset[Stretch]) -> str:
    if _stretch(scalar) in words:
        return WORDS
    return json.dumps(scalar.text, ensure_ascii=False) if isinstance(scalar.data, str) else scalar.text or "null"


def _pattern_of(text: str) -> re.Pattern[str]:
    """The words of a unit as a template has them: wrapped anyhow, and with whatever fills their placeholders."""
    literals = [
        r"\{\{.*?\}\}" if place % 2 else r"\s+".join(map(re.escape, re.split(r"\s+", piece)))
        for place, piece in enumerate(_PLACEHOLDER.split(text))
    ]
    return re.compile("".join(literals), re.DOTALL)
