"""A field that the notice never reads is asked of everyone who sends data, for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.subject import NoticeSubject, template_of
from ivr_author.notice.template.expression import Expression
from ivr_author.notice.template.tree import ForNode, walk_nodes
from ivr_author.notice.template.walk import expressions_of


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Fields that neither the words nor the address block read, and columns that no row prints."""
    for file in subject.files:
        notice = file.notice
        read = _read(file)
        recipient = notice.recipient
        to_whom = {recipient.name, recipient.address, recipient.reference, recipient.date}
        for name, one in notice.fields.items():
            if (name,) not in read and name not in to_whom:
                hint = "remove it from `fields:`, or use it in the template"
                yield Fault(f"field `{name}` is never used in the notice", one.span, hint)
                continue
            for column, inner in one.fields.items():
                if (name, column) not in read:
                    hint = "remove it from the list's `fields:`, or print it in the loop"
                    yield Fault(f"column `{column}` of `{name}` is never used in the notice", inner.span, hint)


def _read(file: NoticeFile) -> set[tuple[str, ...]]:
    """What the template reads: fields, and columns as `(list, column)`."""
    template = template_of(file)
    lists: dict[str, set[str]] = {}
    for body in template.bodies.values():
        for node in walk_nodes(body):
            if isinstance(node, ForNode) and node.rows.path:
                lists.setdefault(node.target, set()).add(node.rows.path[0])
    read: set[tuple[str, ...]] = set()
    for expression in expressions_of(template):
        read.update(_columns(expression))
        for path in expression.reads:
            read.add(path)
            if len(path) == 2:
                read.update((name, path[1]) for name in lists.get(path[0], ()))
    return read


def _columns(expression: Expression) -> Iterator[tuple[str, ...]]:
    """Columns that filters name: `people|join(attribute="name")`."""
    if expression.tree is None:
        return
    for one in [expression.tree, *expression.tree.find_all(nodes.Filter)]:
        if isinstance(one, nodes.Filter) and isinstance(one.node, nodes.Name):
            for given in [*one.args, *(pair.value for pair in one.kwargs)]:
                if isinstance(given, nodes.Const):
                    yield one.node.name, str(given.value)


RULE = Rule("unused-field", Severity.WARNING, "A field is declared and never used", check)
