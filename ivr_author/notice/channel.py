"""What a channel is: the contract of the shelf `channels`. A channel sees documents and values, never templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ivr_author.notice.document import Document
from ivr_author.notice.model import Letterhead, Notice
from ivr_author.notice.values import Value


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for every member of a batch: the notice, who writes, and our own words in the locale.

    `texts` are `notice.texts` in the document's locale, with their placeholders. `assistance`: whether a letter carries
    the language-assistance page. `large_print`: 18 point. `text_locales`: where those of `texts` stand that have no
    translation, by name; a voice must know.
    """

    notice: Notice
    letterhead: Letterhead
    locale: str
    texts: Mapping[str, str]
    assistance: bool = False
    large_print: bool = False
    text_locales: Mapping[str, str] = field(default_factory=dict)

    def locale_of(self, text: str) -> str:
        """The locale that one of `texts` stands in."""
        return self.text_locales.get(text, self.locale)


@dataclass(frozen=True, slots=True)
class Member:
    """One member's values: by slot number, and by role for the address block (`name`, `address`, `reference`, `date`).

    `key` names the member in file names, bookmarks and manifests.
    """

    values: Sequence[Value]
    recipient: Mapping[str, Value] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a member gets. `parts` by name, the main one first; `facts` are counts to show and to check.

    Facts by channel: letter `pages`; sms `encoding` (GSM-7 or UCS-2), `units`, `parts`, `guilty` (characters that
    forced UCS-2, in order, each once); robocall `seconds` (estimated).
    """

    parts: Mapping[str, bytes]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drop:
    """Something of a document that a channel does not carry: what (`table`, `link`), and the segment's address."""

    what: str
    address: str


class CannotRender(ValueError):
    """A member's notice can't be made; the message says why and what to do. Content, not code, is at fault."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way a notice goes out.

    `suffixes` gives each part's file ending, the main part first. `prepare` is called once for each document and
    setting; `fill` for each member, with what `prepare` returned; it raises `CannotRender`.
    """

    name: str
    title: str
    suffixes: Mapping[str, str]
    prepare: Callable[[Document, Setting], Any]
    fill: Callable[[Any, Member], Rendering]
    drops: Callable[[Document], Iterable[Drop]]
