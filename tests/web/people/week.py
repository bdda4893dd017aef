"""The small workspace of `test_week.py`: two languages, one of them recorded, a bulletin, a freeze, a live release."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polib

from ivr_author.usecases.catalogs import extract_templates, update_catalogs
from ivr_author.usecases.import_recordings import Delivery, import_recordings
from ivr_author.usecases.publish_release import publish_release
from ivr_author.usecases.recording_sheet import Only, write_sheets
from ivr_author.usecases.release import create_release
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.parcel import parcel_at
from tests.harness.sample import change, make_workspace
from tests.speech.sounds import silence, sine, write
from tests.usecases.released import FREEZE, commit, put_under_git

MONDAY = datetime(2026, 12, 21, 15, tzinfo=UTC)
"""Ten in the morning in New York, the day before two peak days."""

BULLETIN = """\
format: 1
title: Phone line down
on: false
prompt:
  - Our staff can't take calls right now.
  - Please call again after {until}.
text: "Example Office: We can't take calls right now. Please call after {until}."
slots:
  until: {type: time, example: "14:00"}
"""

SETTINGS = """
voices:
  twiml: {es: Polly.Lupe-Neural, ht: {voice: Polly.Chantal, language: fr-CA, borrowed: true}}
  voicexml: {ht: platform}
releases:
  languages: {es: required, ht: recorded}
  approvals: none
  freeze: [freeze]
"""

WORDS = {
    "es": {
        "We can call you back at {number}. If that number is right, press {yes}. To give another number, press {no}.": (
            "Podemos devolverle la llamada al {number}. Si ese número es correcto, oprima el {yes}. "
            "Para dar otro número, oprima el {no}."
        ),
        "Enter the ten-digit number where we can call you.": "Marque el número de diez dígitos para llamarle.",
        "Thank you for calling the Example Office.": "Gracias por llamar a Example Office.",
        "For our address and hours, press {key}.": "Para nuestra dirección y horario, oprima el {key}.",
        "To speak with someone, press {key}.": "Para hablar con alguien, oprima el {key}.",
        "hours": "horario",
        "someone": "alguien",
        "person": "persona",
        "We are at 1 Main Street, open from Monday to Friday, from 9 to 5.": (
            "Estamos en 1 Main Street, abiertos de lunes a viernes, de 9 a 5."
        ),
        "Please hold. Someone will be with you soon.": "Espere, por favor. Alguien le atenderá pronto.",
        "Please leave a message after the tone. To end it, press pound.": (
            "Deje un mensaje después del tono. Para terminar, oprima numeral."
        ),
        "Our staff can't take calls right now.": "Nuestro personal no puede atender llamadas en este momento.",
        "Please call again after {until}.": "Por favor, llame de nuevo después de las {until}.",
        "Example Office: We can't take calls right now. Please call after {until}.": (
            "Example Office: No podemos atender llamadas ahora. Llame después de las {until}."
        ),
        "Please come on {visit_date}": "Por favor, venga el {visit_date}",
        "Hello {name},": "Hola, {name}:",
        "You have a visit with us on **{visit_date} at {visit_time}**.": (
            "Tiene una visita con nosotros el **{visit_date} a las {visit_time}**."
        ),
        "Please bring: {papers}.": "Por favor, traiga: {papers}.",
        "If you can't come, call us at {letterhead.phone}.": "Si no puede venir, llámenos al {letterhead.phone}.",
        (
            "{letterhead.organisation}: Your visit is on {visit_date} at {visit_time}. "
            "To change it, call {letterhead.phone}."
        ): (
            "{letterhead.organisation}: Su visita es el {visit_date} a las {visit_time}. "
            "Para cambiarla, llame al {letterhead.phone}."
        ),
        "Your visit on {visit_date}": "Su visita del {visit_date}",
    },
    "ht": {
        "We can call you back at {number}. If that number is right, press {yes}. To give another number, press {no}.": (
            "Nou ka rele ou tounen nan {number}. Si nimewo sa a bon, peze {yes}. Pou bay yon lòt nimewo, peze {no}."
        ),
        "Enter the ten-digit number where we can call you.": "Antre nimewo dis chif kote nou ka rele ou.",
        "Thank you for calling the Example Office.": "Mèsi paske ou rele Example Office.",
        "For our address and hours, press {key}.": "Pou adrès nou ak lè nou louvri, peze {key}.",
        "To speak with someone, press {key}.": "Pou pale ak yon moun, peze {key}.",
        "hours": "orè",
        "someone": "yon moun",
        "person": "moun",
        "We are at 1 Main Street, open from Monday to Friday, from 9 to 5.": (
            "Nou nan 1 Main Street, nou louvri lendi rive vandredi, soti 9 è rive 5 è."
        ),
        "Please hold. Someone will be with you soon.": "Tanpri rete sou liy lan. Yon moun ap pale ak ou talè.",
        "Please leave a message after the tone. To end it, press pound.": (
            "Tanpri kite yon mesaj apre son an. Pou fini, peze dyèz."
        ),
        "Our staff can't take calls right now.": "Anplwaye nou yo pa ka pran apèl kounye a.",
        "Please call again after {until}.": "Tanpri rele ankò apre {until}.",
        "Example Office: We can't take calls right now. Please call after {until}.": (
            "Example Office: Nou pa ka pran apèl kounye a. Tanpri rele apre {until}."
        ),
        "Please come on {visit_date}": "Tanpri vini {visit_date}",
        "Hello {name},": "Bonjou {name},",
        "You have a visit with us on **{visit_date} at {visit_time}**.": (
            "Ou gen yon vizit ak nou **{visit_date} a {visit_time}**."
        ),
        "Please bring: {papers}.": "Tanpri pote: {papers}.",
        "If you can't come, call us at {letterhead.phone}.": "Si ou pa ka vini, rele nou nan {letterhead.phone}.",
        (
            "{letterhead.organisation}: Your visit is on {visit_date} at {visit_time}. "
            "To change it, call {letterhead.phone}."
        ): (
            "{letterhead.organisation}: Vizit ou se {visit_date} a {visit_time}. "
            "Pou chanje li, rele {letterhead.phone}."
        ),
        "Your visit on {visit_date}": "Vizit ou {visit_date}",
    },
}
"""What the sample workspace has no translation of."""


def make_week(root: Path, repository: Path) -> Path:
    """The workspace under git, all of it in the name of Dana, with a release `first` that is live."""
    make_workspace(root, {"flows/calendars/freeze.yaml": FREEZE, "flows/bulletins/line_down.yaml": BULLETIN})
    change(root, "ivr.yaml", "locales: []", "locales: [es, ht]")
    change(root, "flows/main.yaml", "    next: office\n", "    next: news\n  news: {type: bulletin, next: office}\n")
    with (root / "ivr.yaml").open("a") as settings:
        settings.write(SETTINGS)
    extract_templates(root)
    update_catalogs(root)
    for locale in WORDS:
        for domain in ("flows", "notices"):
            fill(root, f"locales/{locale}/LC_MESSAGES/{domain}.po", repository, WORDS[locale])
    record(root, "ht")
    put_under_git(root)
    made = create_release(root, "first", now=MONDAY)
    assert made.release is not None, [one for gate in made.gates for one in gate.blocks]
    publish_release(root, "first", "Dana", now=MONDAY)
    change(root, "ivr.yaml", "approvals: none", "approvals: required")
    commit(root, "Ask for a second person")
    return root


def fill(root: Path, path: str, repository: Path, words: dict[str, str]) -> None:
    """Translate every text of a catalog: by these words, else as the sample does."""
    known = {one.msgid: one.msgstr for one in polib.pofile(str(repository / path))}
    catalog = polib.pofile(str(root / path))
    for entry in catalog:
        entry.msgstr = words.get(entry.msgid) or known[entry.msgid]
    catalog.save()


def record(root: Path, locale: str) -> None:
    """Have everything spoken that is not yet: by tones, as long as the words would take."""
    folder = root.parent / "takes"
    folder.mkdir(exist_ok=True)
    (sheet,) = write_sheets(root, [locale], Only.MISSING).sheets
    files = []
    for number, line in enumerate(sheet.lines):
        files.append(folder / line.file)
        files[-1].write_bytes(spoken(line.seconds, 200 + 3 * number))
    taken = import_recordings(
        FileKeeper(root), root, [parcel_at(one) for one in files], locale, Delivery("Ana Sample", "2026-12-18")
    )
    assert len(taken.accepted) == len(files), [one.diagnostics for one in taken.files]


def spoken(seconds: float, hertz: float) -> bytes:
    """A take that passes the check: a tone between two breaths."""
    return write(np.concatenate([silence(0.1), sine(seconds, hertz=hertz), silence(0.1)]))
