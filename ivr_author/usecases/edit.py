"""Changes the words of one prompt where they stand in their file: read, patch one scalar, read again, save.

Nothing is saved that would bring a new error into the file, or that was typed against an older version of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic, error, new_errors
from ivr_author.core.placeholders import parse_placeholders, placeholder_names
from ivr_author.core.segment import Types
from ivr_author.core.source import Source
from ivr_author.core.text_input import has_control_character, read_bytes_as_source
from ivr_author.core.tree import Scalar
from ivr_author.core.value_types import ValueType
from ivr_author.core.yaml_patch import replace_scalar
from ivr_author.core.yaml_source import read_yaml
from ivr_author.expression.model import BUILTIN_NAMES
from ivr_author.flow.content import Bulletin, Content, Flow
from ivr_author.flow.fields import nearest
from ivr_author.flow.filling import NOTHING, TEXT_FILLINGS, filling_at
from ivr_author.flow.model import Prompt, PromptItem, prompt_items
from ivr_author.flow.node import Node, phrases_of, prompts_of
from ivr_author.flow.read import read_bulletin, read_flow
from ivr_author.flow.read_settings import read_settings
from ivr_author.flow.rule import check_flows
from ivr_author.flow.subject import Subject
from ivr_author.workspace.files import Conflict, read_file, revision
from ivr_author.workspace.keeper import Keeper
from ivr_author.workspace.layout import SETTINGS
from ivr_author.workspace.project import load_workspace

_CONSTANT_TYPES = {
    "key": ValueType.KEY,
    "yes": ValueType.KEY,
    "no": ValueType.KEY,
    "number": ValueType.PHONE,
    "language": ValueType.NAME,
    "count": ValueType.NUMBER,
}
"""What a place itself fills, besides the flow's variables."""


@dataclass(frozen=True, slots=True)
class Words:
    """One text that is spoken or listened for, at its place in a file. `plural` is there where the prompt counts."""

    address: str
    source: Source
    text: Scalar
    plural: Scalar | None = None
    item: PromptItem | None = None
    flow: Flow | None = None
    node: Node | None = None
    place: str = ""
    slots: Types = ()

    def placeholders(self) -> dict[str, ValueType]:
        """The names that can stand in braces here, with their types."""
        if self.item is None:
            return {}
        return {**self._constants(), **self._variables(), **dict(self.slots)}

    def _constants(self) -> dict[str, ValueType]:
        if self.flow is not None and self.node is not None:
            names = filling_at(self.flow, self.node, tuple(self.place.split("/"))).names
        else:
            names = TEXT_FILLINGS.get(self.place, NOTHING).names
        if self.item is not None and self.item.count is not None:
            names |= {"count"}
        return {name: _CONSTANT_TYPES[name] for name in sorted(names)}

    def _variables(self) -> dict[str, ValueType]:
        if self.flow is None:
            return {}
        return {**{name: one.type for name, one in self.flow.variables.items()}, **BUILTIN_NAMES}


@dataclass(frozen=True, slots=True)
class Saved:
    """The words stand in the file; `changed` is false where they stood there already.

    `fault` says why the change is not in the history, if so.
    """

    words: Words
    revision: str
    changed: bool
    fault: Diagnostic | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """What is wrong with the words, by the field that it belongs to (`text`, `plural`; empty: the whole)."""

    faults: tuple[tuple[str, Diagnostic], ...]


@dataclass(frozen=True, slots=True)
class Outdated:
    """The file is no longer the one that the words were typed against; `theirs` is None where the place is gone."""

    theirs: Words | None
    revision: str


def words_path(address: str) -> str:
    """The file that an address lies in."""
    first, _, rest = address.partition("/")
    if first == "texts":
        return SETTINGS
    if first == "bulletins":
        return f"flows/bulletins/{rest.partition('/')[0]}.yaml"
    return f"flows/{first}.yaml"


def open_words(root: Path, address: str) -> tuple[Words | None, str, list[Diagnostic]]:
    """The words at an address as the disk has them now, the file's revision, and what is wrong with the file.

    Raises WorkspaceError where there is no such file.
    """
    path = words_path(address)
    raw = read_file(root, path)
    source, faults = read_bytes_as_source(path, raw)
    if source is None:
        return None, revision(raw), faults
    found, faults = _read(source, address)
    return found, revision(raw), faults


def save_words(
    keeper: Keeper,
    root: Path,
    address: str,
    text: str,
    plural: str | None,
    expected_revision: str,
    content: Content | None = None,
) -> Saved | Refused | Outdated:
    """Put new words in place of those at `address`; the file must still be of the revision that the author saw.

    They are judged in the `content` that was read already; without it, the workspace is read, which can take seconds.
    Raises WorkspaceError where the file cannot be read or written.
    """
    words, current, old_faults = open_words(root, address)
    if current != expected_revision:
        return Outdated(words, current)
    if words is None:
        return Refused(
            (("", error("file-missing", f"there are no words at {address}", hint="choose a prompt of the flow")),)
        )
    wanted = [("text", words.text, spoken_form(text, words.text))]
    if words.plural is not None and plural is not None:
        wanted.append(("plural", words.plural, spoken_form(plural, words.plural)))
    faults = tuple((field, fault) for field, _, new in wanted for fault in _check_words(words, new))
    if faults:
        return Refused(faults)
    changes = [(field, scalar, new) for field, scalar, new in wanted if new != scalar.text]
    if not changes:
        return Saved(words, current, changed=False)
    patched = words.source
    # From the end, so that the places of the earlier ones stay.
    for field, scalar, new in sorted(changes, key=lambda change: change[1].span.start, reverse=True):
        try:
            patched = Source(patched.path, replace_scalar(patched, scalar, new))
        except ValueError:
            return Refused(((field, error("cannot-be-written", "these words can't be written here", scalar.span)),))
    found, new_faults = _read(patched, address)
    brought = list(new_errors(old_faults, new_faults))
    if not brought and found is not None and found.flow is not None:
        brought = _new_breaches(content or load_workspace(root).content, found.flow, patched.path)
    if found is None or brought:
        return Refused(tuple(("", fault) for fault in brought))
    try:
        raw = patched.text.encode()
        kept = keeper.save({patched.path: (raw, expected_revision)}, f"Change the words of {address}")
    except Conflict:
        words, current, _ = open_words(root, address)
        return Outdated(words, current)
    return Saved(found, kept.revisions[patched.path], changed=True, fault=kept.fault)


def spoken_form(typed: str, before: Scalar) -> str:
    """Typed words as they go into the file.

    A browser sends CR LF and whatever white space was at the ends. Line breaks are not heard, so they become spaces,
    except where the author wrote the text in lines; its final line break, part of a block's layout, stays as it was.
    """
    lines = [" ".join(line.split(" ")).strip() for line in typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if "\n" not in before.text.strip("\n"):
        text = " ".join(line for line in lines if line)
    else:
        text = "\n".join(lines).strip("\n")
    ended = before.text[len(before.text.rstrip("\n")) :]
    return text + ended if text else ""


def _check_words(words: Words, text: str) -> Iterator[Diagnostic]:
    if not text.strip():
        yield error("empty-value", "there are no words", hint="write what the caller hears")
    if has_control_character(text):
        yield error(
            "control-character",
            "the text holds a character that can't be seen",
            hint="type it anew; it may come from another program",
        )
    if words.item is None:
        return
    pieces = parse_placeholders(text)[1]
    for fault in pieces:
        yield error("placeholder-syntax", fault.message, hint="write {name}, or {{ and }} for braces that are spoken")
    known = words.placeholders()
    for name in dict.fromkeys(placeholder_names(text)):
        if name not in known and name not in placeholder_names(words.text.text):
            yield error(
                "placeholder-without-variable", f"nothing fills the placeholder `{{{name}}}`", hint=nearest(name, known)
            )


def _new_breaches(content: Content | None, flow: Flow, path: str) -> list[Diagnostic]:
    """Errors that the rules find in a flow's file once it says this, and did not find before."""
    if content is None:
        return []
    changed = replace(content, flows={**content.flows, flow.id: flow})
    before, after = (check_flows(Subject(one, focus=path)) for one in (content, changed))
    return list(new_errors(before, after))


def _read(source: Source, address: str) -> tuple[Words | None, list[Diagnostic]]:
    """The words at an address of a file, by the reader that reads it anywhere."""
    tree, faults = read_yaml(source)
    if tree is None:
        return None, faults
    first, _, rest = address.partition("/")
    if first == "texts":
        settings, more = read_settings(source, tree)
        item = settings.texts.get(rest) if settings else None
        found = None if item is None else Words(address, source, item.text, item.plural, item, place=rest)
    elif first == "bulletins":
        name, _, place = rest.partition("/")
        bulletin, more = read_bulletin(name, source, tree)
        found = _in_bulletin(address, bulletin, place) if bulletin else None
    else:
        flow, more = read_flow(first, source, tree)
        found = words_in_flow(flow, address) if flow else None
    return found, [*faults, *more]


def words_at(source: Source, address: str) -> Words | None:
    """The words at an address of a text that stands in no file, as of an earlier version."""
    return _read(source, address)[0]


def words_in_flow(flow: Flow, address: str) -> Words | None:
    """The words at an address of a flow that was read."""
    node_id, _, place = address.partition("/")[2].partition("/")
    node = flow.nodes.get(node_id)
    if node is None:
        return None
    for name, prompt in prompts_of(node):
        found = _in_prompt(address, flow.source, name, prompt, place, flow, node)
        if found is not None:
            return found
    for name, phrase in phrases_of(node):
        if name == place:
            return Words(address, flow.source, phrase.text, flow=flow, node=node, place=name)
    return None


def _in_bulletin(address: str, bulletin: Bulletin, place: str) -> Words | None:
    found = _in_prompt(address, bulletin.source, "prompt", bulletin.prompt, place)
    for name, item in bulletin.written():
        if name == place:
            found = Words(address, bulletin.source, item.text, item=item, place=name)
    return replace(found, slots=tuple((name, one.type) for name, one in bulletin.slots.items())) if found else None


def _in_prompt(
    address: str,
    source: Source,
    name: str,
    prompt: Prompt,
    place: str,
    flow: Flow | None = None,
    node: Node | None = None,
) -> Words | None:
    for suffix, item in prompt_items(prompt):
        if name + suffix == place:
            return Words(address, source, item.text, item.plural, item, flow, node, name)
    return None
