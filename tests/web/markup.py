"""Whether a page is HTML as a browser should get it: closed in order, nothing where it may not stand, labels, ids."""

from __future__ import annotations

from html.parser import HTMLParser

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


class Markup(HTMLParser):
    """Reads a page and notes its faults."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[tuple[str, str]] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.headings: list[str] = []
        self.feed(text)
        self.close()
        self._finish()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at where it stands and what it says of itself."""
        given = {name: value or "" for name, value in attrs}
        self._check_place(tag)
        self._check_attributes(tag, given, [name for name, _ in attrs])
        if tag in HEADINGS:
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last, and nothing else."""
        if not self.open or self.open[-1] != tag:
            self._fault(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Words stand in things that may hold words."""
        if data.strip() and self.open and self.open[-1] in CHILDREN:
            self._fault(f"text {data.strip()[:40]!r} directly in <{self.open[-1]}>")

    def _check_place(self, tag: str) -> None:
        parent = self.open[-1] if self.open else ""
        if parent in CHILDREN and tag not in CHILDREN[parent]:
            self._fault(f"<{tag}> in <{parent}>")
        if tag in PARENTS and parent not in PARENTS[tag]:
            self._fault(f"<{tag}> in <{parent}>")
        if parent in PHRASING_ONLY and tag not in PHRASING and not (parent == "summary" and tag in HEADINGS):
            self._fault(f"<{tag}> in <{parent}>")
        if tag in INTERACTIVE and (outer := {"a", "button", "summary"} & set(self.open)):
            self._fault(f"<{tag}> inside <{outer.pop()}>")
        if tag in ("form", "main") and tag in self.open:
            self._fault(f"<{tag}> inside <{tag}>")

    def _check_attributes(self, tag: str, given: dict[str, str], names: list[str]) -> None:
        if len(names) != len(set(names)):
            self._fault(f"<{tag}> has an attribute twice: {names}")
        if "style" in given or any(name.startswith("on") for name in given):
            self._fault(f"<{tag}> has styles or scripts of its own")
        if "id" in given:
            self.ids.append(given["id"])
            if not given["id"] or " " in given["id"]:
                self._fault(f"<{tag}> has the id {given['id']!r}")
        for name in ("aria-labelledby", "aria-describedby", "list"):
            self.references += [(name, one) for one in given.get(name, "").split()]
        if tag == "label":
            self.labelled.add(given.get("for", ""))
            self.references.append(("for", given.get("for", "")))
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.fields.append(given)
        if tag == "img" and "alt" not in given:
            self._fault("<img> without alt")

    def _finish(self) -> None:
        if self.open:
            self._fault(f"never closed: {self.open}")
        doubled = {one for one in self.ids if self.ids.count(one) > 1}
        if doubled:
            self._fault(f"ids that stand twice: {doubled}")
        for name, wanted in self.references:
            if wanted not in self.ids:
                self._fault(f"{name}={wanted!r} names nothing")
        for given in self.fields:
            if given.get("id") not in self.labelled and not given.get("aria-label"):
                self._fault(f"a field without a label: {given}")
        for before, after in zip(self.headings, self.headings[1:], strict=False):
            if int(after[1]) > int(before[1]) + 1:
                self._fault(f"<{after}> directly under <{before}>")

    def _fault(self, message: str) -> None:
        self.faults.append(f"{message} (line {self.getpos()[0]})")
