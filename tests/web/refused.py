"""What a page offers that its visitor would be refused: forms, buttons, links and sounds, held against the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from ivr_author.core.locale import parse_tag
from ivr_author.people.roles import Person
from ivr_author.web.access import LOCALE_FIELDS, allows
from ivr_author.web.access_table import TABLE, Errand, Standing
from tests.web.pages import BASE, Page

Way = tuple[str, str, str]
"""A method, an address and the deed of a form."""


def ways_of(page: Page, address: str) -> set[Way]:
    """Everything that somebody may follow, press or hear on a page."""
    return set(_ways(page, urljoin(BASE, address)))


def _ways(page: Page, here: str) -> Iterator[Way]:
    for element in page.all(
        "//body//*[@href or @src or @hx-get or @hx-post or @formaction or @*[starts-with(., '/')]]"
    ):
        for name, value in element.attrib.items():
            if name in ("hx-post", "formaction"):
                yield "POST", urljoin(here, value), ""
            elif name in ("href", "src", "hx-get") or (name.startswith("data-") and value.startswith("/")):
                yield ("GET" if name in ("href", "src", "hx-get") else "ANY"), urljoin(here, value), ""
    for form in page.all("//form[not(@method='dialog')]"):
        yield from _ways_of_form(form, here)


def _ways_of_form(form: Any, here: str) -> Iterator[Way]:
    address, method = urljoin(here, form.get("action") or here), (form.get("method") or "get").upper()
    fields = dict(form.form_values())
    choices = [
        (select.get("name"), option)
        for select in form.xpath(".//select")
        if select.get("name") in LOCALE_FIELDS
        for option in select.xpath(".//option/@value")
    ]
    for name, value in choices or [("", "")]:
        named = {one: fields[one] for one in LOCALE_FIELDS if fields.get(one)} | ({name: value} if name else {})
        glue = "&" if urlsplit(address).query else "?"
        yield method, address + (glue + urlencode(named) if named else ""), fields.get("op", "")


def refused(app: Flask, visitor: Person, ways: set[Way]) -> list[str]:
    """Those of the ways that the table refuses to somebody."""
    adapter = app.url_map.bind("127.0.0.1")
    found = []
    with app.app_context():
        for method, address, deed in sorted(ways):
            parts = urlsplit(address)
            if not address.startswith(BASE):
                continue
            for one in ("GET", "POST") if method == "ANY" else (method,):
                try:
                    endpoint, values = adapter.match(parts.path, method=one)
                except (NotFound, MethodNotAllowed, RequestRedirect):
                    continue
                named = {name: str(value) for name, value in values.items()}
                locales = [
                    parse_tag(value)
                    for name, value in (*named.items(), *parse_qsl(parts.query))
                    if name in LOCALE_FIELDS and value
                ]
                does = deed or dict(parse_qsl(parts.query)).get("op", "")
                errand = Errand(one == "GET", named, tuple(filter(None, locales)), does)
                if TABLE.get(endpoint) is not Standing.OPEN and not allows(visitor, endpoint, errand):
                    found.append(f"{one} {address.removeprefix(BASE)} ({endpoint})")
                break
    return found
