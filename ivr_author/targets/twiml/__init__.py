"""TwiML for Twilio: a bundle of documents, the webhook service that speaks it, and a phone that plays it."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from ivr_author.call.line import Line
from ivr_author.call.world import CallSetup
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.ir.program import Program, Voice
from ivr_author.ir.target import Artifact
from ivr_author.targets.twiml.bundle import Bundle, BundleFault, load_bundle
from ivr_author.targets.twiml.check import RULES, check
from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.play import AUTH_TOKEN, BASE_URL, LineOutside, PhoneFault, play_call
from ivr_author.targets.twiml.service import create_service
from ivr_author.targets.twiml.validate import validate_artifact
from ivr_author.targets.twiml.voices import NAME, chosen_voice

_KEPT = 4
_SECRET = "of a call that is only played"


class TwimlTarget:
    """The target as `ir.target.Target` wants it."""

    name = NAME
    title = "TwiML (Twilio)"
    deploy = files(__package__).joinpath("deploy.md").read_text("utf-8")
    rules = RULES

    def __init__(self) -> None:
        # Many calls are played through one artifact; the artifact is kept, so that its identity stays its own.
        self._loaded: OrderedDict[int, tuple[Artifact, Bundle, Mapping[str, Any]]] = OrderedDict()

    def check(self, program: Program) -> list[Diagnostic]:
        """What Twilio cannot do."""
        return check(program)

    def voice(self, program: Program, locale: str) -> Voice | None:
        """Of ivr.yaml, else the registry's first."""
        return chosen_voice(program, locale)

    def emit(self, program: Program) -> Artifact:
        """The bundle."""
        return emit(program)

    def validate(self, artifact: Artifact) -> list[str]:
        """What our own schema and Twilio's limits refuse of a bundle."""
        return validate_artifact(artifact)

    def play(self, artifact: Artifact, setup: CallSetup, line: Line) -> None:
        """Play a call over (in-process) HTTP, through the bundle's bytes."""
        outside = LineOutside(line)
        bundle, manifest = self._load(artifact)
        service = create_service(bundle, outside, lambda: setup.at, _SECRET, auth_token=AUTH_TOKEN, base_url=BASE_URL)
        play_call(service, manifest, setup, line, outside)

    def _load(self, artifact: Artifact) -> tuple[Bundle, Mapping[str, Any]]:
        kept = self._loaded.get(id(artifact))
        if kept is None:
            try:
                loaded = load_bundle(artifact.files), json.loads(artifact.files[artifact.entry])
            except BundleFault as fault:
                raise PhoneFault(str(fault)) from fault
            kept = self._loaded[id(artifact)] = (artifact, *loaded)
            if len(self._loaded) > _KEPT:
                self._loaded.popitem(last=False)
        return kept[1:]


TARGET = TwimlTarget()
