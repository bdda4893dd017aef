"""What a phone platform sends, as Twilio does: fields, its signature, and both as a WSGI environment (PEP 3333)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote_plus, unquote, urlsplit

from ivr_author.targets.twiml.signature import sign_text, signed_text


class Posting(NamedTuple):
    """A request to be made."""

    url: str
    method: str
    body: bytes
    signature: str


def post(auth_token: str, url: str, method: str, parameters: Mapping[str, str]) -> Posting:
    """Report these parameters to an address: in the body, or in the address where the method is GET."""
    body, signed = _form(tuple(parameters.items()))
    if method == "GET":
        url += ("&" if urlsplit(url).query else "?") + body.decode()
        return Posting(url, method, b"", sign_text(auth_token, url, ""))
    return Posting(url, method, body, sign_text(auth_token, url, signed))


def environ_of(posting: Posting) -> dict[str, Any]:
    """The request as an application gets it."""
    url, method, body, signature = posting
    end = url.find("/", url.find("//") + 2)
    path, _, query = (url[end:] if end > 0 else "").partition("#")[0].partition("?")
    return {
        **_server(url[:end] if end > 0 else url),
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote(path) if "%" in path else path,
        "QUERY_STRING": query,
        "HTTP_X_TWILIO_SIGNATURE": signature,
        "CONTENT_TYPE": "application/x-www-form-urlencoded" if method == "POST" else "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }


class _Nowhere(io.TextIOBase):
    """Takes what an application has to say, and forgets it."""

    def write(self, text: str) -> int:
        """Forget it."""
        return len(text)


@lru_cache(maxsize=4096)
def _form(parameters: tuple[tuple[str, str], ...]) -> tuple[bytes, str]:
    """The form, and what is signed of it. Calls that are played over and over report the same again and again."""
    form = "&".join([f"{quote_plus(name)}={quote_plus(value)}" for name, value in parameters])
    return form.encode(), signed_text({name: [value] for name, value in parameters})


@lru_cache(maxsize=64)
def _server(origin: str) -> Mapping[str, Any]:
    """What is the same in all requests to a server."""
    parts = urlsplit(origin)
    return {
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
