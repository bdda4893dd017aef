"""X-Twilio-Signature: was a request really sent by Twilio? Checked as Twilio documents it, in constant time.

An account signs with its auth token (SHA1), or with a shared key that X-Twilio-Webhooks-Signature-Settings names
(SHA256). The address is the one that Twilio was given, so a service behind a proxy must be told its public one.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

Parameters = Mapping[str, Sequence[str]]

_ALGORITHMS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}


@dataclass(frozen=True, slots=True)
class SignatureKeys:
    """The secrets of an account: its auth token, and shared keys by their ids."""

    auth_token: str
    shared_keys: Mapping[str, str] = field(default_factory=dict)

    def is_valid(self, url: str, parameters: Parameters, signature: str, settings: str = "") -> bool:
        """Whether one of our secrets signed this. `settings`: the header of that name, if there is one."""
        found = self._secret(settings)
        if found is None:
            return False
        secret, algorithm = found
        given = signature.encode("utf-8", "replace")
        signed = _signed_text(parameters)
        # Twilio adds and drops the standard port as it likes, so both spellings are tried, always both.
        valid = [
            hmac.compare_digest(_digest(secret, variant + signed, algorithm), given) for variant in _port_variants(url)
        ]
        return any(valid)

    def _secret(self, settings: str) -> tuple[str, str] | None:
        told = dict(_settings(settings))
        algorithm = _ALGORITHMS.get(told.get("algorithm", "HMAC_SHA1").upper())
        if algorithm is None:
            return None
        if "key" in told:
            shared = self.shared_keys.get(told["key"])
            return None if shared is None else (shared, algorithm)
        return self.auth_token, algorithm


def sign(secret: str, url: str, parameters: Parameters, algorithm: str = "sha1") -> str:
    """The signature of a request: over the address and the sorted parameters, each different value once."""
    return _digest(secret, url + _signed_text(parameters), algorithm).decode()


def _signed_text(parameters: Parameters) -> str:
    text = []
    for name in sorted(parameters):
        values = parameters[name]
        if len(values) == 1:
            text.append(name + values[0])
        else:
            text.extend(name + value for value in sorted(set(values)))
    return "".join(text)


def _digest(secret: str, text: str, algorithm: str) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), text.encode("utf-8", "surrogatepass"), algorithm))


def _settings(header: str) -> Iterator[tuple[str, str]]:
    for part in header.split(","):
        name, separator, value = part.partition("=")
        if separator and value.strip():
            yield name.strip(), value.strip()


@lru_cache(maxsize=64)
def _host_variants(origin: str) -> tuple[str, str]:
    """Scheme and host as given, and with the standard port added or any port removed."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return origin, origin
    host, _, port = parts.netloc.rpartition(":")
    if host and port.isdecimal():
        return origin, f"{parts.scheme}://{host}"
    return origin, f"{origin}:{443 if parts.scheme == 'https' else 80}"


def _port_variants(url: str) -> tuple[str, str]:
    end = url.find("/", url.find("//") + 2)
    origin, rest = (url, "") if end < 0 else (url[:end], url[end:])
    first, second = _host_variants(origin)
    return first + rest, second + rest
