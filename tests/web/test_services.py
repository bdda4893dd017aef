"""Services: which nodes ask each. What their forms save and refuse is in `test_workspace_rooms.py`."""

from __future__ import annotations

from tests.web.pages import Visitor


def test_each_service_names_the_nodes_that_ask_it_alone(shared_visitor: Visitor) -> None:
    rows = shared_visitor.get("/services").all("//tbody/tr")
    used = {row.xpath("string(./th//strong)"): row.xpath("./td[last()]//a/text()") for row in rows}
    assert used["billing.balance"] == ["billing/look_up"]
    assert used["billing.schedule_payment"] == ["billing/schedule"]
    for service, nodes in used.items():
        page = shared_visitor.get(f"/services/{service}")
        assert page.texts("//section[@aria-labelledby='uses']//li") == nodes
