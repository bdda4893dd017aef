"""The other side of the duel: the same menu as a user of twilio-python writes it, for gunicorn to serve."""

from __future__ import annotations

import os

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import VoiceResponse

LINES = [
    "Para hablar de su factura, oprima 1.",
    "Para pagar su factura, oprima 2.",
    "Para cambiar su plan, oprima 3.",
    "Para renovar su plan, oprima 4.",
    "Para saber de su solicitud, oprima 5.",
    "Para pedir otra carta, oprima 6.",
    "Para hablar con una persona, oprima 0.",
    "Para oír esto otra vez, oprima 9.",
]
VOICE, LANGUAGE = "Polly.Lupe-Neural", "es-US"

application = Flask(__name__)
validator = RequestValidator(os.environ.get("TWILIO_AUTH_TOKEN", ""))
public_url = os.environ.get("PUBLIC_URL", "")


@application.post("/on/<name>/step")
def step(name: str) -> Response:
    """Check that Twilio asks, and say the menu."""
    signature = request.headers.get("X-Twilio-Signature", "")
    if not validator.validate(public_url + request.full_path, request.form, signature):
        abort(403)
    onward = f"{public_url}/on/{name}/step?{request.query_string.decode()}"
    response = VoiceResponse()
    menu = response.gather(input="dtmf", action=onward, method="POST", timeout=5, num_digits=1, finish_on_key="")
    for line in LINES:
        menu.say(line, voice=VOICE, language=LANGUAGE)
    response.redirect(onward, method="POST")
    return Response(str(response), mimetype="text/xml")
