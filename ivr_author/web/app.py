"""Puts the studio together: rooms, guards, assets, error pages. Serving it to this machine alone is here too."""

from __future__ import annotations

import gc
import socket
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, render_template, request
from waitress.server import create_server
from werkzeug.exceptions import HTTPException

from ivr_author import __version__
from ivr_author.core.locale import find_locale
from ivr_author.core.shelf import load_shelf
from ivr_author.people.accounts import has_administrator
from ivr_author.people.database import Database
from ivr_author.people.links import LASTS, Purpose, make_link, path_of
from ivr_author.people.sessions import Needs
from ivr_author.web import people as rooms_of_people
from ivr_author.web import views
from ivr_author.web.access import guard_access, may
from ivr_author.web.assets import asset_files
from ivr_author.web.assets import blueprint as assets
from ivr_author.web.beside_form import NOT_ALLOWED, asks_for_part, beside_form
from ivr_author.web.database_gone import answer_for_database, known_visitor
from ivr_author.web.disk import answer_for_disk
from ivr_author.web.language import gettext, number, teach_words
from ivr_author.web.node_words import type_word
from ivr_author.web.presenters import STATE_CLASSES, count_faults, excerpt_of, told_faults, with_code
from ivr_author.web.provider_settings import SETTING, provider_of_environment
from ivr_author.web.reader import reader
from ivr_author.web.rooms import Room, on_office_clock, the_studio
from ivr_author.web.security import guard, is_loopback
from ivr_author.web.signed_in import EXTENSION, People
from ivr_author.web.studio import Studio

MAX_FORM_BYTES = 1_000_000
MAX_REQUEST_BYTES = 310_000_000
"""The server reads a request before anybody can look at it: no more than the largest delivery with its form."""

MOST_TYPED = 20
"""Fields with words that a page of failure gives back."""

THREADS = 8

BEHIND_A_PROXY: dict[str, Any] = {
    "trusted_proxy": "127.0.0.1",
    "trusted_proxy_headers": {"x-forwarded-for"},
    "clear_untrusted_proxy_headers": True,
}
"""What comes from a proxy on this machine comes from whom that says: guesses are counted by address."""

COLLECTOR_THRESHOLDS = (50_000, 20, 100)
"""Reading one flow makes 100,000 objects: with Python's own numbers, the garbage collector would walk through the whole
workspace at every keystroke in Source, which takes longer than the check itself."""

TITLES = {
    400: gettext("Not understood"),
    403: gettext("Not allowed"),
    404: gettext("Not found"),
    405: gettext("Not possible here"),
    409: gettext("Changed meanwhile"),
    413: gettext("Too much"),
    422: gettext("There is a problem"),
    500: gettext("Something went wrong"),
}
EXPLANATIONS = {
    400: gettext("The address or form could not be understood."),
    403: gettext("This is not allowed."),
    404: gettext("There is nothing at this address. It may have been renamed or removed."),
    405: gettext("This address can't be used like that."),
    409: gettext("Somebody else has changed this meanwhile."),
    413: gettext("That is more than a form may send."),
    500: gettext("Something went wrong inside the studio. Nothing was saved. The terminal in which it runs says more."),
}


def create_app(
    workspace_root: Path | str, people: Database | None = None, public_url: str = "", *, testing: bool = False
) -> Flask:
    """The studio on a workspace. Without `people`, whoever reaches it may do all: for this machine alone.

    `public_url` is where browsers find it, if that is not this machine.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(TESTING=testing, MAX_CONTENT_LENGTH=MAX_FORM_BYTES, MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES)
    studio = Studio(Path(workspace_root).resolve())
    app.extensions["ivr_studio"] = studio
    guard(app, public_url)
    app.register_blueprint(assets)
    found = load_shelf(views, "ROOM", Room)
    if people is not None:
        app.extensions[EXTENSION] = People(people, public_url)
        app.config[SETTING] = provider_of_environment()
        guard_access(app)
        found = {**found, **load_shelf(rooms_of_people, "ROOM", Room)}
    rooms = sorted(found.values(), key=lambda room: (room.order, room.blueprint.name))
    for room in rooms:
        app.register_blueprint(room.blueprint)
    _teach_templates(app, studio, rooms)
    app.register_error_handler(HTTPException, _show_failure)
    app.register_error_handler(500, _show_failure)
    answer_for_disk(app)
    answer_for_database(app)
    return app


def _teach_templates(app: Flask, studio: Studio, rooms: list[Room]) -> None:
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    teach_words(app)
    environment.globals.update(version=__version__, state_classes=STATE_CLASSES, may=may)
    environment.filters.update(size=_size, counts=count_faults, locale=find_locale, excerpt=excerpt_of, code=with_code)
    environment.filters["told"] = told_faults
    environment.filters["on_office_clock"] = on_office_clock
    environment.filters["type_word"] = type_word
    under = {room.blueprint.name: room.under or room.blueprint.name for room in rooms}

    @app.context_processor
    def about_page() -> dict[str, Any]:
        assets = asset_files()
        visitor = known_visitor()
        is_half = EXTENSION in app.extensions and (visitor is None or visitor.needs is not Needs.NOTHING)
        shown = [room for room in rooms if room.title and not room.tab_of and not is_half and may(room.endpoint)]
        return {
            "assets": assets,
            "nonce": g.get("nonce", ""),
            "reader": reader(),
            "rooms": [room for room in shown if not room.in_workspace],
            "workspace_rooms": [room for room in shown if room.in_workspace],
            "visitor": visitor,
            "answers_here_only": not app.extensions[EXTENSION].public_url if EXTENSION in app.extensions else True,
            "tabs_of": lambda page: [room for room in rooms if room.tab_of == page],
            "room": under.get(request.blueprint or "", ""),
            "workspace_name": studio.root.name,
        }


def _show_failure(failure: HTTPException) -> Response | tuple[str, int]:
    """A page for a request that failed; what the view said about it, else what such a failure means."""
    code = failure.code or 500
    explained = getattr(failure, "explained", None)
    if explained is None:
        ordinary = type(failure).description
        explained = (
            failure.description if failure.description != ordinary else gettext(EXPLANATIONS.get(code, ordinary or ""))
        )
    if code == HTTPStatus.FORBIDDEN and asks_for_part() and g.get("form_is_ours"):
        # Not a token that is too old: this form would be refused once more.
        answer = beside_form(render_template("not_allowed_part.html", explained=explained), code)
        answer.headers[NOT_ALLOWED] = "view"
        return answer
    title = gettext(TITLES[code]) if code in TITLES else HTTPStatus(code).phrase
    return render_template("failure.html", code=code, title=title, explained=explained, typed=_typed()), code


def _typed() -> list[tuple[str, str]]:
    """The words that stood in a form of ours, by field: what they belong to may be gone, and no page has them then."""
    if not g.get("form_is_ours"):
        return []
    words = [(name, value) for name, value in request.form.items(multi=True) if len(value.split()) > 1]
    return words[:MOST_TYPED]


def _size(count: int) -> str:
    """Bytes, to be read."""
    return gettext("{count} bytes").format(count=number(count)) if count < 10_000 else f"{number(count // 1000)} kB"


class CannotServe(Exception):
    """The studio can't be served as asked; the message says why, and the way out."""


def serve(
    root: Path, host: str = "127.0.0.1", port: int = 8000, people: Database | None = None, public_url: str = ""
) -> None:
    """Serve the studio until it is interrupted. The address is printed once it can be visited.

    Without `people` to this machine alone; with them, and where nobody manages them yet, a link that makes somebody
    their administrator is printed too.
    """
    address = {"localhost": "127.0.0.1", "[::1]": "::1"}.get(host, host)
    _refuse_open_doors(host, address, people, public_url)
    try:
        listener = socket.create_server((address, port), family=socket.AF_INET6 if ":" in address else socket.AF_INET)
    except (OSError, OverflowError) as failure:
        reason = str(getattr(failure, "strerror", None) or failure).partition(" (while")[0].lower()
        raise CannotServe(f"port {port} of {host} can't be used: {reason}; name another one, or 0 for any") from failure
    gc.set_threshold(*COLLECTOR_THRESHOLDS)
    with listener:
        app = create_app(root, people, public_url)
        server = create_server(
            app,
            sockets=[listener],
            threads=THREADS,
            ident=None,
            max_request_body_size=MAX_REQUEST_BYTES,
            **(BEHIND_A_PROXY if public_url else {}),
        )
        shown = f"[{address}]" if ":" in address else address
        base = public_url.rstrip("/") or f"http://{shown}:{listener.getsockname()[1]}"
        print(f"Studio of {Path(root).resolve().name}: {base}/", flush=True)  # noqa: T201
        try:
            if people is not None:
                _print_first_link(people, base)
            server.run()
        finally:
            server.close()
            with app.app_context():
                the_studio().close()


def _refuse_open_doors(host: str, address: str, people: Database | None, public_url: str) -> None:
    public = urlsplit(public_url)
    if public_url and (public.scheme not in ("http", "https") or not public.netloc or public.path.strip("/")):
        raise CannotServe(f"`{public_url}` is no address of a studio; write it as in https://studio.example.org")
    if public_url and public.scheme == "http" and not is_loopback(public.netloc):
        raise CannotServe(
            f"{public_url} is not https, so passwords would be read on the way; put a proxy with TLS before"
        )
    if address not in ("127.0.0.1", "::1") and (people is None or not public_url):
        raise CannotServe(
            f"the studio is for this machine only (127.0.0.1, ::1 or localhost), so it can't be served on {host}: "
            "beyond it, it needs accounts, and --public-url with the address at which browsers find it"
        )
    if public_url and people is None:
        raise CannotServe("a studio without accounts is for this machine only, so it has no --public-url")


def _print_first_link(people: Database, base: str) -> None:
    now = datetime.now(UTC)
    with people.writing() as session:
        if has_administrator(session):
            return
        token = make_link(session, now, "ivr-author serve", Purpose.FIRST)
    minutes = int(LASTS[Purpose.FIRST].total_seconds() // 60)
    told = f"Nobody manages people here yet. This link makes you their administrator, once, within {minutes} minutes:"
    print(f"{told}\n  {base}{path_of(token)}", flush=True)  # noqa: T201
