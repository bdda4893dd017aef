"""Sessions come back as they were, and only to the call and from the service that they are of."""

from __future__ import annotations

import base64
import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.targets.twiml.session import BadSession, LostSession, Session, Sessions
from ivr_author.targets.twiml.store import StoreFault
from tests.targets.twiml.memory_store import MemoryStore

VALUES = st.dictionaries(
    st.text(alphabet="abc_", min_size=1),
    st.text() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
    max_size=5,
)
BLOCKS = st.text(alphabet="main/._", min_size=1)
SESSIONS = st.builds(
    Session,
    at=BLOCKS,
    locale=st.sampled_from(["en", "zh_Hans"]),
    began=st.integers(0, 2**50),
    position=st.integers(-1, 40),
    passed=st.integers(0, 1001),
    values=VALUES,
    stack=st.lists(BLOCKS, max_size=4),
    menus=st.lists(st.tuples(BLOCKS, st.integers(0, 9)), max_size=4),
    number=st.integers(0, 9_999),
    issued=st.integers(0, 2**50),
    run=st.integers(0, 2**32 - 1),
)


@pytest.mark.parametrize("sessions", [Sessions("secret"), Sessions("secret", MemoryStore())])
@given(SESSIONS)
def test_session_comes_back(sessions: Sessions, session: Session) -> None:
    assert sessions.load(sessions.save(session, "CA1"), "CA1") == session


@given(SESSIONS)
def test_query_needs_no_escaping(session: Session) -> None:
    query = Sessions("secret").save(session, "CA1")
    assert set(query) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=")


def test_types_of_values_stay() -> None:
    session = Session("main/a", "en", 0, values={"money": 5.0, "digits": "5", "yes": True, "unset": None})
    back = Sessions("s").load(Sessions("s").save(session, "CA1"), "CA1")
    assert {name: type(value) for name, value in back.values.items()} == {"money": float, "digits": str, "yes": bool}


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_value_that_could_not_be_read_again_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        Session("main/a", "en", 0, values={"unset": None, "money": value}).to_bytes()


SESSION = Session("main/a", "en", 0, values={"case": "12345678"})
TOKEN = Sessions("secret").save(SESSION, "CA1")


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("Aa0-_.=%&ä"))
def test_changed_token_is_refused(place: int, letter: str) -> None:
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    # The last letter of base64 has bits that mean nothing; then it is the same token.
    if changed == TOKEN:
        return
    try:
        assert Sessions("secret").load(changed, "CA1") == SESSION
    except BadSession:
        return
    assert place == len(TOKEN) - 1


@given(st.text())
def test_nonsense_is_refused(query: str) -> None:
    with pytest.raises(BadSession):
        Sessions("secret").load(f"s={query}", "CA1")


def test_token_of_another_call_or_secret_is_refused() -> None:
    with pytest.raises(BadSession):
        Sessions("secret").load(TOKEN, "CA2")
    with pytest.raises(BadSession):
        Sessions("other").load(TOKEN, "CA1")


def test_session_of_another_version_is_refused() -> None:
    ours = Session("main/a", "en", 0).to_bytes()
    assert Session.from_bytes(ours).at == "main/a"
    others = (ours.replace(b"[3,", b"[99,", 1), ours.replace(b'"main/a"', b"7"), ours[:-1] + b",0]")
    for data in (*others, b"[99, 1, 2, 3, 4, 5, 6, 7, 8]", b"[]", b"7"):
        with pytest.raises(BadSession, match="of another version"):
            Session.from_bytes(data)


def test_session_that_is_no_json_is_refused() -> None:
    ours = Session("main/a", "en", 0).to_bytes()
    for data in (b"\xff", b"{[", b"", ours[:-1], ours.replace(b"main", b"\xff")):
        with pytest.raises(BadSession):
            Session.from_bytes(data)


def test_long_session_is_packed() -> None:
    session = Session("main/a", "en", 0, values={"words": "please " * 200})
    token = Sessions("secret").save(session, "CA1")
    assert len(token) < 400
    assert Sessions("secret").load(token, "CA1") == session
    assert zlib.decompress(base64.urlsafe_b64decode(token[3:].split(".")[0] + "==="))


def test_store_holds_the_words_and_the_address_does_not() -> None:
    store = MemoryStore()
    sessions = Sessions("secret", store)
    first = sessions.save(msgspec.structs.replace(SESSION, number=1), "CA1")
    second = sessions.save(Session("main/b", "en", 0, number=2, run=SESSION.run), "CA1")
    assert first.startswith(f"s=n1-{SESSION.run}-en.")
    assert sessions.load(first, "CA1").at == "main/a", "a repeated request is answered as before"
    assert sessions.load(second, "CA1").at == "main/b"
    swapped = second[:22] + first[22:]
    for query, call_sid in (
        (swapped, "CA1"),
        (first, "CA2"),
        ("", "CA1"),
        ("s=nx", "CA1"),
        (f"{first}&{first}", "CA1"),
    ):
        with pytest.raises(BadSession):
            sessions.load(query, call_sid)
    for other in (Sessions("other", store), Sessions("secret"), Sessions("secret", MemoryStore())):
        with pytest.raises(BadSession):
            other.load(first, "CA1")


class Down(MemoryStore):
    """A store that does not answer."""

    def get(self, key: str) -> bytes | None:
        """Nothing."""
        raise StoreFault(key)


def test_language_is_known_when_the_store_is_gone() -> None:
    sessions = Sessions("secret", Down())
    with pytest.raises(LostSession) as lost:
        sessions.load(sessions.save(Session("main/a", "zh_Hans", 0), "CA1"), "CA1")
    assert lost.value.locale == "zh_Hans"


def test_memory_store_forgets_the_oldest_and_what_is_too_old() -> None:
    now = [0.0]
    store = MemoryStore(2, lambda: now[0])
    for key in "abc":
        store.put(key, b"x", 10)
    assert store.get("a") is None
    assert store.get("c") == b"x"
    assert store.claim("c", b"y", 10) == b"x"
    assert store.claim("d", b"y", 5) is None
    now[0] = 6.0
    assert (store.get("c"), store.get("d")) == (b"x", None)
    assert store.claim("d", b"z", 5) is None
