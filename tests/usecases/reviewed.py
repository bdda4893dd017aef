"""A small workspace in two languages that several people write in, with one release that is live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ivr_author.catalog.po_entry import replace_entry
from ivr_author.catalog.states import MACHINE, MarkKind, with_mark
from ivr_author.usecases.gate import Reviewed
from ivr_author.usecases.publish_release import publish_release
from ivr_author.usecases.release import create_release
from ivr_author.workspace.project import Workspace, load_workspace
from tests.harness.sample import change, make_workspace
from tests.usecases.released import NOON, git, put_under_git

ES = "locales/es/LC_MESSAGES/flows.po"
FLOW = "flows/main.yaml"

PO = """\
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: flows/main.yaml
msgctxt "main/welcome/prompt"
msgid "Thank you for calling the Example Office."
msgstr "Gracias por llamar a Example Office."

# Draft by machine
#: flows/main.yaml
msgctxt "main/closed/prompt"
msgid "Our office is closed now."
msgstr "Nuestra oficina está cerrada."
"""


class AllApproved:
    """As if somebody had approved whatever changed."""

    def changed(self, before: Workspace | None, now: Workspace) -> Iterable[Reviewed]:
        """Nothing."""
        return ()

    def by(self, item: str, locale: str, content: str) -> str | None:
        """Nobody is asked."""
        return None


def commit_as(root: Path, who: str, message: str = "x") -> str:
    """Commit all files in somebody's name; the commit."""
    git(root, "add", "-A")
    person = ("-c", f"user.name={who.title()}", "-c", f"user.email={who.title()}@example.org")
    git(root, *person, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


def rewrite(root: Path, who: str, path: str, old: str, new: str) -> str:
    """Somebody changes words of a file."""
    change(root, path, old, new)
    return commit_as(root, who)


def draft(root: Path, who: str, address: str, words: str) -> str:
    """Somebody commits what a machine translated into Spanish."""
    catalog = load_workspace(root).catalogs["es"]
    (old,) = (one for one in catalog.entries if one.context == address)
    new = with_mark(replace(old, strings=(words,), translator_comments=()), MarkKind.DRAFT, MACHINE)
    text = replace_entry((root / ES).read_text(), old, new)
    assert text is not None
    (root / ES).write_text(text)
    return commit_as(root, who)


def make_reviewed(root: Path) -> Path:
    """The release `one` is live; `approvals: required`."""
    make_workspace(root, {ES: PO})
    change(root, "ivr.yaml", "locales: []", "locales: [es]")
    with (root / "ivr.yaml").open("a") as settings:
        settings.write("\nreleases: {approvals: required, languages: {es: fallback}}\n")
    put_under_git(root)
    made = create_release(root, "one", now=NOON)
    assert made.release is not None, [one for gate in made.gates for one in gate.blocks]
    assert publish_release(root, "one", now=NOON, approvals=AllApproved()).publication is not None
    return root
