"""Whoever asks for a page: the person who is signed in, or without accounts the one at this machine."""

from __future__ import annotations

from flask import g

from ivr_author.people.roles import Person, local_person
from ivr_author.web.rooms import the_studio
from ivr_author.web.signed_in import signed_in, the_people
from ivr_author.workspace.git import find_person


def person() -> Person:
    """Who it is, with what they may do now. Views behind the guard have one; nobody at all may do nothing."""
    if the_people() is not None:
        found = signed_in()
        return found.person if found is not None else Person(0, "", "")
    if "local_person" not in g:
        known = find_person(the_studio().root)
        g.local_person = local_person(known.name, known.email) if known else local_person("", "")
    here = g.local_person
    assert isinstance(here, Person), "nobody else puts one there"
    return here
