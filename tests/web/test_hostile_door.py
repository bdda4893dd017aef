"""Whatever name and method the studio is visited by: no page for strangers, every guard on every answer."""

from __future__ import annotations

import pytest

from tests.web.pages import BASE, REQUIRED_HEADERS, Visitor


@pytest.mark.parametrize(
    "host",
    ["a" * 5000, "a..b", ".", "xn--\xff", "<script>alert(1)</script>", "127.0.0.1:8000, evil.example", "evil.example"],
)
def test_a_stranger_s_name_gets_one_plain_sentence(shared_visitor: Visitor, host: str) -> None:
    answer = shared_visitor.client.get("/", base_url=BASE, headers={"Host": host})
    assert answer.status_code == 403
    assert answer.mimetype == "text/plain"
    assert len(answer.text) < 300
    assert "csrf" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert [name for name in REQUIRED_HEADERS if name not in answer.headers] == []


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/token", "/nowhere", "/documents", "/source/names.json", "/schemas/flow.json"),
        *("/flows/billing/graph.json", "/flows/billing/phone/script", "/flows/billing/phone/line-1.wav"),
        *("/export/changes.md", "/deliveries/package?locale=es&format=csv"),
        *("/notices/premium_bill/letter.pdf", "/notices/premium_bill/outputs/email/html"),
    ],
)
def test_no_answer_about_people_or_content_is_kept_by_others(shared_visitor: Visitor, address: str) -> None:
    answer = shared_visitor.client.get(address, base_url=BASE, buffered=True)
    assert {"no-cache", "no-store"} & set(answer.headers["Cache-Control"].replace(" ", "").split(",")), answer.status
    assert "public" not in answer.headers["Cache-Control"]
    assert [name for name in REQUIRED_HEADERS if name not in answer.headers] == []
