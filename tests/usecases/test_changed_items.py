"""What changed between two workspaces, item by item: nothing is missing, and a content is named by its hash."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.states import MarkKind, with_mark
from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping, Node, Scalar
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.core.yaml_source import read_yaml
from ivr_author.speech.recording import Recording, text_digest
from ivr_author.usecases.changed_items import ChangedItem, Comparison, ItemKind, changed_items
from ivr_author.usecases.item_side import Side, side_of
from ivr_author.workspace.layout import FileKind, catalog_path, kind_of
from ivr_author.workspace.loader import KeptFiles
from ivr_author.workspace.project import load_workspace
from ivr_author.workspace.recordings import write_manifest
from tests.harness.sample import change, make_workspace

SAMPLE = Path(__file__).resolve().parents[2]
ES = catalog_path("es")
DUE = "flows:billing/due/prompt/1"


def side(root: Path, kept: KeptFiles | None = None) -> Side:
    return side_of(load_workspace(root, kept))


def copy_sample(root: Path) -> Path:
    for part in ("ivr.yaml", "flows", "notices", "locales"):
        source = SAMPLE / part
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, root / part)
    return root


@pytest.fixture(scope="module")
def before() -> Side:
    return side(SAMPLE)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_sample(tmp_path)


def changed(before: Side, root: Path) -> dict[tuple[str, str], ChangedItem]:
    found = changed_items(before, side(root))
    assert len({one.key for one in found}) == len(found), "every item once"
    return {one.key: one for one in found}


def replace_line(root: Path, path: str, *, having: str, by: Callable[[str], str]) -> None:
    lines = (root / path).read_text().splitlines(keepends=True)
    place = next(place for place, line in enumerate(lines) if having in line)
    lines[place] = by(lines[place])
    (root / path).write_text("".join(lines))


def test_what_is_the_same_has_not_changed(before: Side, root: Path) -> None:
    assert changed(before, root) == {}


CHANGES = (
    ("ivr.yaml", "time_zone: America/New_York", "time_zone: America/Chicago", "ivr.yaml"),
    ("ivr.yaml", "no_input: I didn't hear anything.", "no_input: Hello?", "flows:texts/no_input"),
    ("flows/billing.yaml", "- Your balance is {balance}.", "- You owe {balance}.", DUE),
    ("flows/menu.yaml", "timeout: 5s", "timeout: 6s", "flows/menu.yaml"),
    ("flows/calendars/office.yaml", '"8:00-18:00"', '"9:00-18:00"', "flows/calendars/office.yaml"),
    ("flows/main.calls.yaml", '- press: "2"', '- press: "3"', "flows/main.calls.yaml"),
    ("flows/bulletins/office_closed.yaml", "title: ", "title: Now ", "flows/bulletins/office_closed.yaml"),
    ("notices/_letterhead.yaml", "18005550100", "18005550109", "notices/_letterhead.yaml"),
    ("notices/_members.yaml", "Robin Sample", "Robin Simple", "notices/_members.yaml"),
    ("notices/_language_assistance.yaml", "ATENCIÓN:", "Atención:", "notices/_language_assistance.yaml"),
    ("notices/premium_bill/notice.yaml", "type: money", "type: number", "notices/premium_bill/notice.yaml"),
    (
        "notices/premium_bill/notice.yaml",
        "Your health plan bill, due",
        "Your bill, due",
        "notices:premium_bill/subject",
    ),
    ("notices/premium_bill/notice.md.j2", "Dear {{ name }},", "Hello {{ name }},", "notices:premium_bill/hello_name"),
    ("notices/premium_bill/notice.md.j2", "{% if", "{% if not", "notices/premium_bill/notice.md.j2"),
    (
        *("notices/_snippets/how_to_pay.md.j2", "## How to pay", "## Ways to pay"),
        "notices:_snippets/how_to_pay/ways_to_pay",
    ),
    ("notices/_snippets/contact.md.j2", "- **Go online", "\n**Go online", "notices/_snippets/contact.md.j2"),
    ("locales/es/glossary.yaml", "prima", "cuota", "locales/es/glossary.yaml"),
)


def test_a_change_in_every_kind_of_file_is_listed(before: Side, root: Path) -> None:
    kinds = {kind_of(path) for path in before.workspace.sources} - {None}
    assert {kind_of(path) for path, *_ in CHANGES} == kinds == set(FileKind) - {FileKind.CANVAS}
    for path, old, new, _ in CHANGES:
        change(root, path, old, new)
    replace_line(root, ES, having='msgstr "asterisco"', by=lambda line: line.replace("asterisco", "estrella"))
    found = changed(before, root)
    assert {item for *_, item in CHANGES} <= {item for item, _ in found}
    assert found["flows:texts/star", "es"].after == ("estrella",)
    assert found["locales/es/glossary.yaml", "es"].kind is ItemKind.GLOSSARY
    # The heading has the words that it had as well as others: both are told, the old ones as gone.
    assert found["notices:_snippets/how_to_pay/how_to_pay", ""].is_gone
    # Words alone leave what else a file says as it is.
    assert not {"flows/billing.yaml", "notices/_snippets/how_to_pay.md.j2"} & {item for item, _ in found}


def test_every_file_that_goes_is_listed(before: Side, root: Path) -> None:
    gone = {kind_of(path): path for path in before.workspace.sources if path != "ivr.yaml" and kind_of(path)}
    for path in gone.values():
        (root / path).unlink()
    (root / ES).unlink()
    found = changed(before, root)
    assert {one.path for one in found.values() if one.is_gone} >= {*gone.values(), ES}


def test_a_file_that_cannot_be_read_is_listed(before: Side, root: Path) -> None:
    (root / "flows/billing.yaml").write_bytes(b"title: \xff\n")
    (root / "flows/menu.yaml").write_text("title: [\n")
    (root / ES).write_text('msgid "a\n')
    found = changed(before, root)
    assert found["flows/billing.yaml", ""].kind is ItemKind.FILE
    assert found["flows/menu.yaml", ""].after == ("title: [\n",)
    assert (ES, "es") in found


def test_any_scalar_of_a_file_that_is_changed_is_listed(tmp_path: Path) -> None:
    """Whatever a reviewer would have to see: each value of each file, one after the other."""
    root = make_workspace(tmp_path)
    kept = KeptFiles()
    before = side(root, kept)
    comparison = Comparison(before)
    tried = 0
    for path, source in before.workspace.sources.items():
        tree, _ = read_yaml(source)
        # Every third: the files repeat their kinds of values.
        for scalar in list(_scalars(tree))[::3] if tree is not None else ():
            spoilt = f"{source.text[: scalar.span.start]}{_other(scalar)}{source.text[scalar.span.end :]}"
            (root / path).write_text(spoilt)
            found = comparison.items(side(root, kept))
            assert any(one.path == path for one in found), f"{path}: {scalar.text}"
            (root / path).write_text(source.text)
            tried += 1
    assert tried > 40
    assert comparison.items(side(root, kept)) == ()


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case TreeSequence():
            for item in node.items:
                yield from _scalars(item)
        case Mapping():
            for key, value in node:
                yield key
                yield from _scalars(value)


def _other(scalar: Scalar) -> str:
    return json.dumps(f"{scalar.text}x")


def test_paragraphs_that_change_places_are_listed(before: Side, root: Path) -> None:
    """Their words are what they were, wherever they stand."""
    path = "notices/_snippets/if_you_cannot_pay.md.j2"
    text = (root / path).read_text()
    one, other = "- Your income went down, or you lost a job.", "- Your family grew, or someone moved out."
    (root / path).write_text(text.replace(one, "@@").replace(other, one).replace("@@", other))
    assert set(changed(before, root)) == {(path, "")}


# --- translations ---


def test_comments_and_layout_are_no_change(before: Side, root: Path) -> None:
    change(root, "flows/billing.yaml", "  due:\n", "  # Not to be missed.\n  due:\n")
    text = (root / ES).read_text()
    catalog, _ = read_catalog(Source(ES, text), "es")
    marked = replace(catalog, entries=tuple(with_mark(one, MarkKind.REVIEWED, "Ana Ruiz") for one in catalog.entries))
    (root / ES).write_text(write_catalog(marked))
    assert changed(before, root) == {}


def test_a_translation_is_approved_with_the_words_that_it_translates(before: Side, root: Path) -> None:
    replace_line(root, ES, having='msgstr "Su saldo es de {balance}."', by=lambda _: 'msgstr "Debe {balance}."\n')
    one = changed(before, root)[DUE, "es"]
    assert (one.before, one.after) == (("Su saldo es de {balance}.",), ("Debe {balance}.",))
    assert one.source == ("Your balance is {balance}.",)
    assert (one.path, one.about, one.kind) == (ES, "flows/billing.yaml", ItemKind.TRANSLATION)
    # Other words, with the same translation: another content.
    change(root, "flows/billing.yaml", "Your balance is {balance}", "You owe {balance}")
    assert (DUE, "es") not in changed(before, root), "callers hear the source until it is confirmed"
    replace_line(root, ES, having='msgid "Your balance is {balance}."', by=lambda _: 'msgid "You owe {balance}."\n')
    again = changed(before, root)[DUE, "es"]
    assert again.after == one.after
    assert again.content != one.content
    assert again.by_machine is False


def test_the_same_content_has_the_same_hash_wherever_it_is(before: Side, root: Path, tmp_path: Path) -> None:
    change(root, "flows/billing.yaml", "Your balance is", "You owe")
    one = changed(before, root)[DUE, ""]
    (tmp_path / "other").mkdir()
    other = copy_sample(tmp_path / "other")
    change(other, "flows/billing.yaml", "Your balance is", "# a comment\n      - You owe")
    text = (other / "flows/billing.yaml").read_text().replace("      - # a comment\n      - You", "      - You")
    (other / "flows/billing.yaml").write_text(text)
    assert changed(before, other)[DUE, ""].content == one.content
    change(other, "flows/billing.yaml", "You owe", "You still owe")
    assert changed(before, other)[DUE, ""].content != one.content


def test_before_the_first_release_all_is_new(before: Side) -> None:
    found = {one.key: one for one in changed_items(None, before)}
    assert found[DUE, ""].before == ()
    assert found[DUE, "es"].after == ("Su saldo es de {balance}.",)
    assert {one.kind for one in found.values()} == set(ItemKind) - {ItemKind.RECORDING, ItemKind.FILE}
    assert any(one.by_machine for one in found.values())
    # File by file, each text before its translations.
    order = [one.about for one in found.values()]
    assert order == sorted(order, key=order.index)
    assert order[0] == "ivr.yaml"
    keys = list(found)
    assert keys.index((DUE, "es")) == keys.index((DUE, "")) + 1


def test_recordings_are_items_of_their_own(before: Side, root: Path) -> None:
    folder = root / "locales/es/audio"
    folder.mkdir()
    path = "locales/es/audio/billing.due.wav"
    (root / path).write_bytes(b"one")
    take = Recording("es", "Hola", text_digest("Hola"), path, 1.5, "Ana", "2026-11-02", "billing/due/prompt")
    (folder / "manifest.yaml").write_text(write_manifest([take]))
    first = changed(before, root)
    assert set(first) == {(path, "es")}
    one = first[path, "es"]
    assert (one.kind, one.before, one.after, one.is_gone) == (ItemKind.RECORDING, (), ("Hola",), False)
    (root / path).write_bytes(b"two")
    assert changed(before, root)[path, "es"].content != one.content
    assert [one.is_gone for one in changed_items(side(root), before)] == [True]


def test_what_is_compared_again_is_what_is_compared_anew(before: Side, root: Path) -> None:
    kept, comparison = KeptFiles(), Comparison(before)
    comparison.items(side(root, kept))
    for path, old, new, _ in CHANGES:
        change(root, path, old, new)
        if path in ("ivr.yaml", "flows/billing.yaml", "notices/premium_bill/notice.md.j2"):
            assert comparison.items(side(root, kept)) == changed_items(before, side(root, kept))
    for having, by in (('msgstr "asterisco"', 'msgstr "estrella"\n'), ('"Language: es', '"Language: es_ES\\n"\n')):
        replace_line(root, ES, having=having, by=lambda _, by=by: by)
        assert comparison.items(side(root, kept)) == changed_items(before, side(root, kept))
