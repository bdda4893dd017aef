"""X-Twilio-Signature: was a request really sent by Twilio? Checked as Twilio documents it, in constant time.

An account signs with its auth token (SHA1), or with a shared key that X-Twilio-Webhooks-Signature-Settings names
(SHA256). The address is the one that Twilio was given, so a service behind a proxy must be told its public one.
"""

from __future__ import annotations

import binascii
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from ivr_author.targets.twiml.mac import Mac, create_mac

Parameters = Mapping[str, Sequence[str]]

_ALGORITHMS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}


@dataclass(frozen=True, slots=True)
class SignatureKeys:
    """The secrets of an account: its auth token, and shared keys by their ids."""

    auth_token: str
    shared_keys: Mapping[str, str] = field(default_factory=dict)

    def is_valid(self, url: str, signed: str, signature: str, settings: str = "") -> bool:
        """Whether one of our secrets signed this.

        `signed` is what `signed_text` makes of the parameters, `settings` the header of that name, if there is one.
        """
        mac = self._mac_of(settings) if settings else _mac(self.auth_token, "sha1")
        if mac is None:
            return False
        given = signature.encode("utf-8", "replace")
        if hmac.compare_digest(_encoded(mac, url + signed), given):
            return True
        # Twilio adds and drops the standard port as it likes, so both spellings are tried.
        return hmac.compare_digest(_encoded(mac, _other_port(url) + signed), given)

    def _mac_of(self, settings: str) -> Mac | None:
        told = dict(_settings(settings))
        algorithm = _ALGORITHMS.get(told.get("algorithm", "HMAC_SHA1").upper())
        if algorithm is None:
            return None
        if "key" in told:
            shared = self.shared_keys.get(told["key"])
            return None if shared is None else _mac(shared, algorithm)
        return _mac(self.auth_token, algorithm)


def sign(secret: str, url: str, parameters: Parameters, algorithm: str = "sha1") -> str:
    """The signature of a request."""
    return sign_text(secret, url, signed_text(parameters), algorithm)


def sign_text(secret: str, url: str, signed: str, algorithm: str = "sha1") -> str:
    """The signature of a request, of whose parameters `signed_text` made this."""
    return _encoded(_mac(secret, algorithm), url + signed).decode()


def signed_text(parameters: Parameters) -> str:
    """What is signed of parameters: in the order of their names, each different value once."""
    text = []
    for name in sorted(parameters):
        values = parameters[name]
        if len(values) == 1:
            text.append(name + values[0])
        else:
            text.extend(name + value for value in sorted(set(values)))
    return "".join(text)


@lru_cache(maxsize=64)
def _mac(secret: str, algorithm: str) -> Mac:
    return create_mac(secret.encode(), algorithm)


def _encoded(mac: Mac, text: str) -> bytes:
    return binascii.b2a_base64(mac(text.encode("utf-8", "surrogatepass")), newline=False)


def _settings(header: str) -> Iterator[tuple[str, str]]:
    for part in header.split(","):
        name, separator, value = part.partition("=")
        if separator and value.strip():
            yield name.strip(), value.strip()


def _other_port(url: str) -> str:
    """The address with the standard port added, or any port removed."""
    end = url.find("/", url.find("//") + 2)
    origin, rest = (url, "") if end < 0 else (url[:end], url[end:])
    try:
        parts = urlsplit(origin)
    except ValueError:
        return url
    host, _, port = parts.netloc.rpartition(":")
    if host and port.isdecimal():
        return f"{parts.scheme}://{host}{rest}"
    return f"{origin}:{443 if parts.scheme == 'https' else 80}{rest}"
