"""Recordings on Twilio: emitted as <Play>, served as any file of the web, and heard as the words that are in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ivr_author.call.caller import Press, ScriptCaller
from ivr_author.call.line import Line
from ivr_author.call.world import CallSetup, ScriptWorld
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import Literal
from ivr_author.ir.ops import Assign, Hangup, Jump, Say
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.speech.recording import Recording, index_recordings, text_digest
from ivr_author.speech.telephone import pack_wav
from ivr_author.targets.twiml import TARGET
from ivr_author.targets.twiml.bundle import BundleFault, load_bundle
from ivr_author.targets.twiml.check import check
from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.play import PhoneFault
from ivr_author.targets.twiml.service import Service, create_service
from tests.targets.twiml.programs import AT, Answering, Response, build, environ, menu, node, send, transcripts

BASE = "https://phone.example.org"
WORDS: Mapping[str, Mapping[str, str | tuple[str, ...]]] = {
    "es": {
        "Welcome.": "Bienvenidos.",
        "We are open.": "Abrimos hoy.",
        "Press one.": "Oprima uno.",
        "{n} bill.": ("Una factura.", "{n} facturas."),
        "Thank you for calling. Goodbye.": "Adiós & gracias.",
    }
}


def with_recordings(program: Program, **texts: str) -> Program:
    """The program with Spanish recordings, by the names of their files."""
    recordings = [
        Recording("es", text, text_digest(text), f"locales/es/audio/{name}.wav", 1.0) for name, text in texts.items()
    ]
    sounds = {one.path: pack_wav(one.text.encode()) for one in recordings}
    return replace(program, recordings=index_recordings(recordings), sounds=sounds)


def place(name: str, text: str) -> str:
    return f"audio/es/{name}-{hashlib.sha256(pack_wav(text.encode())).hexdigest()[:12]}.wav"


def program(n: float = 1.0) -> Program:
    return build(
        {
            "main/a": ([node("main/a"), "Welcome.", "We are open.", Assign("n", Literal(n))], Jump("main/m")),
            "main/m": ([node("main/m"), Say("bills"), "Press one."], menu({"1": "main/b"}, "main/b", "main/b")),
            "main/b": ([node("main/b"), "Welcome."], Hangup("flow")),
        },
        {"bills": ("{n} bill.", "{n} bills.", "n")},
        words=WORDS,
        variables={"n": ValueType.NUMBER},
    )


def recorded(n: float = 1.0) -> Program:
    return with_recordings(program(n), open="Abrimos hoy.", one="Una factura.", bye="Adiós & gracias.")


def service_of(artifact: Artifact, base_url: str = BASE) -> Service:
    return create_service(load_bundle(artifact.files), Answering(), lambda: AT, "secret", base_url=base_url)


def begin(service: Service, locale: str = "es", **headers: str) -> Response:
    return send(service, environ(f"/call/main?locale={locale}", {"CallSid": "CA1"}, **headers))


def heard(response: Response) -> list[tuple[str, str]]:
    return [(verb.tag, verb.text or "") for verb in response.root.iter("Say", "Play")]


def test_recorded_texts_are_played_between_what_is_spoken() -> None:
    assert heard(begin(service_of(emit(recorded())))) == [
        ("Say", "Bienvenidos."),
        ("Play", f"{BASE}/{place('open', 'Abrimos hoy.')}"),
        ("Play", f"{BASE}/{place('one', 'Una factura.')}"),
        ("Say", "Oprima uno."),
    ]
    # Another form of the plural has a value in it.
    assert ("Say", "5 facturas.") in heard(begin(service_of(emit(recorded(5.0)))))
    assert {verb for verb, _ in heard(begin(service_of(emit(recorded())), "en"))} == {"Say"}


def test_a_recording_is_found_where_the_service_is_mounted() -> None:
    mounted = service_of(emit(recorded()), "")
    (first, *_) = [url for verb, url in heard(begin(mounted, SCRIPT_NAME="/phone & co")) if verb == "Play"]
    assert first == f"/phone%20%26%20co/{place('open', 'Abrimos hoy.')}"


def test_the_service_hands_out_recordings_to_anybody() -> None:
    files = emit(recorded()).files
    service = create_service(load_bundle(files), Answering(), lambda: AT, "secret", auth_token="token", base_url=BASE)
    path = place("open", "Abrimos hoy.")
    got = send(service, environ(f"/{path}", None, "GET"))
    assert (got.status, got.body) == (200, files[path])
    assert got.headers["Content-Type"] == "audio/wav"
    assert got.headers["Content-Length"] == str(len(got.body))
    assert "immutable" in got.headers["Cache-Control"]
    head = send(service, environ(f"/{path}", None, "HEAD"))
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(got.body)))
    assert send(service, environ(f"/{path}", {}, "POST")).status == 405
    for other in ("/audio/es/other.wav", "/audio/../table.json", "/table.json", "/audio/es/", "/manifest.json"):
        assert send(service, environ(other, None, "GET")).status == 404


def test_a_failure_of_ours_is_heard_in_the_recorded_voice() -> None:
    artifact = emit(recorded())
    assert f"<Play>⟦1⟧/{place('bye', 'Adiós & gracias.')}</Play>" in artifact.files["documents/es/apology.xml"].decode()
    bundle = load_bundle(artifact.files)
    broken = create_service(replace(bundle, blocks={}), Answering(), lambda: AT, "secret", base_url=BASE)
    assert begin(broken).status == 410, "a block that is not there is no failure"
    broken = create_service(replace(bundle, time_zone="Nowhere"), Answering(), lambda: AT, "secret", base_url=BASE)
    response = begin(broken)
    assert response.headers["X-Ivr-Fault"]
    assert heard(response) == [("Play", f"{BASE}/{place('bye', 'Adiós & gracias.')}")]


@pytest.mark.parametrize("n", [1.0, 2.0])
@pytest.mark.parametrize("locale", ["es", "en"])
def test_the_phone_hears_the_words_that_are_in_a_recording(n: float, locale: str) -> None:
    reference, played = transcripts(recorded(n), [Press("1")], locale=locale)
    assert played == reference
    spoken, _ = transcripts(program(n), [Press("1")], locale=locale)
    assert reference == spoken, "a recording says what the voice would say"


def test_a_voice_that_could_stand_in_for_recordings_keeps_its_own_words() -> None:
    words = {"ht": {"Welcome.": "Byenveni."}, "fr": {"Welcome.": "Bienvenue."}}
    built = build({"main/a": (["Welcome."], Hangup("flow"))}, words=words, locales=("ht", "fr"))
    reading = Recording("ht", "Byenveni.", text_digest("Byenveni."), "locales/ht/audio/a.wav", 1.0)
    built = replace(built, recordings=index_recordings([reading]), sounds={reading.path: pack_wav(b"a")})
    assert check(built) == []
    for locale in ("ht", "fr"):
        reference, played = transcripts(built, [], locale=locale)
        assert played == reference
        assert [event["locale"] for event in played.events if event["event"] == "say"] == [locale]


def test_long_words_that_are_recorded_are_one_file_and_no_long_speech() -> None:
    long = "Una frase larga. " * 4_000
    built = build({"main/a": (["Long."], Hangup("flow"))}, words={"es": {"Long.": long}})
    assert [one.rule for one in check(built)] == ["twiml-too-long"]
    reading = with_recordings(built, long=long.strip())
    assert check(reading) == []
    assert [verb for verb, _ in heard(begin(service_of(emit(reading))))] == ["Play"]
    reference, played = transcripts(reading, [], locale="es")
    assert played == reference


def changed(artifact: Artifact, path: str, content: bytes) -> Artifact:
    """The artifact with another file, as if it had been emitted so."""
    files: dict[str, Any] = {**artifact.files, path: content}
    manifest = json.loads(files["manifest.json"])
    manifest["files"][path] = hashlib.sha256(content).hexdigest()
    return Artifact(artifact.target, artifact.entry, {**files, "manifest.json": json.dumps(manifest).encode()})


def play(artifact: Artifact) -> str:
    """What is said in a Spanish call."""
    line = Line(ScriptCaller([Press("1")]), ScriptWorld())
    TARGET.play(artifact, CallSetup("main", AT, locale="es"), line)
    return " ".join(str(event["text"]) for event in line.transcript().events if event["event"] == "say")


def test_the_phone_notices_what_twilio_would_not_play() -> None:
    artifact = emit(recorded())
    sound, document = place("open", "Abrimos hoy."), "documents/es/main/a.xml"
    assert "Abrimos hoy." in play(artifact)
    elsewhere = artifact.files[document].replace(b"/audio/es/open", b"/audio/es/other")
    broken = changed(artifact, document, elsewhere + b" " * (len(artifact.files[document]) - len(elsewhere)))
    assert any("plays audio/es/other" in fault for fault in TARGET.validate(broken))
    with pytest.raises(PhoneFault, match="is no sound"):
        play(changed(artifact, sound, b""))
    files = {path: content for path, content in artifact.files.items() if path != sound}
    with pytest.raises(BundleFault, match="is missing"):
        load_bundle(files)


def test_what_is_emitted_is_valid_and_always_the_same() -> None:
    artifact = emit(recorded())
    assert TARGET.validate(artifact) == []
    assert artifact == emit(recorded())
    manifest = json.loads(artifact.files["manifest.json"])
    assert manifest["recordings"][place("open", "Abrimos hoy.")] == {"locale": "es", "text": "Abrimos hoy."}
    assert set(manifest["files"]) == set(artifact.files) - {"manifest.json"}
    assert json.loads(emit(program()).files["manifest.json"])["recordings"] == {}
