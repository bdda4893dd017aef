"""What the rules about names of things declared elsewhere have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.fields import nearest
from ivr_author.flow.model import Name
from ivr_author.flow.subject import Subject


def unknown_name_rule(
    rule_id: str, kind: type[Name], known: Callable[[Subject], Collection[str]], way_out: str, folder: str = ""
) -> Rule[Subject]:
    """A rule that finds names of a kind which nothing has; files in `folder` that can't be read are taken to exist."""
    thing = rule_id.removeprefix("unknown-")

    def check(subject: Subject) -> Iterator[Fault]:
        return unknown_names(thing, subject.names(kind), exists(subject, known(subject), folder), way_out)

    return Rule(rule_id, Severity.ERROR, f"A {thing} is named that does not exist", check)


def exists(subject: Subject, readable: Iterable[str], folder: str) -> set[str]:
    """Names that exist: those that could be read, and those whose file is there."""
    names = set(readable)
    if folder:
        names.update(one.removeprefix(folder) for one in subject.content.unreadable if one.startswith(folder))
    return names


def unknown_names(thing: str, names: Iterable[Name], known: Collection[str], way_out: str) -> Iterator[Fault]:
    """A fault for each name that is not known, with the nearest that is."""
    for name in names:
        if name.value not in known:
            yield Fault(f"there is no {thing} `{name.value}`", name.span, f"{nearest(name.value, known)} ({way_out})")
