"""What a PO file says, as values: a catalog, its messages, its plural rule. Reading and writing is left to `po`."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from ivr_author.core.locale import find_locale
from ivr_author.core.plurals import is_plural_expression

DRAFT_NOTE = "Draft translation, not yet reviewed by a qualified translator (45 CFR 92.201(c)(3))"
FUZZY = "fuzzy"
BRACES = "python-brace-format"
"""The flag by which Weblate, Poedit and msgfmt compare `{name}` placeholders themselves."""

_PLURAL_FORMS = re.compile(r"nplurals\s*=\s*([1-9])\s*;\s*plural\s*=\s*([^;]+?)\s*;?\s*")

_MAY_DIVIDE_BY_ZERO = re.compile(r"%(?!\s*[1-9])")


@dataclass(frozen=True, slots=True)
class PluralRule:
    """How many forms a locale has, and the C expression that picks one by `n`."""

    count: int
    expression: str


@dataclass(frozen=True, slots=True)
class Message:
    """One entry. `strings` has one text, or one for each plural form; comments are lines without their marks.

    `line` is where its msgid stood in the file that was read; it is no part of the message's identity.
    """

    msgid: str
    strings: tuple[str, ...] = ("",)
    context: str | None = None
    msgid_plural: str | None = None
    flags: tuple[str, ...] = ()
    translator_comments: tuple[str, ...] = ()
    extracted_comments: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    previous_context: str | None = None
    previous_msgid: str | None = None
    previous_plural: str | None = None
    line: int = dataclasses.field(default=0, compare=False)

    @property
    def is_fuzzy(self) -> bool:
        """Whether somebody must look at it before it is used."""
        return FUZZY in self.flags

    @property
    def is_complete(self) -> bool:
        """Whether every form has words."""
        return all(self.strings)

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has written anything into it yet."""
        return not any(self.strings) and not self.translator_comments

    def says(self, msgid: str, plural: str | None) -> bool:
        """Whether it translates this very text; an absent plural may be given as None or as empty."""
        return self.msgid == msgid and (self.msgid_plural or "") == (plural or "")


NO_HEADER = Message("")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The translations of one locale, in the order of the file; `header` is the entry of the empty msgid.

    `is_intact` is false when the text had faults: such a catalog lacks what could not be read and is not written.
    """

    locale: str
    header: Message = NO_HEADER
    entries: tuple[Message, ...] = ()
    obsolete: tuple[Message, ...] = ()
    path: str = ""
    closing_comments: tuple[str, ...] = ()
    is_intact: bool = True

    def header_field(self, name: str) -> str:
        """The first header of this name, whatever its case; empty when there is none."""
        for line in self.header.strings[0].split("\n"):
            found, colon, value = line.partition(":")
            if colon and found.strip().lower() == name.lower():
                return value.strip()
        return ""

    def with_header_field(self, name: str, value: str) -> Catalog:
        """With this header changed in its place, or added at the end; all others stay as they are."""
        text = self.header.strings[0]
        lines = text.removesuffix("\n").split("\n") if text else []
        places = [place for place, line in enumerate(lines) if line.partition(":")[0].strip().lower() == name.lower()]
        if places:
            lines[places[0]] = f"{name}: {value}"
        else:
            lines.append(f"{name}: {value}")
        header = dataclasses.replace(self.header, strings=("".join(f"{line}\n" for line in lines),))
        return dataclasses.replace(self, header=header)

    @property
    def plural_rule(self) -> PluralRule | None:
        """What the Plural-Forms header says; None where there is none, or none that can be understood."""
        return parse_plural_forms(self.header_field("Plural-Forms"))


def parse_plural_forms(value: str) -> PluralRule | None:
    """The rule in a Plural-Forms header's value, or None."""
    match = _PLURAL_FORMS.fullmatch(value.strip())
    if match is None or not is_plural_expression(match.group(2)) or _MAY_DIVIDE_BY_ZERO.search(match.group(2)):
        return None
    return PluralRule(int(match.group(1)), match.group(2))


def new_catalog(locale: str, project: str) -> Catalog:
    """An empty catalog, marked as a draft, with the plural rule of the locale registry."""
    fields = (
        ("Project-Id-Version", project),
        ("Language", locale),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", find_locale(locale).plural_header),
    )
    text = "".join(f"{name}: {value}\n" for name, value in fields)
    return Catalog(locale, Message("", (text,), translator_comments=(DRAFT_NOTE,)))
