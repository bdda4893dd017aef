"""Program -> VoiceXML 2.1: an application root, and for each locale one document a flow with one form a block."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from ivr_author.core.calendar import offset_table
from ivr_author.core.locale import find_locale
from ivr_author.ir.program import Program
from ivr_author.ir.sounds import sound_files
from ivr_author.ir.speech import APOLOGY, spoken_text
from ivr_author.ir.target import Artifact
from ivr_author.targets.voicexml.forms import FormWriter
from ivr_author.targets.voicexml.runtime import application_script
from ivr_author.targets.voicexml.silence import SILENCE_PATH, silence
from ivr_author.targets.voicexml.voices import NAME, language_of
from ivr_author.targets.voicexml.writer import Comment, Element, element, prompt, script, write_document

FORMAT = 1
NAMESPACE = "http://www.w3.org/2001/vxml"
OFFSET_YEARS = (2020, 2049)
"""Years for which the documents know the time zone's changes; the rules of later years are not made yet."""


def emit(program: Program) -> Artifact:
    """All documents of a program, with the manifest that names them."""
    files: dict[str, bytes] = {"root.vxml": write_document(_root(program)), SILENCE_PATH: silence()}
    files.update(sound_files(program))
    for locale in program.all_locales():
        for flow in program.entries:
            files[f"{locale}/{flow}.vxml"] = write_document(_document(program, flow, locale))
    files["start.vxml"] = write_document(_start(program))
    files["manifest.json"] = _manifest(program, files)
    return Artifact(NAME, "start.vxml", dict(sorted(files.items())))


def _vxml(program: Program, locale: str, *content: Element | Comment, application: str = "") -> Element:
    attributes = {"version": "2.1", "xmlns": NAMESPACE, "xml:lang": language_of(program, locale)}
    if application:
        attributes["application"] = application
    return Element("vxml", attributes, list(content))


def _root(program: Program) -> Element:
    facts = {
        "names": [name for name in program.variables if "." not in name and name != "locale"],
        "kinds": {name: str(kind) for name, kind in program.variables.items()},
        "formats": {locale: form.to_json() for locale, form in program.formats.items()},
        "calendars": {name: calendar.to_json() for name, calendar in program.calendars.items()},
        "offsets": {zone: offset_table(zone, *OFFSET_YEARS) for zone in _zones(program)},
    }
    lines = [f"var {name} = {_json(value)};" for name, value in facts.items()]
    plurals = {locale: find_locale(locale).plural_expression for locale in program.all_locales()}
    rules = ", ".join(f"{_json(locale)}: function (n) {{ return {rule}; }}" for locale, rule in plurals.items())
    lines.append(f"var plurals = {{{rules}}};")
    lines.append(f"var call = ivr.begin(session.connection, names, offsets[{_json(program.time_zone)}]);")
    return _vxml(
        program,
        program.source_locale,
        Comment(f"{program.organisation}: what all documents share. Compiled; change the flows instead."),
        script(f"\n{application_script()}\n" + "\n".join(lines) + "\n"),
        *_handlers(),
    )


def _handlers() -> Iterable[Element]:
    yield element("catch", element("exit"), event="connection.disconnect")
    yield element(
        "catch",
        element("log", expr="'caught ' + _event + ': ' + _message"),
        element("log", "hangup failure", label="ivr"),
        element("disconnect"),
        event="error",
    )


def _zones(program: Program) -> list[str]:
    return sorted({program.time_zone, *(calendar.time_zone for calendar in program.calendars.values())})


def _document(program: Program, flow: str, locale: str) -> Element:
    writer = FormWriter(program, flow, locale)
    entry = program.entries[flow]
    blocks = [block for block in program.blocks.values() if program.flow_of(block.id) == flow]
    blocks.sort(key=lambda block: block.id != entry)
    forms: list[Element | Comment] = []
    node = ""
    for block in blocks:
        if block.node != node:
            node = block.node
            forms.append(Comment(f"{node} ({block.span.path}:{block.span.line})"))
        forms.append(writer.form(block))
    if APOLOGY.address in program.messages:
        apology = spoken_text(program, APOLOGY, locale)
        handler = element("catch", element("log", expr="'caught ' + _event + ': ' + _message"), event="error")
        spoken = writer.spoken((apology.plain(),), apology.locale)
        handler.add(prompt(*spoken, xml_lang=language_of(program, apology.locale)))
        forms.append(handler.add(element("log", "hangup failure", label="ivr"), element("disconnect")))
    arrive = script(f"application.call.values['locale'] = {_json(locale)};")
    return _vxml(program, locale, arrive, *forms, writer.endless(), application="../root.vxml")


def _start(program: Program) -> Element:
    """Sends a caller to the flow of the number that was called."""
    first = next(iter(program.entries))
    chosen = next((one for one in program.numbers.values()), None)
    default = (chosen.locale or program.source_locale, chosen.flow) if chosen else (program.source_locale, first)
    choice = element("if")
    for number in program.numbers.values():
        condition = f"application.call.values['called.number'] == {_json(number.number)}"
        if choice.attributes:
            choice.add(element("elseif", cond=condition))
        else:
            choice.attributes["cond"] = condition
        choice.add(element("goto", next=f"{number.locale or program.source_locale}/{number.flow}.vxml"))
    otherwise = element("goto", next=f"{default[0]}/{default[1]}.vxml")
    if program.numbers:
        choice.add(element("else"), otherwise)
    form = element("form", element("block", choice if program.numbers else otherwise), id="start")
    return _vxml(program, program.source_locale, form, application="root.vxml")


def _manifest(program: Program, files: Mapping[str, bytes]) -> bytes:
    manifest = {
        "format": FORMAT,
        "target": NAME,
        "organisation": program.organisation,
        "entry": "start.vxml",
        "source_locale": program.source_locale,
        "locales": {locale: language_of(program, locale) for locale in program.all_locales()},
        "flows": sorted(program.entries),
        "numbers": {one.number: {"flow": one.flow, "locale": one.locale} for one in program.numbers.values()},
        "files": {path: hashlib.sha256(raw).hexdigest() for path, raw in sorted(files.items())},
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def _json(value: object) -> str:
    # U+2028 and U+2029 end a line in ECMAScript 5 but not in JSON.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
