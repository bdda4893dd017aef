"""A phone that executes TwiML as Twilio does: it knows the manifest and what comes over HTTP, nothing of the program.

Requests are real WSGI calls with Twilio's parameters and signature. What a node or an event was is read from the trace
header, which any other TwiML application simply lacks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

import msgspec
from lxml import etree

from ivr_author.call.caller import NeedAction, Press, Speak
from ivr_author.call.line import HungUp, Line
from ivr_author.call.world import FAILED, Answer, CallSetup
from ivr_author.core.safe_xml import safe_parser
from ivr_author.ir.target import PlayFault
from ivr_author.targets.twiml.limits import MAX_REQUESTS, MAX_RESPONSE_BYTES
from ivr_author.targets.twiml.posting import Posting, environ_of, post
from ivr_author.targets.twiml.say import GOES_ON_MARK
from ivr_author.targets.twiml.service import FAULT_HEADER, TRACE_HEADER

BASE_URL = "https://ivr.example.org"
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"

_ACCOUNT = "AC" + "0" * 32
_PARSER = safe_parser()
_DIAL_STATUS = {"busy": "busy", "no_answer": "no-answer", "failed": "failed"}
_QUEUE_RESULT = {"full": "queue-full", "closed": "leave"}
_TEXT = etree.XPath("string()")

SOUND_TYPES = frozenset({"audio/wav", "audio/wave", "audio/x-wav", "audio/basic", "audio/mpeg"})
"""Some of what Twilio plays."""

Application = Callable[..., Iterable[bytes]]


class PhoneFault(PlayFault):
    """The application answered with something that Twilio would not carry out."""


class _Onward(msgspec.Struct, frozen=True):
    """Where the call goes on, with what parameters."""

    url: str
    parameters: Mapping[str, str] = msgspec.field(default_factory=dict)
    method: str = "POST"


class _Over:
    """The call is over."""


_Outcome = _Onward | _Over | None


@dataclass
class LineOutside:
    """The outside of a service in a played call: the line. What the line raises waits until the service is done."""

    line: Line
    pending: Exception | None = None

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str, call: str = "") -> Answer:
        """Ask the line. A caller who hangs up meanwhile must not look like a failure of the service."""
        try:
            return self.line.ask(kind, name, arguments, locale)
        except (HungUp, NeedAction) as raised:
            self.pending = raised
            return FAILED

    def raise_pending(self) -> None:
        """Raise what the line raised."""
        if self.pending is not None:
            raise self.pending


@dataclass
class Phone:
    """One call to a TwiML application.

    `locales` says which locale a voice and its language tag speak, `recordings` what is said in a file, by its path.
    """

    application: Application
    setup: CallSetup
    line: Line
    locales: Mapping[tuple[str, str], str]
    outside: LineOutside
    recordings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    call_sid: str = ""
    ended_by: str = "flow"
    url: str = ""
    requests: int = 0
    base_url: str = BASE_URL
    auth_token: str = AUTH_TOKEN
    _spoken: list[tuple[str, str]] = field(default_factory=list)
    _goes_on: bool = False
    _stray: bool = False
    _heard: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not self.call_sid:
            self.call_sid = "CA" + hashlib.md5(repr(self.setup).encode(), usedforsecurity=False).hexdigest()

    def call(self, path: str) -> None:
        """Call the application that answers at a path, until somebody hangs up."""
        onward = _Onward(self.base_url + path)
        while True:
            if self.requests >= MAX_REQUESTS:
                self.line.hang_up("failure")
                return
            response = self._request(onward)
            outcome = self._execute(response)
            if not isinstance(outcome, _Onward):
                if outcome is None:
                    self._hang_up()
                return
            onward = outcome

    # --- verbs ---

    def _execute(self, response: etree._Element) -> _Outcome:
        """Carry out a document; None if it came to its end, which ends the call as well."""
        for verb in response:
            if isinstance(verb, etree._Comment):
                self._comment(verb)
                continue
            execute = getattr(self, f"_verb_{verb.tag.lower()}", None)
            if execute is None:
                raise PhoneFault(f"<{verb.tag}> is not a verb that this phone knows")
            outcome: _Outcome = execute(verb)
            if outcome is not None:
                return outcome
        return None

    def _verb_say(self, verb: etree._Element) -> None:
        key = (verb.get("voice", ""), verb.get("language", ""))
        # XPath only where there is something in it: most of a call is texts.
        locale, text = self.locales.get(key, key[1]), str(_TEXT(verb)) if len(verb) else verb.text or ""
        if self._goes_on and self._spoken:
            text = self._spoken.pop()[1] + text
        self._spoken.append((locale, text))
        self._goes_on = False

    def _comment(self, comment: etree._Element) -> None:
        # A text was cut here between two characters, for Twilio's limits: it is put together again.
        self._goes_on = (comment.text or "").strip() == GOES_ON_MARK

    def _speak(self) -> None:
        """Hand what was said to the line."""
        spoken, self._spoken = self._spoken, []
        for locale, text in spoken:
            self.line.say(locale, text)

    def _verb_pause(self, verb: etree._Element) -> None:
        """Silence is not in a transcript; a key that is pressed meanwhile is lost."""
        self._stray = False

    def _verb_play(self, verb: etree._Element) -> None:
        """A file of ours is heard as the words that the manifest says are in it; any other has none."""
        self._goes_on = False
        url = urljoin(self.url, (verb.text or "").strip())
        path = urlsplit(url).path.removeprefix("/")
        recording = self.recordings.get(unquote(path)) if url.startswith(f"{self.base_url}/") else None
        if recording is None:
            return
        if path not in self._heard:
            self._fetch(url)
            self._heard.add(path)
        self._spoken.append((recording["locale"], recording["text"]))

    def _fetch(self, url: str) -> None:
        """Get a file as Twilio does, which plays nothing if it can't."""
        status, headers, sound = self._exchange(Posting(url, "GET", b"", ""))
        kind = headers.get("Content-Type", "")
        if not status.startswith("200") or kind not in SOUND_TYPES or not sound:
            raise PhoneFault(f"{urlsplit(url).path} answered {status} ({kind}), which is no sound")

    def _verb_redirect(self, verb: etree._Element) -> _Onward:
        return self._onward((verb.text or "").strip(), verb)

    def _verb_hangup(self, verb: etree._Element) -> _Over:
        self._hang_up()
        return _Over()

    def _verb_reject(self, verb: etree._Element) -> _Over:
        return self._verb_hangup(verb)

    def _verb_gather(self, verb: etree._Element) -> _Outcome:
        if self._stray:
            raise PhoneFault("the key that ended an entry reached the next <Gather>; let a <Pause> stand between them")
        for child in verb:
            if child.tag == "Say":
                self._verb_say(child)
            elif isinstance(child, etree._Comment):
                self._comment(child)
            elif child.tag in ("Play", "Pause"):
                getattr(self, f"_verb_{child.tag.lower()}")(child)
            else:
                raise PhoneFault(f"<Gather> can't hold <{child.tag}>")
        self._speak()
        action = self.line.wait()
        modes = verb.get("input", "dtmf").split()
        on_empty = self._onward(verb.get("action"), verb, Digits="") if _is_true(verb, "actionOnEmptyResult") else None
        if isinstance(action, Press) and action.keys and "dtmf" in modes:
            return self._keys(verb, action.keys) or on_empty
        if not isinstance(action, Speak) or "speech" not in modes:
            return on_empty
        self.line.heard_words(action.words)
        return self._onward(verb.get("action"), verb, SpeechResult=action.words, Confidence="0.9")

    def _keys(self, verb: etree._Element, pressed: str) -> _Outcome:
        """Keys come one at a time until the entry is complete; None if it stays empty."""
        finish, most = verb.get("finishOnKey", "#"), _number(verb, "numDigits") or len(pressed) + 1
        taken, finished_on, left = "", "", ""
        for index, key in enumerate(pressed):
            if len(taken) == most:
                # Twilio has the entry already; a terminator after it goes to whatever listens next.
                self._stray = key in finish
                left = pressed[index + 1 :] if self._stray else pressed[index:]
                break
            if key in finish:
                finished_on, left = key, pressed[index + 1 :]
                break
            taken += key
        self.line.took(taken, left)
        if not taken:
            return None
        facts = {"FinishedOnKey": finished_on} if finished_on else {}
        return self._onward(verb.get("action"), verb, Digits=taken, **facts)

    def _verb_dial(self, verb: etree._Element) -> _Outcome:
        self._speak()
        number = str(_TEXT(verb)).strip()
        result = self.line.transfer(number)
        if result not in _DIAL_STATUS:
            return _Over()
        return self._reported(verb, DialCallStatus=_DIAL_STATUS[result])

    def _verb_enqueue(self, verb: etree._Element) -> _Outcome:
        self._speak()
        task = verb.find("Task")
        if task is not None:
            facts = _attributes_of_task(str(_TEXT(task)))
            queue, locale = facts.get("queue", ""), facts.get("locale", "")
        else:
            name = (verb.text or "").strip()
            queue, _, locale = name.rpartition(".") if "." in name else (name, "", "")
        result = self.line.queue(queue, locale)
        if result not in _QUEUE_RESULT:
            return _Over()
        return self._reported(verb, QueueResult=_QUEUE_RESULT[result], QueueTime="0")

    def _verb_record(self, verb: etree._Element) -> _Outcome:
        self._speak()
        mailbox = parse_qs(urlsplit(verb.get("action", "")).query).get("mailbox", [""])[0]
        if self.line.record(mailbox) != "ok":
            return None
        recording = "RE" + "0" * 32
        url = f"https://api.twilio.com/2010-04-01/Accounts/{_ACCOUNT}/Recordings/{recording}"
        facts = {"RecordingUrl": url, "RecordingSid": recording, "RecordingDuration": "7", "Digits": "#"}
        return self._onward(verb.get("action"), verb, **facts)

    def _reported(self, verb: etree._Element, **parameters: str) -> _Outcome:
        """What came of dialling goes to the action; without one the document goes on."""
        return self._onward(verb.get("action"), verb, **parameters) if verb.get("action") else None

    def _onward(self, url: str | None, verb: etree._Element, **parameters: str) -> _Onward:
        to = url or self.url
        # What is whole already stays as it is; to find that out takes longer than all else here.
        whole = to if to.startswith(f"{self.base_url}/") else urljoin(self.url, to)
        return _Onward(whole, parameters, verb.get("method", "POST").upper())

    def _hang_up(self) -> None:
        self._speak()
        self.line.hang_up(self.ended_by)

    # --- HTTP ---

    def _request(self, onward: _Onward) -> etree._Element:
        self._speak()
        self.requests += 1
        parameters = {
            "CallSid": self.call_sid,
            "AccountSid": _ACCOUNT,
            "From": self.setup.caller,
            "To": self.setup.called,
            "CallStatus": "in-progress" if self.url else "ringing",
            "ApiVersion": "2010-04-01",
            "Direction": "inbound",
            **onward.parameters,
        }
        self.url = onward.url
        status, headers, body = self._send(onward, parameters)
        if not status.startswith("200"):
            raise PhoneFault(f"{urlsplit(onward.url).path} answered {status}")
        if FAULT_HEADER in headers:
            raise PhoneFault(f"the service failed: {headers[FAULT_HEADER]}")
        if len(body) > MAX_RESPONSE_BYTES:
            raise PhoneFault(f"a response of {len(body)} bytes; Twilio takes {MAX_RESPONSE_BYTES}")
        self._trace(headers.get(TRACE_HEADER, ""))
        try:
            root = etree.fromstring(body, _PARSER)
        except etree.XMLSyntaxError as fault:
            raise PhoneFault(f"no XML: {fault}") from fault
        if root.tag != "Response":
            raise PhoneFault(f"<{root.tag}> is no TwiML")
        return root

    def _send(self, onward: _Onward, parameters: Mapping[str, str]) -> tuple[str, dict[str, str], bytes]:
        answer = self._exchange(post(self.auth_token, onward.url, onward.method, parameters))
        self.outside.raise_pending()
        return answer

    def _exchange(self, posting: Posting) -> tuple[str, dict[str, str], bytes]:
        """Status line, headers and body of a request; a phone on another wire does this alone in another way."""
        answer: list[Any] = []
        chunks = self.application(environ_of(posting), lambda status, headers: answer.extend((status, headers)))
        content = b"".join(chunks)
        return answer[0], dict(answer[1]), content

    def _trace(self, header: str) -> None:
        for event in header.split():
            kind, _, value = event.partition("=")
            if kind == "hangup":
                self.ended_by = value
            else:
                self.line.log(kind, value)


def play_call(
    application: Application, manifest: Mapping[str, Any], setup: CallSetup, line: Line, outside: LineOutside
) -> None:
    """Call the flow of a setup at an application that speaks the bundle of this manifest."""
    locales = {(voice["voice"], voice["language"]): voice["locale"] for voice in reversed(manifest["voices"])}
    query = f"?locale={quote(setup.locale)}" if setup.locale else ""
    try:
        recordings = manifest.get("recordings", {})
        Phone(application, setup, line, locales, outside, recordings).call(f"/call/{quote(setup.flow)}{query}")
    except HungUp:
        return


def _is_true(verb: etree._Element, attribute: str) -> bool:
    return verb.get(attribute, "false").lower() == "true"


def _number(verb: etree._Element, attribute: str) -> int:
    written = verb.get(attribute, "0")
    if not written.isdecimal():
        raise PhoneFault(f"<{verb.tag}> has {attribute}={written!r}, which is no number")
    return int(written)


def _attributes_of_task(text: str) -> dict[str, str]:
    try:
        facts = json.loads(text)
    except ValueError as fault:
        raise PhoneFault("<Task> holds no JSON") from fault
    return {name: str(value) for name, value in facts.items()} if isinstance(facts, dict) else {}
