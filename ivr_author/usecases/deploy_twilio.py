"""`deploy twilio`: points an account's phone numbers at the webhook service, through the vendor's own SDK.

What will change is found out first and shown; asking whether to go on is left to the face.
"""

from __future__ import annotations

import importlib
import ipaddress
import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Span
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.usecases.answer import read_bundle, unpack_bundle
from ivr_author.workspace.environment import read_secret
from ivr_author.workspace.files import WorkspaceError, read_file
from ivr_author.workspace.project import load_calendars

RULES = {
    "deploy-bad-url": "An address is none that Twilio could call",
    "deploy-no-numbers": "There are no phone numbers to point at the service",
    "deploy-no-sdk": "Twilio's SDK is not installed",
    "deploy-no-credentials": "The environment does not say which account of Twilio it is, or how to sign in",
    "deploy-wrong-credentials": "Twilio does not take the credentials",
    "deploy-rate-limit": "Twilio asks to come back later",
    "deploy-unreachable": "Twilio can't be reached",
    "deploy-refused": "Twilio refused a change, or made another one",
    "number-not-in-account": "A phone number is not in the account",
    "number-goes-elsewhere": "A phone number is bound to a trunk, an application or fax: its voice URL is not asked",
}
"""Every rule id that only this module can report, with its description."""

CALL = "/call"
"""Where calls begin at the service."""

MOST_ZIP_BYTES = 200_000_000
TIMEOUT = 20.0
"""Seconds for one request to Twilio."""
PAUSES = (1.0, 2.0, 4.0)
"""Seconds to wait where Twilio says that it is asked too often; then it is given up."""
PAGE = 1000

FIELDS = ("voice_url", "voice_method", "voice_fallback_url", "voice_fallback_method", "status_callback")
"""What is set of a number, in the order in which it is shown."""

Sleep = Callable[[float], None]


class DeployFault(Exception):
    """It can't go on; `diagnostics` say why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(one.message for one in diagnostics))
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where calls are to go. An empty address is left as it is in the account."""

    voice_url: str
    fallback_url: str = ""
    status_callback: str = ""

    def fields(self) -> dict[str, str]:
        """As fields of a number."""
        wanted = {"voice_url": self.voice_url, "voice_method": "POST"}
        if self.fallback_url:
            wanted |= {"voice_fallback_url": self.fallback_url, "voice_fallback_method": "POST"}
        if self.status_callback:
            wanted |= {"status_callback": self.status_callback}
        return wanted


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """A phone number of the account, the flow that answers it, and each field that changes: before, after."""

    number: str
    flow: str
    sid: str
    changes: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Done:
    """The numbers that were set, and what kept the rest from being set."""

    numbers: tuple[NumberPlan, ...]
    fault: Diagnostic | None = None


class Account:
    """An account at Twilio. Raises DeployFault with a sentence wherever it can't be asked."""

    def __init__(self, environment: Mapping[str, str] = os.environ, sleep: Sleep = time.sleep) -> None:
        sid = environment.get("TWILIO_ACCOUNT_SID", "").strip()
        key = environment.get("TWILIO_API_KEY", "").strip()
        name = "TWILIO_API_SECRET" if key else "TWILIO_AUTH_TOKEN"
        try:
            secret = read_secret(name, environment)
        except WorkspaceError as failure:
            raise DeployFault(failure.diagnostic) from None
        if missing := [one for one, given in (("TWILIO_ACCOUNT_SID", sid), (name, secret)) if not given]:
            hint = f"the console of Twilio shows both; {name}_FILE may name a file with the secret"
            raise DeployFault(error("deploy-no-credentials", f"set {' and '.join(missing)}", hint=hint))
        self._sleep = sleep
        self._faults, self._client = _load_sdk(key or sid, secret, sid)

    def numbers(self) -> dict[str, Any]:
        """The account's phone numbers, as the SDK has them."""
        found = self._ask(lambda: list(self._client.incoming_phone_numbers.stream(page_size=PAGE)))
        return {str(one.phone_number): one for one in found}

    def update(self, sid: str, fields: Mapping[str, str]) -> Any:
        """Set fields of a number; gives it as it is then."""
        return self._ask(lambda: self._client.incoming_phone_numbers(sid).update(**fields))

    def _ask(self, question: Callable[[], Any]) -> Any:
        for pause in (*PAUSES, None):
            try:
                return question()
            except self._faults as fault:
                status, code, words = _status(fault)
                if status != 429 or pause is None:
                    raise DeployFault(_told(status, code, words)) from None
                self._sleep(pause)
            except (OSError, ValueError, TypeError, KeyError, AttributeError) as failure:
                # The SDK takes whatever answers with 200 for Twilio; the sign-in page of a network is no JSON.
                hint = "nothing more was changed; check the network, and run it again"
                reason = type(failure).__name__ if isinstance(failure, OSError) else "something else answers"
                raise DeployFault(
                    error("deploy-unreachable", f"Twilio can't be reached: {reason}", hint=hint)
                ) from None
        raise AssertionError("the last pause is none")


def _load_sdk(username: str, password: str, account: str) -> tuple[type[Exception], Any]:
    try:
        rest = importlib.import_module("twilio.rest")
        faults = importlib.import_module("twilio.base.exceptions").TwilioException
        http = importlib.import_module("twilio.http.http_client").TwilioHttpClient
    except ImportError:
        hint = "install it: pip install 'ivr_author[twilio]'; or set the addresses by hand, as DEPLOY.md tells"
        raise DeployFault(error("deploy-no-sdk", "Twilio's SDK is not installed here", hint=hint)) from None
    return faults, rest.Client(username, password, account, http_client=http(timeout=TIMEOUT))


def _status(fault: Exception) -> tuple[int, int | None, str]:
    """What an answer of Twilio says: its status, the number of the fault, and words."""
    told: dict[str, Any] = {}
    for one in fault.args:
        # Where a page of numbers is refused, the SDK raises a bare exception with the answer in it.
        with suppress(AttributeError, TypeError, ValueError, RecursionError):
            told = {"status": one.status_code}
            told = {**json.loads(one.text), **told}
    status = told.get("status", getattr(fault, "status", 0))
    code = told.get("code", getattr(fault, "code", None))
    # `msg` or `title`: the exception's own text has colours where it is shown on a terminal.
    words = told.get("message") or getattr(fault, "msg", "") or getattr(fault, "title", "") or type(fault).__name__
    return status, code, " ".join(str(words).split())


def _told(status: int, code: int | None, words: str) -> Diagnostic:
    if status in (401, 403):
        hint = "check TWILIO_ACCOUNT_SID and its token or API key; a key needs the right to change phone numbers"
        return error("deploy-wrong-credentials", f"Twilio does not take the credentials ({status})", hint=hint)
    if status == 429:
        hint = "wait a minute and run it again: numbers that were set are left alone"
        return error("deploy-rate-limit", "Twilio is asked too often by this account", hint=hint)
    hint = f"see https://www.twilio.com/docs/errors/{code}" if code and code != status else "run it again later"
    return error("deploy-refused", f"Twilio refused ({status}): {words}", hint=hint)


def wanted_at(url: str, fallback_url: str = "", status_callback: str = "") -> Wanted:
    """The addresses to set. `url` is the service's; where it has no path, /call is meant. Raises DeployFault."""
    given = {"--url": url, "--fallback-url": fallback_url, "--status-callback": status_callback}
    if faults := [fault for option, one in given.items() if one and (fault := _address_fault(option, one))]:
        raise DeployFault(*faults)
    parts = urlsplit(url)
    return Wanted(url.rstrip("/") + CALL if parts.path in ("", "/") else url, fallback_url, status_callback)


def _address_fault(option: str, url: str) -> Diagnostic | None:
    hint = "give the address as Twilio calls it, as https://ivr.example.org"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return error("deploy-bad-url", f"{option} `{url}` is no address", hint=hint)
    reason = ""
    if parts.scheme != "https" or not host:
        reason = "is no https address"
    elif parts.username is not None or parts.password is not None or parts.fragment or parts.query:
        reason = "has a name, a password, a question or a fragment in it"
    elif any(one <= " " or ord(one) > 126 for one in url):
        reason = "has characters that an address must not have"
    elif _is_private(host):
        reason = "is an address that Twilio can't reach from outside"
    return error("deploy-bad-url", f"{option} `{url}` {reason}", hint=hint) if reason else None


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host


def numbers_of(root: Path, bundle: Path | None, only: tuple[str, ...] = ()) -> dict[str, tuple[str, Span | None]]:
    """The phone numbers to set, each with its flow and where that is written.

    Those of ivr.yaml, or of a bundle (a folder or a zip file). `only` names some. Raises DeployFault.
    """
    found = _numbers_of_bundle(root, bundle) if bundle is not None else _numbers_of_workspace(root)
    phones = {number: facts for number, facts in found.items() if number.startswith("+")}
    if unknown := [one for one in only if one not in phones]:
        hint = "there are " + ", ".join(phones) if phones else "there are none"
        raise DeployFault(error("deploy-no-numbers", f"no flow answers {', '.join(unknown)}", hint=hint))
    if not phones:
        hint = 'name them under `numbers` in ivr.yaml, as main: {number: "+18005550100", flow: main}'
        raise DeployFault(error("deploy-no-numbers", "no phone number leads to a flow", hint=hint))
    return {number: facts for number, facts in phones.items() if not only or number in only}


def _numbers_of_workspace(root: Path) -> dict[str, tuple[str, Span | None]]:
    settings, _, faults = load_calendars(root)
    if settings is None:
        raise DeployFault(*faults)
    return {str(one.number): (one.flow.value, one.flow.span) for one in settings.numbers.values()}


def _numbers_of_bundle(root: Path, bundle: Path) -> dict[str, tuple[str, Span | None]]:
    folder = root / bundle
    try:
        made = (
            unpack_bundle(read_file(folder.parent, folder.name, MOST_ZIP_BYTES), bundle.as_posix())
            if bundle.suffix == ".zip"
            else read_bundle(folder)
        )
    except WorkspaceError as failure:
        raise DeployFault(failure.diagnostic) from None
    except BundleFault as fault:
        raise DeployFault(error("deploy-no-numbers", str(fault))) from None
    if not made.files:
        hint = "name a folder that `ivr-author compile --target twiml` wrote, or the zip of a release or export"
        raise DeployFault(error("deploy-no-numbers", f"there is no bundle in {bundle.as_posix()}", hint=hint))
    return {number: (flow, None) for number, flow in made.numbers.items()}


def plan(account: Account, numbers: Mapping[str, tuple[str, Span | None]], wanted: Wanted) -> tuple[NumberPlan, ...]:
    """What will change of each number. Raises DeployFault where one of them can't be set: then none is."""
    owned = account.numbers()
    faults: list[Diagnostic] = []
    plans: list[NumberPlan] = []
    for number, (flow, span) in numbers.items():
        found = owned.get(number)
        if found is None:
            hint = f"the account has {_count(len(owned))}; buy or port this one, or leave it out with --number"
            faults.append(error("number-not-in-account", f"{number} is not in the account", span, hint))
        elif elsewhere := _elsewhere(found):
            hint = "take it away in the console of Twilio; calls come to the service only then"
            message = f"{number} is bound to {elsewhere}, so Twilio never asks its voice URL"
            faults.append(error("number-goes-elsewhere", message, span, hint))
        else:
            plans.append(NumberPlan(number, flow, str(found.sid), _changes(found, wanted)))
    if faults:
        raise DeployFault(*faults)
    return tuple(plans)


def _count(numbers: int) -> str:
    return f"{numbers:,} phone number{'' if numbers == 1 else 's'}"


def _elsewhere(found: Any) -> str:
    if found.trunk_sid:
        return f"the trunk {found.trunk_sid}"
    if found.voice_application_sid:
        return f"the application {found.voice_application_sid}"
    return "fax" if str(found.voice_receive_mode or "").lower().endswith("fax") else ""


def _changes(found: Any, wanted: Wanted) -> dict[str, tuple[str, str]]:
    before = {name: str(getattr(found, name, None) or "") for name in wanted.fields()}
    return {name: (before[name], after) for name, after in wanted.fields().items() if before[name] != after}


def carry_out(account: Account, plans: tuple[NumberPlan, ...]) -> Done:
    """Set what the plans say, one number after the other, and look at what Twilio made of it."""
    done: list[NumberPlan] = []
    for one in plans:
        if not one.changes:
            continue
        fields = {name: after for name, (_, after) in one.changes.items()}
        try:
            now = account.update(one.sid, fields)
        except DeployFault as fault:
            return Done(tuple(done), fault.diagnostics[0])
        if wrong := [name for name, after in fields.items() if str(getattr(now, name, None) or "") != after]:
            message = f"Twilio has not taken {', '.join(wrong)} of {one.number}"
            return Done(tuple(done), error("deploy-refused", message, hint="look at the number in its console"))
        done.append(one)
    return Done(tuple(done))
