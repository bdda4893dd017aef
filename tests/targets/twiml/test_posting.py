"""What the phone sends is a form and an environment like any other; no request leaves traces in the next."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from ivr_author.targets.twiml.posting import Posting, environ_of, post
from ivr_author.targets.twiml.signature import sign

URL = "https://ivr.example.org:8443/on/a%20b/step?s=abc"
FIELDS = st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=5), max_size=5)


@given(FIELDS)
def test_a_form_holds_the_parameters_and_is_signed(parameters: dict[str, str]) -> None:
    posting = post("token", URL, "POST", parameters)
    assert parse_qsl(posting.body.decode(), keep_blank_values=True) == list(parameters.items())
    assert posting.signature == sign("token", URL, {name: [value] for name, value in parameters.items()})


def test_the_same_names_and_the_same_values_are_no_same_form() -> None:
    forms = [{"a": "b", "c": "d"}, {"a": "d", "c": "b"}, {"c": "b", "a": "d"}, {"a": "b"}, {"a": "b", "c": ""}]
    bodies = [post("token", URL, "POST", form).body for form in forms]
    assert bodies == [b"a=b&c=d", b"a=d&c=b", b"c=b&a=d", b"a=b", b"a=b&c="]


def test_an_environment_has_the_request_and_the_server() -> None:
    environ = environ_of(Posting(f"{URL}#there", "POST", b"a=1", "signature"))
    assert environ.pop("wsgi.input").read() == b"a=1"
    environ.pop("wsgi.errors").write("forgotten")
    assert environ == {
        "SCRIPT_NAME": "",
        "SERVER_NAME": "ivr.example.org",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "ivr.example.org:8443",
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/on/a b/step",
        "QUERY_STRING": "s=abc",
        "HTTP_X_TWILIO_SIGNATURE": "signature",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": "3",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def test_a_request_leaves_no_traces_in_the_next() -> None:
    first = environ_of(Posting(URL, "POST", b"a=1", "signature"))
    first["HTTP_X_OF_A_PROXY"] = "1"
    second = environ_of(Posting("https://ivr.example.org:8443", "GET", b"", ""))
    assert set(second) == set(first) - {"HTTP_X_OF_A_PROXY"}
    facts = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_X_TWILIO_SIGNATURE", "CONTENT_TYPE")
    assert [second[name] for name in facts] == ["GET", "", "", "", ""]
    assert (second["CONTENT_LENGTH"], second["wsgi.input"].read()) == ("0", b"")
    assert first["wsgi.input"].read() == b"a=1"
