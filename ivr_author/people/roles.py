"""Who may do what: the one table of roles and permissions, and the person that it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ivr_author.core.locale import parse_tag


class Role(StrEnum):
    """What somebody is here. People may have several."""

    VIEWER = "viewer"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    ENGINEER = "engineer"
    TESTER = "tester"
    REVIEWER = "reviewer"
    OPERATIONS = "operations"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What can be allowed; a view or a command asks for one of these, never for a role."""

    READ = "read"
    WRITE_WORDS = "write words"  # prompts and notices
    EDIT_FLOWS = "edit flows"
    EDIT_SETTINGS = "edit settings"  # services, calendars, members, ivr.yaml
    TRANSLATE = "translate"
    KEEP_CALLS = "keep calls"
    EXPORT = "export"
    REVIEW = "review"
    APPROVE_MACHINE = "approve machine translations"
    RELEASE = "release"
    SWITCH_BULLETINS = "switch bulletins"
    MANAGE_PEOPLE = "manage people"
    READ_AUDIT = "read the audit log"
    BREAK_FREEZE = "break a freeze"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.READ}),
    Role.EDITOR: frozenset({Permission.READ, Permission.WRITE_WORDS, Permission.KEEP_CALLS, Permission.EXPORT}),
    Role.TRANSLATOR: frozenset({Permission.READ, Permission.TRANSLATE, Permission.EXPORT}),
    Role.ENGINEER: frozenset(
        {
            *(Permission.READ, Permission.WRITE_WORDS, Permission.EDIT_FLOWS, Permission.EDIT_SETTINGS),
            *(Permission.KEEP_CALLS, Permission.EXPORT, Permission.RELEASE),
        }
    ),
    Role.TESTER: frozenset({Permission.READ, Permission.KEEP_CALLS}),
    Role.REVIEWER: frozenset({Permission.READ, Permission.REVIEW, Permission.APPROVE_MACHINE}),
    Role.OPERATIONS: frozenset({Permission.READ, Permission.SWITCH_BULLETINS}),
    # Not APPROVE_MACHINE, nor any work on words: who reads a language is a reviewer or translator by name.
    Role.ADMINISTRATOR: frozenset(
        {
            *(Permission.READ, Permission.EDIT_SETTINGS, Permission.EXPORT, Permission.RELEASE),
            *(Permission.SWITCH_BULLETINS, Permission.MANAGE_PEOPLE, Permission.READ_AUDIT, Permission.BREAK_FREEZE),
        }
    ),
}
"""What each role allows; what is not here is refused."""

LANGUAGE_ROLES = frozenset({Role.TRANSLATOR, Role.REVIEWER})
"""Roles that can be limited to languages."""

SECOND_FACTOR_ROLES = frozenset({Role.ADMINISTRATOR, Role.OPERATIONS})
"""Roles whose holders sign in with a code besides their password."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody has. `locales` None: in every language; only `LANGUAGE_ROLES` can be limited."""

    role: Role
    locales: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.locales is not None and (self.role not in LANGUAGE_ROLES or not self.locales):
            raise ValueError(f"{self.role} cannot be limited to {sorted(self.locales) or 'no languages'}")

    def __str__(self) -> str:
        """As `read_grant` reads it: `translator:es,ht`."""
        return str(self.role) if self.locales is None else f"{self.role}:{','.join(sorted(self.locales))}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is known here, with what they may do at this moment. Email addresses are in lower case."""

    id: int
    name: str
    email: str
    grants: tuple[Grant, ...] = ()

    def may(self, permission: Permission, locale: str | None = None) -> bool:
        """Whether this is allowed. `locale` None: anywhere at all; a locale's id: there; "": where no language is.

        So a reviewer of Spanish may REVIEW (None: the room is theirs) and `es`, but neither `fr` nor the structure
        of a flow (""). Views must ask again with the language of the item that is to be changed.
        """
        return any(
            permission in PERMISSIONS[grant.role]
            and (locale is None or grant.locales is None or locale in grant.locales)
            for grant in self.grants
        )

    def sees(self, locale: str) -> bool:
        """Whether texts in a language are shown; the source, which all translate from, is the caller's to add."""
        return self.may(Permission.READ, locale)

    @property
    def needs_second_factor(self) -> bool:
        """Whether a role of theirs demands a code at sign-in."""
        return any(grant.role in SECOND_FACTOR_ROLES for grant in self.grants)


def local_person(name: str, email: str) -> Person:
    """The person of a studio without accounts, on their own machine: everything is allowed. Their id is 0."""
    return Person(0, name, email, tuple(Grant(role) for role in Role))


def read_grant(text: str) -> Grant:
    """`viewer`, or `translator:es,ht` (in any spelling of locales); raises ValueError with a sentence."""
    name, colon, tags = text.strip().partition(":")
    try:
        role = Role(name.strip().lower())
    except ValueError:
        raise ValueError(f"`{name}` is no role; there are {', '.join(Role)}") from None
    if not colon:
        return Grant(role)
    if role not in LANGUAGE_ROLES:
        raise ValueError(f"only {' and '.join(sorted(LANGUAGE_ROLES))} can be limited to languages, not {role}")
    return Grant(role, read_locales(tags.split(",")))


def read_locales(tags: Iterable[str]) -> frozenset[str]:
    """The ids of locales in any spelling; raises ValueError with a sentence where one is none, or there are none."""
    read = {tag: parse_tag(tag.strip()) for tag in tags}
    wrong = [tag for tag, locale in read.items() if locale is None]
    if wrong or not read:
        raise ValueError(f"`{', '.join(wrong)}` is no language; write them as in es,pt-BR")
    return frozenset(locale for locale in read.values() if locale is not None)
