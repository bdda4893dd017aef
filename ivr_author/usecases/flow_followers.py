"""What follows when a node gets another name or a text another address: translations, and the call scripts that pass.

Each file is changed where it says the old name and nowhere else; a catalog whose entries would meet stays as it is, for
`catalogs update` to put right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from ivr_author.catalog.po_strings import StringFault, quote_lines, unquote
from ivr_author.core.limits import MAX_CATALOG_BYTES
from ivr_author.core.source import Source
from ivr_author.core.text_input import read_bytes_as_source
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Scalar, Sequence
from ivr_author.core.yaml_change import Change, Remove, Set
from ivr_author.core.yaml_edit import CannotEdit, edit_yaml
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Flow
from ivr_author.flow.segments import segments_of_flow
from ivr_author.workspace.files import WorkspaceError, list_files, read_file, revision
from ivr_author.workspace.layout import CALLS_SUFFIX, FLOWS_DOMAIN, SCRIPTS, catalog_path, template_path
from ivr_author.workspace.project import Workspace

_CONTEXT = re.compile(r'^msgctxt (".*")\r?$', re.MULTILINE)


def moved_addresses(before: Flow, after: Flow, renamed: tuple[str, str] | None) -> dict[str, str]:
    """The texts that are said elsewhere now, by their addresses before and after; of those of one node only."""
    old, new = _texts(before), _texts(after)
    moved: dict[str, str] = {}
    for node, texts in old.items():
        name = renamed[1] if renamed and renamed[0] == node else node
        now = new.get(name, {})
        if name != node:
            moved.update({f"{before.id}/{node}/{place}": f"{before.id}/{name}/{place}" for place in texts})
        # A text that is not where it was, but at exactly one place that did not say it before.
        free = {place: text for place, text in now.items() if texts.get(place) != text}
        for place, text in texts.items():
            to = [other for other, said in free.items() if said == text]
            if now.get(place) != text and len(to) == 1:
                moved[f"{before.id}/{node}/{place}"] = f"{before.id}/{name}/{to[0]}"
                del free[to[0]]
    return {one: other for one, other in moved.items() if one != other}


def _texts(flow: Flow) -> Mapping[str, dict[str, tuple[str, str]]]:
    texts: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for segment in segments_of_flow(flow):
        _, node, place = segment.address.split("/", 2)
        texts[node][place] = segment.text, segment.plural
    return texts


def follow_names(
    workspace: Workspace, flow_id: str, names: Mapping[str, str | None], moved: Mapping[str, str]
) -> Iterator[tuple[str, tuple[bytes, str | None]]]:
    """The files to save along, with what they say then. `names`: nodes by their old name (None: removed)."""
    if moved and workspace.content is not None:
        paths = [template_path(FLOWS_DOMAIN), *(catalog_path(one) for one in workspace.content.settings.locales)]
        for path in paths:
            raw = _bytes_of(workspace, path, MAX_CATALOG_BYTES)
            written = None if raw is None else _move_entries(raw, moved)
            if raw is not None and written is not None and written != raw:
                yield path, (written, revision(raw))
    if names:
        yield from _follow_in_scripts(workspace, flow_id, names)


def _bytes_of(workspace: Workspace, path: str, most: int) -> bytes | None:
    try:
        return read_file(workspace.root, path, most)
    except WorkspaceError:
        return None


def _move_entries(raw: bytes, moved: Mapping[str, str]) -> bytes | None:
    """A catalog whose entries stand under their new addresses; None where two would stand under one."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    contexts = [_context(match.group(1)) for match in _CONTEXT.finditer(text)]
    after = [moved.get(one, one) for one in contexts]
    if len(set(after)) < len(after):
        # An entry that nobody uses any more stands where another one goes.
        return None
    return _CONTEXT.sub(lambda match: _moved(match, moved), text).encode()


def _moved(match: re.Match[str], moved: Mapping[str, str]) -> str:
    to = moved.get(_context(match.group(1)))
    if to is None:
        return match.group()
    return f"msgctxt {quote_lines(to)[0]}" + ("\r" if match.group().endswith("\r") else "")


def _context(quoted: str) -> str:
    found = unquote(quoted)
    return "" if isinstance(found, StringFault) else found


def _follow_in_scripts(
    workspace: Workspace, flow_id: str, names: Mapping[str, str | None]
) -> Iterator[tuple[str, tuple[bytes, str | None]]]:
    """The `passes:` of call scripts: `node` in those of this flow, `flow/node` in all. No call passes what is gone."""
    for path in list_files(workspace.root, [SCRIPTS])[0]:
        raw = _bytes_of(workspace, path, MAX_CATALOG_BYTES)
        if raw is None or not any(old.encode() in raw for old in names):
            continue
        source, _ = read_bytes_as_source(path, raw)
        tree = read_yaml(source)[0] if source is not None else None
        if source is None or not isinstance(tree, TreeMapping):
            continue
        known = {f"{flow_id}/{old}": new and f"{flow_id}/{new}" for old, new in names.items()}
        if path == f"flows/{flow_id}{CALLS_SUFFIX}":
            known.update(names)
        changes = list(_passes(tree, known))
        edited = _edited(source, changes, tree) if changes else None
        if edited is not None:
            yield path, (edited.encode(), revision(raw))


def _edited(source: Source, changes: list[Change], tree: TreeMapping) -> str | None:
    try:
        return edit_yaml(source, changes, tree).source.text
    except CannotEdit:
        return None


def _passes(tree: TreeMapping, names: Mapping[str, str | None]) -> Iterator[Change]:
    calls = tree.get("calls")
    for index, call in enumerate(calls.items if isinstance(calls, Sequence) else ()):
        expect = call.get("expect") if isinstance(call, TreeMapping) else None
        passes = expect.get("passes") if isinstance(expect, TreeMapping) else None
        items = list(enumerate(passes.items)) if isinstance(passes, Sequence) else []
        # From the end, so that the places of the others stay.
        for at, item in reversed(items):
            if isinstance(item, Scalar) and item.text in names:
                place = ("calls", index, "expect", "passes", at)
                new = names[item.text]
                yield Set(place, new) if new is not None else Remove(place)
