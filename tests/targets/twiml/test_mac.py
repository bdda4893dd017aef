"""The function that signs gives what the standard library gives, for keys and messages of every length."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.targets.twiml.mac import create_mac


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@given(st.binary(max_size=200), st.lists(st.binary(max_size=300), min_size=1, max_size=3))
def test_signature_is_the_standards(algorithm: str, key: bytes, messages: list[bytes]) -> None:
    sign = create_mac(key, algorithm)
    assert [sign(message) for message in messages] == [hmac.digest(key, one, algorithm) for one in messages]
