"""The table of who may do what."""

from __future__ import annotations

import pytest

from ivr_author.people.roles import (
    LANGUAGE_ROLES,
    PERMISSIONS,
    Grant,
    Permission,
    Person,
    Role,
    local_person,
    read_grant,
)

P = Permission


def one(*grants: Grant) -> Person:
    return Person(1, "Ana", "ana@example.org", grants)


def test_every_role_is_in_the_table_and_can_read() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert all(P.READ in allowed for allowed in PERMISSIONS.values())


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (P.WRITE_WORDS, {Role.EDITOR, Role.ENGINEER}),
        (P.EDIT_FLOWS, {Role.ENGINEER}),
        (P.EDIT_SETTINGS, {Role.ENGINEER, Role.ADMINISTRATOR}),
        (P.TRANSLATE, {Role.TRANSLATOR}),
        (P.KEEP_CALLS, {Role.EDITOR, Role.ENGINEER, Role.TESTER}),
        (P.EXPORT, {Role.EDITOR, Role.TRANSLATOR, Role.ENGINEER, Role.ADMINISTRATOR}),
        (P.REVIEW, {Role.REVIEWER}),
        (P.APPROVE_MACHINE, {Role.REVIEWER}),
        (P.RELEASE, {Role.ENGINEER, Role.ADMINISTRATOR}),
        (P.SWITCH_BULLETINS, {Role.OPERATIONS, Role.ADMINISTRATOR}),
        (P.MANAGE_PEOPLE, {Role.ADMINISTRATOR}),
        (P.READ_AUDIT, {Role.ADMINISTRATOR}),
        (P.BREAK_FREEZE, {Role.ADMINISTRATOR}),
        (P.READ, set(Role)),
    ],
)
def test_who_may(permission: Permission, roles: set[Role]) -> None:
    assert {role for role in Role if one(Grant(role)).may(permission)} == roles


def test_nobody_without_a_role_may_anything() -> None:
    assert not any(one().may(permission, locale) for permission in Permission for locale in (None, "", "es"))


def test_a_translator_of_two_languages_sees_and_writes_these_alone() -> None:
    ana = one(Grant(Role.TRANSLATOR, frozenset({"es", "ht"})))
    assert ana.may(P.TRANSLATE)
    assert [ana.may(P.TRANSLATE, locale) for locale in ("es", "ht", "fr", "")] == [True, True, False, False]
    assert [ana.sees(locale) for locale in ("es", "ht", "fr")] == [True, True, False]


def test_languages_of_one_role_are_none_of_another() -> None:
    ana = one(Grant(Role.TRANSLATOR, frozenset({"es"})), Grant(Role.REVIEWER, frozenset({"fr"})))
    assert ana.may(P.REVIEW, "fr")
    assert not ana.may(P.REVIEW, "es")
    assert not ana.may(P.TRANSLATE, "fr")
    assert not ana.may(P.REVIEW, "")
    assert one(*ana.grants, Grant(Role.VIEWER)).sees("zh_Hans")


def test_on_a_machine_of_ones_own_all_is_allowed() -> None:
    ana = local_person("Ana", "ana@example.org")
    assert all(ana.may(permission, locale) for permission in Permission for locale in (None, "", "es"))


@pytest.mark.parametrize(
    ("text", "grant"),
    [
        ("viewer", Grant(Role.VIEWER)),
        (" Translator ", Grant(Role.TRANSLATOR)),
        ("translator:es,pt-BR", Grant(Role.TRANSLATOR, frozenset({"es", "pt_BR"}))),
        ("reviewer: zh-hans", Grant(Role.REVIEWER, frozenset({"zh_Hans"}))),
    ],
)
def test_a_grant_is_read_and_written(text: str, grant: Grant) -> None:
    assert read_grant(text) == grant
    assert read_grant(str(grant)) == grant


@pytest.mark.parametrize("text", ["", "boss", "viewer:es", "translator:", "translator:es,,fr", "reviewer:../x"])
def test_what_is_no_grant_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"no role|no language|can be limited"):
        read_grant(text)


@pytest.mark.parametrize("role", sorted(set(Role) - LANGUAGE_ROLES))
def test_only_work_on_languages_is_limited_to_some(role: Role) -> None:
    with pytest.raises(ValueError, match="cannot be limited"):
        Grant(role, frozenset({"es"}))
