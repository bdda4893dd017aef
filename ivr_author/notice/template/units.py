"""The units of a template: a block's words with `{name}` for each `{{ }}`, its address, its ways through `{% if %}`.

Where a block stands is left to `template`; what is inside the braces, to `expression`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.placeholders import Placeholder, parse_placeholders
from ivr_author.core.source import Source, Span
from ivr_author.flow.model import Text
from ivr_author.notice.model import FieldType, Notice
from ivr_author.notice.template.expression import Expression, Refused, Scope, read_expression
from ivr_author.notice.template.layout import SNIPPETS, Layout
from ivr_author.notice.template.links import link_fault
from ivr_author.notice.template.markdown import Block
from ivr_author.notice.template.scan import Piece
from ivr_author.notice.template.tags import never_closed, unexpected
from ivr_author.notice.template.tree import Filling, IfNode, Node, Unit, has_words

MAX_WAYS = 16
"""Ways through the conditions inside one paragraph; each is a text that somebody translates."""

MAX_BLOCK = 5_000
"""Characters of one paragraph; a page of a letter has 3,000."""

SLUG_WORDS = 5
_MARK = re.compile("\ue000([0-9]+)\ue001|\ue002([0-9]+)\ue003")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)\n[ \t]*")
_LINE_END = re.compile(r"[ \t]*\n[ \t]*")
_OWNER = re.compile(r"(?<=\{)[a-z][a-z0-9_]*\.(?=[a-z])")
_LINK_TARGET = re.compile(r"\]\([^)]*\)")
_ASSIGNMENT = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(?:=\s*((?:'[^']*'|\"[^\"]*\"|[^,'\"])+))?(?:,|$)")


@dataclass(slots=True)
class _Choice:
    """An `{% if %}` inside a block: each branch with its condition, None for `else`."""

    tag: Piece
    branches: list[tuple[Piece | None, list[_Part]]]


@dataclass(slots=True)
class _Plural:
    """A `{% trans %}` inside a block; without `many` it only marks words, which all words here are."""

    tag: Piece
    aliases: Mapping[str, Expression]
    one: list[_Part]
    many: list[_Part] | None = None
    named: Piece | None = None


_Part = str | Piece | _Choice | _Plural


@dataclass
class UnitMaker:
    """Makes the units of one template, and sees that each address stands for one text."""

    notice: Notice
    layout: Layout
    faults: list[Diagnostic] = field(default_factory=list)
    _texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    _aliases: Mapping[str, Expression] = field(default_factory=dict)

    def fault(self, rule: str, message: str, span: Span, hint: str = "") -> None:
        """Note an error."""
        self.faults.append(error(rule, message, span, hint))

    def subject(self, subject: Text, scope: Scope) -> Unit | None:
        """The unit of `subject:`, whose placeholders are names of fields."""
        pieces, faults = parse_placeholders(subject.value)
        for fault in faults:
            self.fault("placeholder-syntax", fault.message, subject.span, "name a field: `{due_date}`")
        fillings: dict[str, Filling] = {}
        for piece in pieces:
            if isinstance(piece, Placeholder):
                filling = self._filling(piece.name, scope, subject.span)
                if filling is None:
                    return None
                fillings[piece.name] = filling
        address = f"{self.notice.id}/subject"
        self._texts[address] = (subject.value, "")
        return Unit(address, subject.value, fillings, subject.span, comments=self._comments(fillings))

    def leaves(self, block: Block, scope: Scope, make: Callable[[Unit], Node]) -> tuple[Node, ...]:
        """The block as nodes: one, or a condition with one for each way through it; none where it is empty."""
        if len(block.content) > MAX_BLOCK:
            message = f"this {block.kind} has more than {MAX_BLOCK} characters"
            self.fault("template-not-allowed", message, self._span(block), "write several paragraphs")
            return ()
        parts = self._parts(block)
        if parts is None or not block.content.strip():
            return ()
        if _count_ways(parts) > MAX_WAYS:
            message = f"the conditions in this {block.kind} make more than {MAX_WAYS} texts"
            self.fault("template-not-allowed", message, self._span(block), "write whole paragraphs in fewer conditions")
            return ()
        return self._expand(parts, block, scope, make)

    def plural(self, one: Block, many: Block, tags: Sequence[Piece], scope: Scope) -> Unit | None:
        """The unit of a `{% trans %}` that stands around its block."""
        parts = self._parts(one), self._parts(many)
        if parts[0] is None or parts[1] is None:
            return None
        whole = _Plural(tags[0], self._aliases, parts[0], parts[1], tags[1])
        return self._unit([whole], one, scope)

    def aliases(self, tag: Piece, scope: Scope) -> tuple[dict[str, Expression], Scope]:
        """The names that a `{% trans a=b, c %}` gives, and the scope inside it."""
        found: dict[str, Expression] = {}
        place, text = 0, tag.text.strip()
        while place < len(text):
            match = _ASSIGNMENT.match(text, place)
            if match is None or match.end() == place:
                hint = "write `{% trans count=people|length, plan %}`"
                self.fault("template-syntax", f"`{text}` can't be read as names", tag.span, hint)
                break
            place = match.end()
            if match[1] == "trimmed" and match[2] is None:
                continue
            value = self._read(match[2] or match[1], scope, tag.span)
            if value is not None:
                found[match[1]] = value
        types = {name: value.type for name, value in found.items() if value.type is not None}
        return found, replace(scope, others={**scope.others, **types})

    @contextmanager
    def renaming(self, aliases: Mapping[str, Expression]) -> Iterator[None]:
        """While this is open, these names mean what their `{% trans %}` says."""
        before, self._aliases = self._aliases, {**self._aliases, **aliases}
        try:
            yield
        finally:
            self._aliases = before

    # --- a block's parts ----------------------------------------------------------------------------------------------

    def _parts(self, block: Block) -> list[_Part] | None:
        """The content as words, `{{ }}` and constructs; None after noting a tag that has no partner."""
        top: list[_Part] = []
        levels: list[list[_Part]] = [top]
        opened: list[_Choice | _Plural] = []
        for part in self._flat(block.content):
            if not isinstance(part, Piece) or part.kind != "tag":
                levels[-1].append(part)
                continue
            inner = opened[-1] if opened else None
            match part.word:
                case "if":
                    branch: list[_Part] = []
                    choice = _Choice(part, [(part, branch)])
                    levels[-1].append(choice)
                    opened.append(choice)
                    levels.append(branch)
                case "elif" | "else" if isinstance(inner, _Choice):
                    branch = []
                    inner.branches.append((part if part.word == "elif" else None, branch))
                    levels[-1] = branch
                case "trans":
                    branch = []
                    marked = _Plural(part, {}, branch)
                    levels[-1].append(marked)
                    opened.append(marked)
                    levels.append(branch)
                case "pluralize" if isinstance(inner, _Plural) and inner.many is None:
                    inner.many, inner.named = [], part
                    levels[-1] = inner.many
                case "endif" | "endtrans" if (part.word == "endif") == isinstance(inner, _Choice) and inner:
                    opened.pop()
                    levels.pop()
                case "for":
                    hint = 'write a list with the loop around its item, or `{{ people|join(attribute="name") }}`'
                    self.fault("template-syntax", f"a loop inside a {block.kind}", part.span, hint)
                    return None
                case _:
                    self.faults.append(unexpected(part, inner.tag.word if inner else ""))
                    return None
        for inner in opened:
            self.faults.append(never_closed(inner.tag))
        return None if opened else top

    def _flat(self, content: str) -> Iterator[str | Piece]:
        place = 0
        for mark in _MARK.finditer(content):
            if mark.start() > place:
                yield content[place : mark.start()]
            place = mark.end()
            yield self.layout.pieces[int(mark[1] or mark[2])]
        if place < len(content):
            yield content[place:]

    def _expand(self, parts: list[_Part], block: Block, scope: Scope, make: Callable[[Unit], Node]) -> tuple[Node, ...]:
        """The first condition goes outwards, with the whole block in each of its branches."""
        for number, part in enumerate(parts):
            if not isinstance(part, _Choice):
                continue
            branches = []
            has_else = part.branches[-1][0] is None
            for tag, inner in [*part.branches, *([] if has_else else [(None, list[_Part]())])]:
                test = None
                if tag is not None:
                    test = self._read(tag.text, scope, tag.span)
                rest = [*parts[:number], *inner, *parts[number + 1 :]]
                branches.append((test, self._expand(rest, block, scope, make)))
            return (IfNode(tuple(branches), part.tag.span),)
        unit = self._unit(parts, block, scope)
        return (make(unit),) if unit is not None else ()

    # --- a unit -------------------------------------------------------------------------------------------------------

    def _unit(self, parts: list[_Part], block: Block, scope: Scope) -> Unit | None:
        span = self._span(block)
        plurals = [part for part in parts if isinstance(part, _Plural) and part.many is not None]
        if len(plurals) > 1:
            self.fault("template-syntax", "two plurals in one block", span, "write two paragraphs")
            return None
        fillings: dict[str, Filling] = {}
        text = self._text(parts, scope, fillings, span, False)
        plural, count = "", None
        if plurals:
            plural = self._text(parts, scope, fillings, span, True) or ""
            count = self._count(plurals[0], scope, fillings)
            if count is None:
                return None
        if text is None or not (text or plural):
            return None
        for form in (text, plural):
            problem = link_fault(form, fillings)
            if problem:
                self.fault("template-link", problem[0], span, problem[1])
        origin = self.layout.origins[block.start][0]
        address = self._address(origin, text, plural)
        return Unit(address, text, fillings, span, plural, count, self._comments(fillings))

    def _text(
        self, parts: list[_Part], scope: Scope, fillings: dict[str, Filling], span: Span, is_plural: bool
    ) -> str | None:
        written: list[str] = []
        for part in parts:
            if isinstance(part, str):
                written.append(part.replace("{", "{{").replace("}", "}}"))
            elif isinstance(part, Piece):
                name = self._fill(part, scope, fillings)
                if name is None:
                    return None
                written.append(f"{{{name}}}")
            elif isinstance(part, _Plural):
                aliases, within = (part.aliases, scope) if part.aliases else self.aliases(part.tag, scope)
                chosen = part.many if is_plural and part.many is not None else part.one
                with self.renaming(aliases):
                    inner = self._text(chosen, within, fillings, span, is_plural)
                if inner is None:
                    return None
                written.append(inner)
            else:
                self.fault("template-syntax", "a condition inside `{% trans %}`", part.tag.span, "put it around")
                return None
        text = _HARD_BREAK.sub("\\\\\n", "".join(written).strip())
        parts_of_lines = text.split("\\\n")
        return "\\\n".join(_LINE_END.sub(" ", part) for part in parts_of_lines)

    def _fill(self, piece: Piece, scope: Scope, fillings: dict[str, Filling]) -> str | None:
        named = piece.text.strip()
        if named in self._aliases:
            value: Expression | None = self._aliases[named]
            name = named
        else:
            value = self._read(piece.text, scope, piece.span)
            name = value.placeholder if value else ""
        if value is None:
            return None
        if not name:
            hint = f"name it first: `{{% set result = {named} %}}` on a line before, then `{{{{ result }}}}`"
            self.fault("template-not-allowed", f"`{named}` has no name for translators", piece.span, hint)
            return None
        kind = value.type
        if kind in (None, FieldType.BOOLEAN) or (kind is FieldType.LIST and value.path):
            hint = "print one of its columns, or use it in a condition"
            self.fault("template-not-allowed", f"a {kind or 'row'} can't be printed", piece.span, hint)
            return None
        assert kind is not None, "judged above"
        filling = Filling(value, kind)
        if fillings.setdefault(name, filling) != filling:
            hint = "print it in one way, or give one of them a name of its own with `{% set %}`"
            self.fault("template-not-allowed", f"`{name}` stands here in two ways", piece.span, hint)
        return name

    def _filling(self, name: str, scope: Scope, span: Span) -> Filling | None:
        value = self._read(name, scope, span)
        if value is None:
            return None
        if value.type in (None, FieldType.BOOLEAN, FieldType.LIST):
            self.fault("template-not-allowed", f"a {value.type or 'row'} can't be printed", span)
            return None
        return Filling(value, value.type)

    def _count(self, plural: _Plural, scope: Scope, fillings: Mapping[str, Filling]) -> Expression | None:
        """What chooses the form: named by `{% pluralize %}`, else by `{% trans %}`, else the first `{{ }}`."""
        aliases, within = (plural.aliases, scope) if plural.aliases else self.aliases(plural.tag, scope)
        name = plural.named.text.strip() if plural.named else ""
        name = name or next(iter(aliases), "") or next(iter(fillings), "")
        if not name:
            self.fault(
                "template-syntax", "this plural has no count", plural.tag.span, "write `{% trans count=...|length %}`"
            )
            return None
        count = aliases.get(name) or self._read(name, within, plural.tag.span)
        if count is not None and count.type is not FieldType.NUMBER:
            hint = "count with a field of type number, or with `people|length`"
            self.fault("template-not-allowed", f"`{name}` is no number to count by", plural.tag.span, hint)
            return None
        return count

    def _read(self, text: str, scope: Scope, span: Span) -> Expression | None:
        try:
            return read_expression(text, scope)
        except Refused as refused:
            self.fault(refused.rule, refused.message, span, refused.hint)
            return None

    # --- addresses ----------------------------------------------------------------------------------------------------

    def _address(self, origin: Source, text: str, plural: str) -> str:
        """`premium_bill/you_must_pay_amount_due`: the first words, so that an insertion leaves the others in place."""
        folder = origin.path.rpartition("/")[0].rpartition("/")[2]
        owner = self.notice.id
        if folder == SNIPPETS.strip("/"):
            owner = SNIPPETS + origin.path.rpartition("/")[2].partition(".")[0]
        # What is never translated must not take an address from what is.
        base = f"{owner}/{slug(text) if has_words(text) else text}"
        address, number = base, 1
        while self._texts.setdefault(address, (text, plural)) != (text, plural):
            number += 1
            address = f"{base}_{number}"
        return address

    def _comments(self, fillings: Mapping[str, Filling]) -> tuple[str, ...]:
        """What a translator should know: where the words stand, and what fills the placeholders."""
        told = [self.notice.title.value]
        for name, filling in fillings.items():
            declared = self.notice.fields.get(name)
            label = f" ({declared.label})" if declared and declared.label else ""
            told.append(f"{{{name}}}: {filling.type}{label}")
        return tuple(told)

    def _span(self, block: Block) -> Span:
        return self.layout.span(block.start, block.end)


def slug(text: str) -> str:
    """The first words of a text in lower case, joined by `_`; markup and targets of links are no words."""
    words = re.findall(r"\w+", _OWNER.sub("", _LINK_TARGET.sub("]", text)).lower())
    return "_".join(words[:SLUG_WORDS])[:60] or "text"


def _count_ways(parts: Sequence[_Part]) -> int:
    ways = 1
    for part in parts:
        if isinstance(part, _Choice):
            has_else = part.branches[-1][0] is None
            ways *= sum(_count_ways(inner) for _, inner in part.branches) + (not has_else)
    return ways
