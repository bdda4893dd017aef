"""Who looks at the pages, as far as a cookie says: language, light or dark, role, keys. No account, nothing secret."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from flask import Response, g, request

COOKIE = "ivr_author_reader"
KEPT_SECONDS = 365 * 24 * 60 * 60
THEMES = ("light", "dark")
ROLES = ("content", "translation", "telephony", "quality")


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader's choices. An empty one is left to the browser, or to nobody.

    `language` is a studio language's tag; `role` one of `ROLES`, which only orders what Home shows; `keys` whether
    single letters and signs are shortcuts (WCAG 2.1.4 asks for a way to switch them off).
    """

    language: str = ""
    theme: str = ""
    role: str = ""
    keys: bool = True

    @classmethod
    def of_cookie(cls, text: str) -> Reader:
        """What a cookie says; whatever it holds that is not known is not there."""
        given = dict(parse_qsl(text[:500], max_num_fields=10)) if text.count("&") < 10 else {}
        return cls().with_choices(given)

    def with_choices(self, given: dict[str, str]) -> Reader:
        """The reader with the choices that a form or cookie names; others stay."""
        chosen = self
        if "language" in given and len(given["language"]) <= 20:
            chosen = replace(chosen, language=given["language"])
        if given.get("theme") in ("", *THEMES):
            chosen = replace(chosen, theme=given["theme"])
        if given.get("role") in ("", *ROLES):
            chosen = replace(chosen, role=given["role"])
        if given.get("keys") in ("on", "off"):
            chosen = replace(chosen, keys=given["keys"] == "on")
        return chosen

    def keep(self, response: Response) -> None:
        """Let the browser send these choices with every request."""
        text = urlencode(
            {"language": self.language, "theme": self.theme, "role": self.role, "keys": "on" if self.keys else "off"}
        )
        response.set_cookie(COOKIE, text, max_age=KEPT_SECONDS, httponly=True, samesite="Strict", path="/")


def reader() -> Reader:
    """The reader of this page."""
    if "reader" not in g:
        g.reader = Reader.of_cookie(request.cookies.get(COOKIE, ""))
    kept = g.reader
    assert isinstance(kept, Reader), "nobody else puts one there"
    return kept
