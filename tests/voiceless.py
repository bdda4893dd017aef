"""A small workspace with Haitian Creole and Khmer, which have no voice, and recordings to give them one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ivr_author.speech.recording import Recording, text_digest
from ivr_author.speech.telephone import pack_wav
from ivr_author.workspace.recordings import write_manifest

SETTINGS = """\
format: 1
organisation: Health Connector
source_locale: en
locales: [ht, km]
time_zone: America/New_York
numbers:
  main: {number: "+18005550100", flow: main}
  haitian: {number: "+18005550109", flow: main, locale: ht}
queues:
  interpreter: {number: "+18005550105"}
  days: {number: "+18005550106", calendar: office}
"""

MAIN = """\
format: 1
title: Main line
start: language
variables: {n: number}
nodes:
  language:
    type: language
    choices:
      - {key: "1", locale: en}
      - {key: "2", locale: ht}
      - {key: "3", locale: km}
    next: welcome
  welcome: {type: play, prompt: [Welcome., We are open.], next: menu}
  menu:
    type: menu
    prompt: How can we help?
    on_failure: bye
    choices:
      - {key: "1", say: "To end, press {key}.", next: count}
  count: {type: assign, set: {n: "1"}, next: tell}
  tell: {type: play, prompt: {count: n, one: One bill., other: "{n} bills."}, next: bye}
  bye: {type: hangup, prompt: So long.}
"""

CALLS = """\
calls:
  - name: English
    script: [press: "1", press: "1"]
    expect: {locale: en, outcome: hangup flow}
  - name: Haitian Creole
    script: [press: "2", press: "1"]
  - name: Khmer
    script: [press: "3", press: "1"]
  - name: The Haitian number
    called: "+18005550109"
    locale: ht
    script: [press: "2", press: "1"]
  - name: Nobody says anything
    called: "+18005550109"
    locale: ht
    script: [silence, silence, silence, silence, silence, silence]
"""

OFFICE = 'weekly: {mon: ["8:00-18:00"], tue: ["8:00-18:00"]}\n'

HAITIAN = {
    "texts/no_input": ("I didn't hear anything.", "Mwen pa tande anyen."),
    "texts/no_match": ("I didn't understand that.", "Mwen pa konprann."),
    "texts/too_many": ("Let me get you some help.", "Kite m jwenn èd pou ou."),
    "texts/goodbye": ("Thank you for calling. Goodbye.", "Mèsi. Orevwa."),
    "texts/language_choice": ("For {language}, press {key}.", "Pou {language}, peze {key}."),
    "texts/no_voice": ("We are sorry. We can't speak your language on the phone yet.", "Nou regrèt sa."),
    "main/welcome/prompt/1": ("Welcome.", "Byenveni."),
    "main/welcome/prompt/2": ("We are open.", "Nou louvri."),
    "main/menu/prompt": ("How can we help?", "Kijan nou ka ede ou?"),
    "main/menu/choice/1/say": ("To end, press {key}.", "Pou fini, peze {key}."),
    "main/bye/prompt": ("So long.", "Orevwa."),
}
"""Without the bills, which are counted: those are spoken in English in any case."""

SAID = {address: said for address, (_, said) in HAITIAN.items() if address != "texts/no_voice"} | {
    "texts/language_choice": "Pou Kreyòl ayisyen, peze 2.",
    "main/menu/choice/1/say": "Pou fini, peze 1.",
}
"""The very words that are to be recorded, the keys filled in."""


def write_workspace(root: Path, settings: str = "", files: Mapping[str, str] | None = None) -> Path:
    """The workspace in a folder; `settings` are more of ivr.yaml."""
    texts = {
        "ivr.yaml": SETTINGS + settings,
        "flows/main.yaml": MAIN,
        "flows/main.calls.yaml": CALLS,
        "flows/calendars/office.yaml": OFFICE,
        "locales/ht/LC_MESSAGES/flows.po": catalog(HAITIAN),
        **(files or {}),
    }
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def catalog(words: Mapping[str, tuple[str, str]]) -> str:
    """A catalog by addresses."""
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    head += '"Plural-Forms: nplurals=2; plural=n > 1;\\n"\n'
    entries = (
        f'\nmsgctxt "{address}"\nmsgid "{source}"\nmsgstr "{said}"\n' for address, (source, said) in words.items()
    )
    return head + "".join(entries)


def record(root: Path, texts: Sequence[str], locale: str = "ht") -> None:
    """Recordings of these texts; what is heard is noise, but each is another."""
    recordings = [
        Recording(locale, text, text_digest(text), f"locales/{locale}/audio/take_{number}.wav", 1.5)
        for number, text in enumerate(texts, 1)
    ]
    folder = root / "locales" / locale / "audio"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.yaml").write_text(write_manifest(recordings), encoding="utf-8")
    for one in recordings:
        (root / one.path).write_bytes(pack_wav(one.text.encode()))
