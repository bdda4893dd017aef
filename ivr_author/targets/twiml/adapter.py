"""Services and gateways as XML for VoiceXML's <data>: `/lookup/NAME`, `/send/NAME`, `/callback/NAME`, `/record/NAME`.

A VoiceXML platform asks here beside the documents, which name these addresses relative to themselves. Whoever reaches
the adapter can ask the services: mount it where only the platform comes, or under a prefix that is hard to guess.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from ivr_author.call.world import FAILED, Answer
from ivr_author.ir.program import Endpoint
from ivr_author.targets.twiml.answered import Answered
from ivr_author.targets.twiml.outside import Outside
from ivr_author.targets.twiml.request import Refusal, Request, read_fields, read_form
from ivr_author.targets.twiml.service import plain
from ivr_author.targets.twiml.xml import XML_DECLARATION, attributes, escape_attribute, escape_text

logger = logging.getLogger(__name__)

ARGUMENT_PREFIX = "arg_"
"""Before the names of arguments, which may be words of ECMAScript on the other side."""

NO_NAME = "-"
"""Stands in an address for a call back without a queue."""

MAX_NAME = 100
"""Characters of a service's, notice's, queue's or mailbox's name; more is not from a document of ours."""

MAX_RECORDING_BYTES = 20_000_000
"""Twenty minutes of telephone sound."""

KeepRecording = Callable[[str, str, bytes], bool]
"""Keeps a recording: mailbox, content type and body (multipart/form-data) of the upload; False if it could not."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """Answers for services and gateways."""

    outside: Outside
    services: Mapping[str, Endpoint]
    keep_recording: KeepRecording | None

    def answer(self, request: Request) -> Answered:
        """Answer one request."""
        kind, _, name = request.path.lstrip("/").partition("/")
        try:
            if not 0 < len(name) <= MAX_NAME or not name.isprintable():
                raise Refusal(HTTPStatus.NOT_FOUND, "no such name")
            answer = self._record(request, name) if kind == "record" else self._ask(request, kind, name)
        except Refusal as refusal:
            logger.warning("adapter: %d %s", refusal.status, refusal)
            return plain(refusal.status)
        body = _to_xml(answer)
        headers = (("Content-Type", "application/xml; charset=utf-8"), ("Content-Length", str(len(body))))
        return Answered(HTTPStatus.OK, body, (*headers, ("Cache-Control", "no-store")))

    def _ask(self, request: Request, kind: str, name: str) -> Answer:
        if kind not in ("lookup", "send", "callback"):
            raise Refusal(HTTPStatus.NOT_FOUND, "no such address")
        if kind == "lookup" and name not in self.services:
            raise Refusal(HTTPStatus.NOT_FOUND, "no such service")
        fields = self._fields(request)
        locale = fields.pop("locale", "")
        wanted = self.services[name].arguments if kind == "lookup" else ("channel", "to", "number")
        arguments = {argument.removeprefix(ARGUMENT_PREFIX): value for argument, value in fields.items()}
        if not arguments.keys() <= set(wanted):
            raise Refusal(HTTPStatus.BAD_REQUEST, "arguments that were not declared")
        return self.outside.ask(kind, "" if name == NO_NAME else name, arguments, locale)

    def _fields(self, request: Request) -> dict[str, str]:
        method = request.method
        if method not in ("GET", "POST"):
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, method[:10])
        fields = read_form(request) if method == "POST" else read_fields(request.query)
        if any(len(values) > 1 for values in fields.values()):
            raise Refusal(HTTPStatus.BAD_REQUEST, "an argument twice")
        return {name: values[0] for name, values in fields.items()}

    def _record(self, request: Request, mailbox: str) -> Answer:
        if request.method != "POST":
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "a recording is posted")
        if len(request.body) > MAX_RECORDING_BYTES:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long")
        if self.keep_recording is None:
            logger.warning("adapter: a recording came, and nobody keeps recordings")
            return FAILED
        is_kept = self.keep_recording(mailbox, request.headers.get("content-type", ""), request.body)
        return Answer("ok") if is_kept else FAILED


def create_adapter(
    outside: Outside, services: Mapping[str, Endpoint], keep_recording: KeepRecording | None = None
) -> Adapter:
    """The adapter in front of these services. Without `keep_recording`, voicemail is `failed` on VoiceXML."""
    return Adapter(outside, services, keep_recording)


def _to_xml(answer: Answer) -> bytes:
    fields = "".join(
        f"<field{attributes(name=escape_attribute(name))}>{escape_text(value)}</field>"
        for name, value in answer.fields.items()
    )
    result = attributes(result=escape_attribute(answer.result))
    return f"{XML_DECLARATION}<answer{result}>{fields}</answer>\n".encode()
