"""Makes a workspace as large as a big exchange's: the sample, and made-up flows beside it, in twelve locales."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from ivr_author.catalog.model import Message
from ivr_author.catalog.pseudo import pseudo_forms
from ivr_author.core.locale import find_locale
from ivr_author.usecases.catalogs import open_catalogs, save_catalogs, update_catalogs
from ivr_author.workspace.keeper import FileKeeper
from tests.benchmarks.synthetic import make_flow

SAMPLE = Path(__file__).resolve().parents[2]
LOCALES = ("es", "pt_BR", "zh_Hans", "ht", "vi", "ru", "ar", "zh_Hant", "km", "ko", "fr", "hi")
NODES = 42
QUEUES = NODES + 2
SERVICE = """
  member.state:
    url: https://members.example.org/v1/state
    arguments: {case: digits}
    answer: {known: boolean, balance: money}
    examples:
      - ok: {known: "true", balance: "12.50"}
      - failed
"""
SENTENCES = (
    "You can ask about your bill, your plan or your papers here.",
    "We need to know who you are before we can talk about your account.",
    "Your answer helps us find the right person for you.",
    "Most people get an answer the same day.",
    "If you got a letter from us, please have it with you.",
    "You can also do this on our website at any time.",
    "Your coverage goes on while we look at your papers.",
)


def make_workspace(root: Path, flows: int = 100) -> Path:
    """The sample's flows and more until there are so many, with about a hundred texts in each; words in all locales.

    It is a git repository with everything committed. Translations are made up where the sample has none.
    """
    for part in ("ivr.yaml", "flows", "notices", "locales"):
        source = SAMPLE / part
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, root / part)
    settings = (root / "ivr.yaml").read_text()
    queues = "".join(f'  queue_{number}: {{number: "+18005550101"}}\n' for number in range(QUEUES))
    settings = settings.replace("\nqueues:\n", f"\nqueues:\n{queues}", 1)
    settings = settings.replace("\nservices:\n", f"\nservices:{SERVICE}", 1)
    settings = re.sub(r"\nlocales: \[.*?\]", f"\nlocales: [{', '.join(LOCALES)}]", settings, count=1)
    (root / "ivr.yaml").write_text(settings)
    present = len([one for one in (root / "flows").glob("*.yaml") if not one.name.endswith(".calls.yaml")])
    for number in range(present, flows):
        text = make_flow(NODES, seed=number).replace("title: Synthetic", f"title: Department {number}")
        text = re.sub(
            r"This is (menu|place) (\d+)\.",
            lambda found: f"{SENTENCES[int(found[2]) % len(SENTENCES)]} This is {found[1]} {found[2]}.",
            text,
        )
        (root / f"flows/department_{number:03d}.yaml").write_text(text)
    _translate(root)
    for command in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "Begin")):
        identity = ("-c", "user.name=Dana Rivera", "-c", "user.email=dana.rivera@example.org")
        subprocess.run(["git", "-C", str(root), *identity, *command], check=True, capture_output=True)
    for name, value in (("user.name", "Dana Rivera"), ("user.email", "dana.rivera@example.org")):
        subprocess.run(["git", "-C", str(root), "config", name, value], check=True, capture_output=True)
    return root


def _translate(root: Path) -> None:
    """Every catalog as `catalogs update` makes it, with made-up words where nobody has translated yet."""
    update_catalogs(root)
    opened = open_catalogs(root)
    filled = {}
    for one in opened.catalogs:
        assert one.catalog is not None, "update begins those that are missing"
        entries = tuple(_with_words(message, one.locale) for message in one.catalog.entries)
        filled[one.path] = replace(one.catalog, entries=entries)
    save_catalogs(FileKeeper(root), opened.workspace, filled, "Translate")


def _with_words(message: Message, locale: str) -> Message:
    if message.is_complete or not message.msgid:
        return message
    made = pseudo_forms(message.msgid, message.msgid_plural or "", locale)
    # Without the brackets and the padding of pseudo-locales, which checks of translations would wonder at.
    stop = find_locale(locale).lexicon.sentence_ends[0]
    forms = tuple(form[1 : 1 + len(message.msgid)].replace(".", stop) for form in made)
    flags = tuple(flag for flag in message.flags if flag != "fuzzy")
    return replace(message, strings=forms, flags=flags)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True)
    make_workspace(target, int(sys.argv[2]) if len(sys.argv) > 2 else 100)
