"""What stands at the studio's door: which hosts it answers, what a page may load, and that a form is one of its own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from flask import Flask, Response, abort, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge

from ivr_author.people.sessions import digest_of
from ivr_author.web.language import gettext, number
from ivr_author.web.signed_in import session_token

COOKIE = "ivr_author_visitor"
TOKEN_FIELD = "csrf_token"
TOKEN_HEADER = "X-CSRF-Token"
"""What scripts send instead of the field; they read it from the page's `<meta name="csrf-token">`."""

TOKEN_SECONDS = 24 * 60 * 60
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")

_VISITOR = re.compile(r"[A-Za-z0-9_-]{32}")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: a form's Origin would then be null.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

APART = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox"
)
"""For a document that is not the studio's own: an origin of its own, no scripts, nothing fetched, its own styles."""


def guard(app: Flask, public_url: str = "") -> None:
    """Put the guards in front of every view. `public_url` is where browsers find the studio, besides this machine."""
    public = urlsplit(public_url)
    # Made anew at every start: nobody can have made a token before. A form that was open meanwhile keeps its text.
    serializer = URLSafeTimedSerializer(secrets.token_bytes(32), salt="form")

    @app.before_request
    def check_visit() -> Response | None:
        g.nonce = secrets.token_urlsafe(16)
        visitor = request.cookies.get(COOKIE, "")
        g.visitor = visitor if _VISITOR.fullmatch(visitor) else secrets.token_urlsafe(24)
        g.form_expired = g.form_is_ours = False
        if not is_loopback(request.host) and not _is_public(request.host, public):
            # No page: who pointed the name here could read it, and with some names no page's addresses can be made.
            told = f"This studio answers on {', '.join(LOOPBACK_HOSTS)} only, not as “{request.host[:100]}”."
            return Response(told, 403, mimetype="text/plain")
        if request.method not in _SAFE_METHODS:
            _check_form(serializer, request.host_url.rstrip("/") if is_loopback(request.host) else _origin(public))
        return None

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if public.scheme == "https":
            response.headers.setdefault("Strict-Transport-Security", f"max-age={365 * 24 * 60 * 60}")
        response.headers.setdefault("Cache-Control", "no-cache, private")
        if g.get("is_set_apart"):
            response.headers["Content-Security-Policy"] = APART
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        elif response.mimetype == "text/html":
            response.headers["Content-Security-Policy"] = content_policy(g.get("nonce", ""))
            if g.get("visitor") and request.cookies.get(COOKIE) != g.visitor:
                is_secure = public.scheme == "https"
                response.set_cookie(COOKIE, g.visitor, httponly=True, samesite="Strict", path="/", secure=is_secure)
        else:
            response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        return response

    @app.get("/token")
    def token() -> Response:
        """A fresh token, for a page that was open while the studio was started again. No other site can read it."""
        return Response(csrf_token(), mimetype="text/plain", headers={"Cache-Control": "no-store"})

    def csrf_field() -> Markup:
        return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, csrf_token())

    def csrf_token() -> str:
        # Every form of a page asks, and a request can sign somebody in.
        whose = _whose()
        kept = g.get("csrf_token")
        if kept is None or kept[0] != whose:
            kept = g.csrf_token = whose, str(serializer.dumps(whose))
        return str(kept[1])

    app.jinja_env.globals.update(csrf_field=csrf_field, csrf_token=csrf_token)


def _whose() -> str:
    """To whom a token belongs: to a visitor, and to their session if they have one."""
    session = session_token()
    return f"{g.visitor} {digest_of(session)}" if session else str(g.visitor)


def _is_public(host: str, public: SplitResult) -> bool:
    return bool(public.netloc) and host.lower() == public.netloc.lower()


def _origin(public: SplitResult) -> str:
    return f"{public.scheme}://{public.netloc}".lower()


def _check_form(serializer: URLSafeTimedSerializer, own_origin: str) -> None:
    """A form of another site is refused; one of our own whose token is too old is for its view to show again."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    # All ports of one machine are one site to a browser's cookies, but not one origin.
    if site not in ("same-origin", "none") or (origin is not None and origin.lower() != own_origin.lower()):
        abort(403, "This form was sent by another site.")
    most_bytes = getattr(current_app.view_functions.get(request.endpoint or ""), "upload_bytes", 0)
    if most_bytes and COOKIE in request.cookies:
        request.max_content_length = most_bytes
    try:
        sent = request.form.get(TOKEN_FIELD) or request.headers.get(TOKEN_HEADER, "")
        signed = serializer.loads(sent, max_age=TOKEN_SECONDS)
    except BadSignature:
        signed = None
    except RequestEntityTooLarge:
        megabytes = number((request.max_content_length or 0) / 1_000_000)
        abort(413, gettext("A form may send at most {limit} MB here. Nothing was taken.").format(limit=megabytes))
    if signed is None or signed != _whose():
        g.form_expired = True
        view = current_app.view_functions.get(request.endpoint or "")
        if not getattr(view, "shows_expired_forms", False):
            abort(403, "This form is too old, or was opened before the studio was started again. Open the page anew.")
        return
    g.form_is_ours = True


View = TypeVar("View", bound=Callable[..., object])


def shows_expired_forms(view: View) -> View:
    """A view that looks at `g.form_expired` itself, and shows such a form again with what was typed into it."""
    view.shows_expired_forms = True  # type: ignore[attr-defined]
    return view


def takes_uploads(most_bytes: int) -> Callable[[View], View]:
    """A view whose form may send more than others: files, which are read only once it is known who sends them."""

    def mark(view: View) -> View:
        view.upload_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def set_apart() -> None:
    """Send this answer as a document of somebody else's: it can be framed by the studio, and do nothing to it."""
    g.is_set_apart = True


def content_policy(nonce: str) -> str:
    """What a page may load: the studio's own files, and only scripts and styles that carry the page's nonce."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            f"style-src 'nonce-{nonce}'",
            "img-src 'self'",
            "media-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def is_loopback(host: str) -> bool:
    """Whether a Host header names this machine: any other name may have been pointed here by somebody else's DNS."""
    name = re.sub(r":\d{1,5}\Z", "", host)
    return name.lower() in LOOPBACK_HOSTS
