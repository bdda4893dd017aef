"""Signatures agree with the vendor's own code, on every request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.targets.twiml.signature import SignatureKeys, sign, signed_text

twilio = pytest.importorskip("twilio.request_validator", reason="the package twilio is not installed")

URLS = st.sampled_from(
    [
        "https://ivr.example.org/call/main",
        "https://ivr.example.org:443/step?s=abc",
        "https://ivr.example.org:8443/step?s=abc&x=%20",
        "http://ivr.example.org/",
        "http://ivr.example.org:80/call",
        "https://ivr.example.org",
    ]
)
NAMES = st.text(alphabet="abcDigits", min_size=1, max_size=8)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


class Fields(dict[str, list[str]]):
    """Several values a name, as web frameworks hold them."""

    def getlist(self, name: str) -> list[str]:
        """All values."""
        return self[name]


PARAMETERS = st.dictionaries(NAMES, st.lists(VALUES, min_size=1, max_size=3), max_size=6).map(Fields)


@given(URLS, PARAMETERS, st.sampled_from(["HMAC_SHA1", "HMAC_SHA256"]))
def test_signature_is_the_vendors(url: str, parameters: Fields, algorithm: str) -> None:
    ours = sign("secret", url, parameters, algorithm.removeprefix("HMAC_").lower())
    assert ours == twilio.RequestValidator("secret").compute_signature(url, parameters, algorithm)


@given(URLS, URLS, PARAMETERS, st.sampled_from(["secret", "other"]))
def test_the_same_requests_are_valid(signed: str, seen: str, parameters: Fields, secret: str) -> None:
    signature = sign(secret, signed, parameters)
    vendors = twilio.RequestValidator("secret").validate(seen, parameters, signature)
    assert SignatureKeys("secret").is_valid(seen, signed_text(parameters), signature) == vendors


@given(PARAMETERS)
def test_shared_key_signs_with_sha256(parameters: Fields) -> None:
    url, settings = "https://ivr.example.org/step?s=a", "key=webhooks_1,algorithm=HMAC_SHA256"
    keys = SignatureKeys("token", {"webhooks_1": "shared"})
    signature = twilio.RequestValidator("shared").compute_signature(url, parameters, "HMAC_SHA256")
    assert keys.is_valid(url, signed_text(parameters), signature, settings)
    assert not keys.is_valid(url, signed_text(parameters), signature)
    assert not keys.is_valid(url, signed_text(parameters), sign("shared", url, parameters), settings)


@pytest.mark.parametrize(
    "settings", ["key=unknown,algorithm=HMAC_SHA256", "algorithm=HMAC_MD5", "key=webhooks_1,algorithm=none"]
)
def test_settings_that_we_do_not_know_are_refused(settings: str) -> None:
    keys = SignatureKeys("token", {"webhooks_1": "shared"})
    url = "https://ivr.example.org/"
    for secret in ("token", "shared"):
        assert not keys.is_valid(url, "", sign(secret, url, {}), settings)
        assert not keys.is_valid(url, "", sign(secret, url, {}, "sha256"), settings)


def test_odd_addresses_do_not_raise() -> None:
    keys = SignatureKeys("token")
    for url in ("", "https://", "https://[::1/call", "https://host:port/x", "nonsense"):
        assert not keys.is_valid(url, "", "x")
    assert not keys.is_valid("https://ivr.example.org/", "", "ä")
