"""How `answer` is to answer, from the environment and what it was called with; whatever is missing, in a sentence."""

from __future__ import annotations

import importlib
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from ivr_author.answering.application import Terms
from ivr_author.answering.outside import OutsidePolicy
from ivr_author.core.diagnostics import error
from ivr_author.workspace.environment import read_secret
from ivr_author.workspace.files import WorkspaceError

AUTH_TOKEN, SECRET, WEBHOOK_KEYS, REDIS = (
    "TWILIO_AUTH_TOKEN",
    "IVR_AUTHOR_SECRET",
    "IVR_AUTHOR_WEBHOOK_KEYS",
    "IVR_AUTHOR_REDIS",
)

RULES = {
    "back-end-refused": "What is named as a back end's host, or as an address for all questions, is none",
    "not-rehearsed": "A clock for rehearsals is set where no rehearsal is",
    "public-url": "The public address of the service is none that a phone platform could call",
    "redis-refused": "The Redis that is to keep the state of calls can't be used",
    "secret-missing": "A secret is missing without which anybody could ask, or calls would be lost",
    "webhook-keys": "The shared keys of webhooks are not written as ID:KEY,ID:KEY",
}
"""Every rule id that only this module can report, with its description."""

_KEY = re.compile(r"([A-Za-z0-9_-]+):(\S+)")
_LOCAL_NAMES = frozenset({"localhost"})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host in _LOCAL_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def read_terms(
    host: str,
    *,
    is_unsigned: bool = False,
    public_url: str = "",
    hosts: Sequence[str] = (),
    private: Sequence[str] = (),
    instead: str = "",
    with_adapter: bool = False,
    at: datetime | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Terms:
    """The terms, with the secrets of the environment. Raises WorkspaceError.

    `is_unsigned`: nobody signs requests, so only this machine may ask (`host`). The others are those of `Terms` and of
    `OutsidePolicy`.
    """
    if at is not None and (not instead or not is_loopback(host)):
        message = "only in a rehearsal do all calls begin at one moment"
        hint = "name what answers in place of back ends with `--outside`, and listen on 127.0.0.1"
        raise WorkspaceError(error("not-rehearsed", message, hint=hint))
    token, secret = read_secret(AUTH_TOKEN, environment), read_secret(SECRET, environment)
    if is_unsigned:
        if not is_loopback(host):
            message = f"without signatures anybody who reaches {host} could make calls go on"
            raise WorkspaceError(error("secret-missing", message, hint=f"set {AUTH_TOKEN}, or listen on 127.0.0.1"))
        token, secret = "", secret or secrets.token_hex(32)
    for name, given, why in (
        (AUTH_TOKEN, token, "by which requests prove that they come from the phone platform"),
        (SECRET, secret, "any long random text, which signs the state of calls"),
    ):
        if not given and not is_unsigned:
            hint = "set it, or let NAME_FILE name a file with it; `--unsigned` tries flows on this machine without"
            raise WorkspaceError(error("secret-missing", f"{name} is not set: {why}", hint=hint.replace("NAME", name)))
    keys = _read_keys(read_secret(WEBHOOK_KEYS, environment))
    try:
        policy = OutsidePolicy(frozenset(hosts), frozenset(private), instead)
    except ValueError as fault:
        raise WorkspaceError(error("back-end-refused", str(fault))) from fault
    return Terms(secret, token, keys, _read_url(public_url), policy, with_adapter, at)


def read_redis_url(given: str = "", environment: Mapping[str, str] = os.environ) -> str:
    """Where the state of calls is to be kept, once it answers; "" for in addresses. Raises WorkspaceError."""
    url = given or read_secret(REDIS, environment)
    if not url:
        return ""
    try:
        store = importlib.import_module("ivr_author.answering.redis_store").RedisStore(url)
    except ModuleNotFoundError as fault:
        hint = "install it: pip install 'ivr_author[redis]'"
        raise WorkspaceError(error("redis-refused", "the client of Redis is not installed", hint=hint)) from fault
    except ValueError as fault:
        # Without the address: it may hold a password.
        raise WorkspaceError(error("redis-refused", f"this is no address of a Redis: {fault}")) from fault
    fault_ = store.fault()
    store.close()
    if fault_:
        hint = "start it, or mend its address"
        raise WorkspaceError(error("redis-refused", f"the Redis at {_place(url)} can't be used: {fault_}", hint=hint))
    return url


def _place(url: str) -> str:
    parts = urlsplit(url)
    return parts.path if parts.scheme == "unix" else parts.netloc.rpartition("@")[2]


def _read_keys(text: str) -> dict[str, str]:
    keys = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        found = _KEY.fullmatch(part)
        if found is None:
            hint = "write each as ID:KEY, with a comma between two"
            raise WorkspaceError(error("webhook-keys", f"{WEBHOOK_KEYS} can't be read", hint=hint))
        keys[found[1]] = found[2]
    return keys


def _read_url(text: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        hint = "write it without a path, as in https://ivr.example.org"
        raise WorkspaceError(error("public-url", f"`{text[:80]}` is no address of this service", hint=hint))
    return f"{parts.scheme}://{parts.netloc}"
