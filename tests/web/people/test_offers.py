"""What pages offer: nobody is shown a form, a button or a link that would only refuse them."""

from __future__ import annotations

import pytest

from ivr_author.people.roles import Grant, Role
from tests.web.accounts import House
from tests.web.examples import page_addresses
from tests.web.foreign import foreign_words
from tests.web.pages import BASE, Page
from tests.web.refused import refused, ways_of

GRANTS = (Grant(Role.VIEWER), Grant(Role.TESTER), Grant(Role.TRANSLATOR, frozenset({"es"})))


@pytest.mark.parametrize("grant", GRANTS, ids=str)
def test_no_page_offers_what_is_refused(shared_house: House, grant: Grant) -> None:
    person = shared_house.add(f"offered-{grant.role}", grant)
    visitor = shared_house.enter(person)
    settings = shared_house.app.extensions["ivr_studio"].snapshot().content.settings
    faults = []
    for name, address in page_addresses(shared_house.app).items():
        if address.startswith("?"):  # pages about people have tests of their own
            continue
        if grant.role is Role.VIEWER:  # pages that are only to be read must be as sound as others
            page = visitor.get(address, (200, 302, 303, 403, 404))
        else:
            answer = visitor.client.get(address, base_url=BASE)
            page = Page(answer.status_code, answer.headers, answer.data)
        if page.status == 200:
            faults += [f"{name} {address}: {one}" for one in refused(shared_house.app, person, ways_of(page, address))]
            if grant.locales is not None:
                faults += [f"{name} {address}: {one}" for one in foreign_words(page, settings, grant.locales)]
    assert not faults, "\n".join(faults)
