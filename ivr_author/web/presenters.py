"""Content as a page shows it: words in a language with what is missing, nodes with exits, faults with excerpts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from ivr_author.catalog.lookup import Found, State, Translations
from ivr_author.catalog.stats import CatalogStats
from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.core.locale import Locale, find_locale
from ivr_author.core.placeholders import Piece, parse_placeholders
from ivr_author.core.plurals import choose_form
from ivr_author.core.source import Source
from ivr_author.flow.content import Flow
from ivr_author.flow.field_types import Seconds
from ivr_author.flow.model import (
    ExpressionText,
    FlowName,
    LocaleName,
    Name,
    NodeRef,
    PhraseText,
    Prompt,
    PromptItem,
    Text,
    prompt_items,
)
from ivr_author.flow.node import Leaf, Node, leaves
from ivr_author.web.access import visible_locales
from ivr_author.web.language import gettext
from ivr_author.web.node_words import exit_word, fact_word

STATE_CLASSES = {
    State.REVIEWED: "done",
    State.TRANSLATED: "done",
    State.DRAFT: "draft",
    State.FUZZY: "fuzzy",
    State.STALE: "stale",
    State.MISSING: "missing",
}

FAILURES = ("failed", "on_failure", "full", "busy", "no_answer", "not_found")
"""Exits that a call takes when something did not work."""

MOST_TOLD = 500
"""Faults of one file on a page: a file of a megabyte can have a hundred thousand."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a text. `counts` are the first numbers that it is used for, where there are several."""

    pieces: tuple[Piece, ...]
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """A text as a caller of a locale hears it. `state` says why it may be in another one."""

    locale: Locale
    forms: tuple[Form, ...]
    state: State
    asked: Locale

    @property
    def is_fallback(self) -> bool:
        """Whether the caller hears another language than asked for."""
        return self.locale.id != self.asked.id


@dataclass(frozen=True, slots=True)
class PromptView:
    """A text at its place."""

    address: str
    place: str
    speech: Speech
    season: str = ""
    context: str = ""


@dataclass
class ExitView:
    """One way onward: what the caller does or what happens, the words that offer it, and where it leads."""

    label: str
    to: str = ""
    href: str = ""
    path: str = ""
    is_failure: bool = False
    is_condition: bool = False
    says: list[PromptView] = field(default_factory=list)
    phrases: list[PromptView] = field(default_factory=list)
    locale: Locale | None = None


@dataclass
class NodeView:
    """A node as a card."""

    id: str
    type: str
    prompts: list[PromptView] = field(default_factory=list)
    exits: list[ExitView] = field(default_factory=list)
    facts: list[tuple[str, str, str]] = field(default_factory=list)
    notes: str = ""
    problems: Sequence[Diagnostic] = ()


def speech_of(translations: Translations, locale: str, address: str, text: str, plural: str = "") -> Speech:
    """A text in a locale."""
    return speech_found(translations.translate(address, text, plural, locale), locale)


def speech_found(found: Found, asked: str) -> Speech:
    """A text that was looked up."""
    spoken = find_locale(found.locale)
    counts = [""] * len(found.forms)
    if len(found.forms) > 1:
        used: list[list[str]] = [[] for _ in found.forms]
        for number in range(200):
            index = choose_form(spoken.plural_expression, float(number), len(found.forms))
            used[index].append(str(number))
        counts = [", ".join(numbers[:4]) + (", …" if len(numbers) > 4 else "") for numbers in used]
    forms = tuple(Form(parse_placeholders(text)[0], count) for text, count in zip(found.forms, counts, strict=True))
    return Speech(spoken, forms, found.state, find_locale(asked))


class FlowPresenter:
    """The nodes of one flow in the words of one locale."""

    def __init__(self, flow: Flow, translations: Translations, locale: str, flow_ids: frozenset[str]) -> None:
        self.flow = flow
        self._translations = translations
        self._locale = locale
        self._flow_ids = flow_ids

    def node(self, node: Node, problems: Sequence[Diagnostic]) -> NodeView:
        """One node."""
        view = NodeView(node.id, node.TYPE, problems=problems)
        rows: dict[tuple[str, ...], ExitView] = {}
        for leaf in leaves(node):
            self._place(view, rows, node, leaf)
        view.exits = [row for row in rows.values() if row.to or row.says or row.locale]
        return view

    def _place(self, view: NodeView, rows: dict[tuple[str, ...], ExitView], node: Node, leaf: Leaf) -> None:
        path, value = leaf.path, leaf.value
        in_row = path[0] in ("choice", "branch") and len(path) > 2
        address = f"{self.flow.id}/{node.id}/{'/'.join(path)}"
        row = None
        if in_row or isinstance(value, NodeRef):
            row = rows.setdefault(path[:2] if in_row else path, ExitView(_label(path)))
        if isinstance(value, Prompt):
            (row.says if row else view.prompts).extend(self.prompts(address, path, value))
        elif isinstance(value, PhraseText) and row:
            row.phrases.append(PromptView(address, "", self._speech(address, value.text.text)))
        elif isinstance(value, NodeRef) and row:
            row.to, row.href, row.path = value.to, self.href(value), "/".join(path)
            row.is_failure = path[-1] in FAILURES
        elif isinstance(value, ExpressionText) and row:
            row.label, row.is_condition = gettext("if {condition}").format(condition=value.text), True
        elif isinstance(value, LocaleName) and row:
            row.locale = find_locale(value.value)
        elif path == ("notes",):
            view.notes = value.value if isinstance(value, Text) else str(value)
        elif not in_row:
            view.facts.append(self._fact(path, value))

    def prompts(self, address: str, path: tuple[str, ...], prompt: Prompt) -> Iterator[PromptView]:
        """The texts of a prompt."""
        place = "" if path == ("prompt",) or path[-1] == "say" else path[-1]
        for suffix, item in prompt_items(prompt):
            plural = item.plural.text if item.plural else ""
            speech = self._speech(address + suffix, item.text.text, plural)
            yield PromptView(address + suffix, place, speech, season_of(item), item.context)

    def href(self, reference: NodeRef) -> str:
        """Where a reference leads on the pages: an anchor, or `flow:NAME`; empty where it leads nowhere."""
        if reference.flow is not None:
            return f"flow:{reference.flow}" if reference.flow in self._flow_ids else ""
        return f"#n-{reference.to}" if self.flow.has_node(reference.to) else ""

    def _speech(self, address: str, text: str, plural: str = "") -> Speech:
        return speech_of(self._translations, self._locale, address, text, plural)

    def _fact(self, path: tuple[str, ...], value: object) -> tuple[str, str, str]:
        label = fact_word(path)
        if isinstance(value, FlowName) and value.value in self._flow_ids:
            return label, value.value, f"flow:{value.value}"
        return label, _plain(value), ""


def _label(path: tuple[str, ...]) -> str:
    if path[0] == "choice":
        return gettext("say") if path[1].startswith("@") else path[1]
    return exit_word(path)


def _plain(value: object) -> str:
    if isinstance(value, Name | Text):
        return value.value
    if isinstance(value, ExpressionText):
        return value.text
    if isinstance(value, Seconds):
        return f"{value:g} s"
    return str(value)


def season_of(item: PromptItem) -> str:
    """When a text is spoken, if not always."""
    first, last = item.first_day, item.last_day
    if first and last:
        return f"{first.isoformat()} – {last.isoformat()}"
    if first:
        return gettext("from {day}").format(day=first.isoformat())
    return gettext("until {day}").format(day=last.isoformat()) if last else ""


# --- faults ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """How many faults of each severity."""

    errors: int = 0
    warnings: int = 0
    notes: int = 0

    def __bool__(self) -> bool:
        return bool(self.errors or self.warnings or self.notes)


def told_faults(faults: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """As many as a page can show, in their order; errors before others where there are more."""
    if len(faults) <= MOST_TOLD:
        return faults
    errors_first = sorted(range(len(faults)), key=lambda index: faults[index].severity is not Severity.ERROR)
    return [faults[index] for index in sorted(errors_first[:MOST_TOLD])]


def count_faults(diagnostics: Sequence[Diagnostic]) -> Counts:
    """The counts."""
    listed = [one.severity for one in diagnostics]
    return Counts(*(listed.count(severity) for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)))


def with_code(message: str) -> Markup:
    """A message with what stands between backticks as code."""
    parts = message.split("`")
    if len(parts) % 2 == 0:
        return escape(message)
    marked = (Markup("<code>{}</code>").format(part) if index % 2 else escape(part) for index, part in enumerate(parts))
    return Markup("").join(marked)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The place of a fault: the lines, and the carets under the last of them."""

    lines: str
    gutter: str
    carets: str


def excerpt_of(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> Excerpt | None:
    """The lines of a fault with carets; None where there is no text to show."""
    source = sources.get(diagnostic.span.path) if diagnostic.span else None
    text = source.excerpt(diagnostic.span) if source and diagnostic.span else ""
    if not text:
        return None
    lines, _, below = text.rpartition("\n")
    carets = below.lstrip(" |")
    return Excerpt(lines, below[: len(below) - len(carets)], carets)


# --- translations ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far one locale is: of how many texts, how many are done (some as drafts), and what the others lack."""

    locale: Locale
    done: int
    total: int
    fuzzy: int = 0
    stale: int = 0
    missing: int = 0
    draft: int = 0

    @property
    def percent(self) -> int:
        """Rounded down: 100 means all."""
        return 100 * self.done // self.total if self.total else 100

    @property
    def to_do(self) -> int:
        """What is left."""
        return self.total - self.done

    @property
    def status(self) -> str:
        """The worst of it, as a class."""
        for name in ("missing", "stale", "fuzzy", "draft"):
            if getattr(self, name):
                return name
        return "done"


def readiness_of(stats: Mapping[str, CatalogStats]) -> list[Readiness]:
    """The counts of each locale that the person may see."""
    return [
        Readiness(find_locale(locale), one.used, one.total, one.fuzzy, one.stale, one.missing, one.draft)
        for locale, one in stats.items()
        if visible_locales([locale])
    ]
