"""Two small workspaces that differ by what a test changes, and what is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ivr_author.changes.model import Change, ChangeKind, GroupKind, Report
from ivr_author.changes.write import sentence_of
from ivr_author.usecases.changes import compare_workspaces
from ivr_author.workspace.project import load_workspace
from tests.harness.sample import change, make_workspace

WELCOME = "Thank you for calling the Example Office."
SPANISH = "Gracias por llamar a la Oficina de Ejemplo."
CATALOG = "locales/es/LC_MESSAGES/flows.po"
PO = f"""msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgctxt "main/welcome/prompt"
msgid "{WELCOME}"
msgstr "{SPANISH}"
"""
MAIN = "flows/main.yaml"

Told = tuple[str, str, str]
"""The place (`main/welcome prompt`), the kind, and the sentence of a change."""


@dataclass(frozen=True)
class Pair:
    """Two workspaces."""

    before: Path
    now: Path

    def edit(self, path: str, old: str, new: str) -> None:
        """Another text in the one of now."""
        change(self.now, path, old, new)

    def write(self, path: str, text: str) -> None:
        """Another file in the one of now."""
        (self.now / path).parent.mkdir(parents=True, exist_ok=True)
        (self.now / path).write_text(text, encoding="utf-8")

    def report(self) -> Report:
        """All that is different."""
        return compare_workspaces(load_workspace(self.before), load_workspace(self.now), "before")

    def told(self, kind: GroupKind | None = None) -> list[Told]:
        """Every change, of one kind of group or all."""
        return [
            told(group.id, one) for group in self.report().groups if kind in (None, group.kind) for one in group.changes
        ]

    def one(self, kind: ChangeKind) -> Change:
        """The only change of a kind."""
        found = [one for group in self.report().groups for one in group.changes if one.kind is kind]
        assert len(found) == 1, self.told()
        return found[0]


def told(group: str, one: Change) -> Told:
    """A change as a line of a table."""
    place = f"{group}/{one.node}" if one.node else group
    return (f"{place} {one.label}".strip(), one.kind.value, sentence_of(one))


def make_pair(folder: Path) -> Pair:
    """Two equal workspaces, in English and Spanish."""
    pair = Pair(make_workspace(folder / "before"), make_workspace(folder / "now"))
    for root in (pair.before, pair.now):
        change(root, "ivr.yaml", "locales: []", "locales: [es]")
        (root / CATALOG).parent.mkdir(parents=True)
        (root / CATALOG).write_text(PO, encoding="utf-8")
    return pair
