"""Whether a page is HTML as a browser should get it: closed in order, nothing where it may not stand, labels, ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
PHRASING = {
    *("a", "abbr", "b", "bdi", "bdo", "br", "button", "cite", "code", "data", "datalist", "del", "dfn", "em", "i"),
    *(
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "mark",
        "meter",
        "option",
        "output",
        "progress",
        "q",
        "s",
        "samp",
        "select",
    ),
    *("script", "small", "span", "strong", "sub", "sup", "textarea", "time", "u", "var", "wbr"),
}
PHRASING_ONLY = {
    *("p", "h1", "h2", "h3", "h4", "span", "code", "pre", "kbd", "label", "strong", "em", "small", "bdi", "mark", "q"),
    *("button", "dt", "summary", "option", "caption", "samp", "a"),
}
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup"},
    "datalist": {"option"},
}
PARENTS = {"li": {"ul", "ol"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "legend": {"fieldset"}, "summary": {"details"}}
INTERACTIVE = {"a", "button", "input", "select", "textarea", "summary"}
HEADINGS = ("h1", "h2", "h3", "h4")

_ATTRIBUTE = re.compile(r"""\s([A-Za-z][\w.:-]*+)(?:=("[^"]*+"|'[^']*+'))?+""")
_PIECE = re.compile(
    r"""
    ([^<]*+)                                    # words, and after them
    (?:
        </([a-z][a-z0-9-]*+)>                   # the end of an element,
        | (<([a-z][a-z0-9-]*+)                  # or its beginning
            (?:\s++[A-Za-z][\w.:-]*+(?:=(?:"[^"]*+"|'[^']*+'))?+(?=[\s/>]))*+
            \s*+/?>)
        | <!(?i:doctype)\ html>
        | <!--(?:[^-]|-(?!->))*+-->
        | \Z
    )
    """,
    re.VERBOSE,
)
"""What a page consists of, as we write it: small letters, and values in quotes. Anything else is a fault."""
_RAW = {"script", "style"}
"""What holds no elements, whatever it looks like."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What the beginning of an element says, wherever it stands."""

    name: str
    faults: Sequence[str]
    ids: Sequence[str]
    references: Sequence[tuple[str, str]]
    labelled: Sequence[str]
    fields: Sequence[dict[str, str]]


class Markup:
    """Reads a page and notes its faults."""

    def __init__(self, text: str) -> None:
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[tuple[str, str]] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.headings: list[str] = []
        self._text, self._place = text, 0
        self._read()
        self._finish()

    def _read(self) -> None:
        text = self._text
        while self._place < len(text):
            found = _PIECE.match(text, self._place)
            if found is None:
                self._place = text.find("<", self._place)
                self._fault(f"not as we write it: {text[self._place :][:40]!r}")
                return
            words, closed, raw, name = found.groups()
            self._words(words)
            self._place += len(words)
            if closed:
                self._end(closed)
            elif raw:
                self._begin(_read_tag(raw, name))
                # In pictures alone: anywhere else, a browser passes over the slash.
                if raw.endswith("/>") and name not in VOID and "svg" in self.open:
                    self._end(name)
            self._place = found.end()
            if name in _RAW:
                self._place = max(text.find(f"</{name}>", self._place), self._place)

    def _words(self, words: str) -> None:
        if self.open and self.open[-1] in CHILDREN and unescape(words).strip():
            self._fault(f"text {words.strip()[:40]!r} directly in <{self.open[-1]}>")

    def _end(self, tag: str) -> None:
        """Close what was opened last, and nothing else."""
        if not self.open or self.open[-1] != tag:
            self._fault(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _begin(self, tag: Tag) -> None:
        for fault in (*_faults_of_place(self.open[-1] if self.open else "", tag.name), *self._around(tag), *tag.faults):
            self._fault(fault)
        self.ids += tag.ids
        self.references += tag.references
        self.labelled.update(tag.labelled)
        self.fields += tag.fields
        if tag.name in HEADINGS:
            self.headings.append(tag.name)
        if tag.name not in VOID:
            self.open.append(tag.name)

    def _around(self, tag: Tag) -> Iterator[str]:
        if tag.name in INTERACTIVE and (outer := {"a", "button", "summary"} & set(self.open)):
            yield f"<{tag.name}> inside <{outer.pop()}>"
        if tag.name in ("form", "main") and tag.name in self.open:
            yield f"<{tag.name}> inside <{tag.name}>"

    def _finish(self) -> None:
        if self.open:
            self._fault(f"never closed: {self.open}")
        ids = Counter(self.ids)
        doubled = {one for one, count in ids.items() if count > 1}
        if doubled:
            self._fault(f"ids that stand twice: {doubled}")
        for name, wanted in self.references:
            if wanted not in ids:
                self._fault(f"{name}={wanted!r} names nothing")
        for given in self.fields:
            if given.get("id") not in self.labelled and not given.get("aria-label"):
                self._fault(f"a field without a label: {given}")
        for before, after in zip(self.headings, self.headings[1:], strict=False):
            if int(after[1]) > int(before[1]) + 1:
                self._fault(f"<{after}> directly under <{before}>")

    def _fault(self, message: str) -> None:
        self.faults.append(f"{message} (line {self._text.count(chr(10), 0, self._place) + 1})")


@lru_cache(maxsize=4096)
def _faults_of_place(parent: str, tag: str) -> Sequence[str]:
    """What is wrong with an element directly in another."""
    wrong = (
        parent in CHILDREN and tag not in CHILDREN[parent],
        tag in PARENTS and parent not in PARENTS[tag],
        parent in PHRASING_ONLY and tag not in PHRASING and not (parent == "summary" and tag in HEADINGS),
    )
    return (f"<{tag}> in <{parent}>",) * sum(wrong)


@lru_cache(maxsize=16_384)
def _read_tag(raw: str, name: str) -> Tag:
    """The beginning of an element as it stands in a page: those of one studio have most of theirs in common."""
    found = _ATTRIBUTE.finditer(raw, len(name) + 1)
    return _look_at(name, [(one[1].lower(), unescape((one[2] or "")[1:-1])) for one in found])


def _look_at(tag: str, attributes: Sequence[tuple[str, str]]) -> Tag:
    given = dict(attributes)
    faults = []
    if len(attributes) != len(given):
        faults.append(f"<{tag}> has an attribute twice: {[name for name, _ in attributes]}")
    if "style" in given or any(name.startswith("on") for name in given):
        faults.append(f"<{tag}> has styles or scripts of its own")
    if "id" in given and (not given["id"] or " " in given["id"]):
        faults.append(f"<{tag}> has the id {given['id']!r}")
    if tag == "img" and "alt" not in given:
        faults.append("<img> without alt")
    named = ("aria-labelledby", "aria-describedby", "list")
    references = [(name, one) for name in named for one in given.get(name, "").split()]
    labelled = [given.get("for", "")] if tag == "label" else []
    is_field = tag in ("input", "select", "textarea") and given.get("type") != "hidden"
    return Tag(
        tag,
        faults,
        [given["id"]] if "id" in given else [],
        [*references, *(("for", one) for one in labelled)],
        labelled,
        [given] if is_field else [],
    )
