"""What a phone platform sends, as Twilio does: fields, its signature, and both as a WSGI environment (PEP 3333)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, unquote, urlsplit

import msgspec

from ivr_author.targets.twiml.signature import sign_text, signed_text


class Posting(msgspec.Struct, frozen=True):
    """A request to be made."""

    url: str
    method: str
    body: bytes
    signature: str


def post(auth_token: str, url: str, method: str, parameters: Mapping[str, str]) -> Posting:
    """Report these parameters to an address: in the body, or in the address where the method is GET."""
    body, signed = _form(tuple(parameters), tuple(parameters.values()))
    if method == "GET":
        url += ("&" if urlsplit(url).query else "?") + body.decode()
        return Posting(url, method, b"", sign_text(auth_token, url, ""))
    return Posting(url, method, body, sign_text(auth_token, url, signed))


def environ_of(posting: Posting) -> dict[str, Any]:
    """The request as an application gets it."""
    url, method, body = posting.url, posting.method, posting.body
    end = url.find("/", url.find("//") + 2)
    path, _, query = (url[end:] if end > 0 else "").partition("#")[0].partition("?")
    # A copy of what has every name already is made at once; a mapping that grows name by name is made several times.
    environ = _server(url[:end] if end > 0 else url).copy()
    environ["REQUEST_METHOD"] = method
    environ["PATH_INFO"] = unquote(path) if "%" in path else path
    environ["QUERY_STRING"] = query
    environ["HTTP_X_TWILIO_SIGNATURE"] = posting.signature
    environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded" if method == "POST" else ""
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = io.BytesIO(body)
    return environ


class _Nowhere(io.TextIOBase):
    """Takes what an application has to say, and forgets it."""

    def write(self, text: str) -> int:
        """Forget it."""
        return len(text)


@lru_cache(maxsize=4096)
def _form(names: tuple[str, ...], values: tuple[str, ...]) -> tuple[bytes, str]:
    """The form, and what is signed of it. Calls that are played over and over report the same again and again."""
    fields = list(zip(names, values, strict=True))
    form = "&".join([f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields])
    return form.encode(), signed_text({name: [value] for name, value in fields})


@lru_cache(maxsize=64)
def _server(origin: str) -> dict[str, Any]:
    """What is the same in all requests to a server; what is not is left empty. To be copied."""
    parts = urlsplit(origin)
    return {
        **dict.fromkeys(("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_X_TWILIO_SIGNATURE"), ""),
        **dict.fromkeys(("CONTENT_TYPE", "CONTENT_LENGTH", "wsgi.input"), ""),
        "SCRIPT_NAME": "",
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
        "wsgi.version": (1, 0),
        "wsgi.errors": _Nowhere(),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
