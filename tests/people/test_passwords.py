"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from ivr_author.people.passwords import Passwords, judge_password
from tests.people.conftest import FAST


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("", "password-short"),
        ("elevenchars", "password-short"),
        ("x" * 257, "password-long"),
        ("aaaaaaaaaaaaaaaa", "password-simple"),
        ("121212121212", "password-simple"),
        ("123456789012", "password-simple"),
        ("210987654321", "password-simple"),
        ("qwertyuiopas", "password-simple"),
        ("poiuytrewqmnb", "password-simple"),
        ("password1234", "password-common"),
        ("Passw0rd!2024", "password-common"),
        ("P@ssword!!!!!!2", "password-common"),
        ("passwordpassword", "password-common"),
        ("1q2w3e4r5t6y", "password-common"),
        ("!!!Dragon!!!2026", "password-common"),
        ("ana.ruiz.2026!", "password-personal"),
        ("RuizExample99", "password-personal"),
    ],
)
def test_a_weak_password_is_refused(password: str, rule: str) -> None:
    (fault,) = judge_password(password, "Ana Ruiz", "ana.ruiz@example.org")
    assert fault.rule == rule
    assert fault.hint
    assert not password or password not in fault.message


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "seven green umbrellas",
        "Tr0ub4dor&3xyz",
        "пароль из трёх слов",
        "ruiz likes green umbrellas",
        "  spaces are letters  ",
        "一二三四五六七八九十百千",
    ],
)
def test_a_good_password_is_taken(password: str) -> None:
    assert judge_password(password, "Ana Ruiz", "ana.ruiz@example.org") == ()


def test_a_password_is_kept_as_argon2id_and_found_again() -> None:
    kept = FAST.hash("seven green umbrellas")
    assert kept.startswith("$argon2id$")
    assert FAST.is_right(kept, "seven green umbrellas")
    assert not FAST.is_right(kept, "seven green umbrella")
    assert kept != FAST.hash("seven green umbrellas")


def test_one_spelling_of_a_letter_is_as_good_as_another() -> None:
    assert FAST.is_right(FAST.hash("caf\u00e9 in the morning"), "cafe\u0301 in the morning")


@pytest.mark.parametrize("kept", [None, "", "no hash", "$argon2id$v=19$m=8"])
def test_without_a_password_that_is_kept_none_is_right(kept: str | None) -> None:
    assert not FAST.is_right(kept, "nobody's password")


def test_odd_characters_fail_quietly() -> None:
    assert not FAST.is_right(FAST.hash("seven green umbrellas"), "\ud800\0" * 10)
    assert not FAST.is_right(FAST.hash("seven green umbrellas"), "x" * 1_000_000)


def test_a_hash_of_another_cost_is_outdated() -> None:
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert dearer.is_outdated(FAST.hash("seven green umbrellas"))
    assert not dearer.is_outdated(dearer.hash("seven green umbrellas"))


def test_the_default_is_what_rfc_9106_recommends_where_memory_is_low() -> None:
    hasher = Passwords().hasher
    assert (hasher.time_cost, hasher.memory_cost, hasher.parallelism) == (3, 65_536, 4)
