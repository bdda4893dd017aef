"""`ivr-author people`: who may sign in to the studio, and what they may do there."""

from __future__ import annotations

from datetime import timedelta

import click

from ivr_author.cli.commands._database import now, people_of, who
from ivr_author.cli.commands._options import with_database
from ivr_author.cli.invocation import Invocation, pass_invocation, with_format
from ivr_author.cli.print import complain, say, show_table, write_json
from ivr_author.people import accounts, second_factor
from ivr_author.people.accounts import Account
from ivr_author.people.links import LASTS, Purpose, make_link, path_of
from ivr_author.people.roles import Grant, Person, Role, read_grant


def _read_roles(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[Grant, ...]:
    try:
        return tuple(read_grant(one) for one in given)
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from None


def _read_role(context: click.Context, parameter: click.Parameter, given: str) -> Grant:
    return _read_roles(context, parameter, (given,))[0]


@click.group("people")
def people() -> None:
    """Accounts of the studio: who may sign in, and what they may do.

    Roles are viewer, editor, translator, engineer, tester, reviewer, operations, administrator; translators and
    reviewers can be limited to languages, as in translator:es,ht. Whatever is changed here stands in the audit log.

    \b
      ivr-author people add ana@example.org --name "Ana Ruiz" --role translator:es,ht
      ivr-author people grant ana@example.org reviewer:es
      ivr-author people link ana@example.org         a link to set a password with, once
    """


@people.command("list")
@with_database
@with_format()
@pass_invocation
def list_(invocation: Invocation, url: str | None) -> None:
    """Show everybody, with their roles."""
    with people_of(invocation, url) as database, database.reading() as session:
        found = accounts.list_accounts(session)
        granted = {one.person.id: accounts.get_grants(session, one.person.id) for one in found}
    if invocation.is_json:
        write_json({"people": [_as_data(one, granted[one.person.id]) for one in found]})
    elif not found:
        say("Nobody has an account yet; `ivr-author people add EMAIL --name NAME --role administrator` makes one.")
    else:
        rows = [
            (one.person.email, one.person.name, " ".join(map(str, granted[one.person.id])), _standing(one))
            for one in found
        ]
        show_table([("email", "name", "roles", "standing"), *rows], left=4)


@people.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As colleagues know them.")
@click.option(
    "--role", "roles", callback=_read_roles, multiple=True, metavar="ROLE", help="As often as needed. Default: viewer."
)
@click.option("--base", default="", metavar="URL", help="The studio's address, to stand before the link.")
@with_database
@with_format()
@pass_invocation
def add(invocation: Invocation, url: str | None, email: str, name: str, roles: tuple[Grant, ...], base: str) -> None:
    """Add somebody, and print the link with which they begin, once, within seven days."""
    at = now()
    with people_of(invocation, url) as database, database.writing() as session:
        person = accounts.add_person(session, at, who(), name, email, roles or (Grant(Role.VIEWER),))
        token = make_link(session, at, who(), Purpose.INVITE, person.id)
    _show_link(invocation, person, Purpose.INVITE, token, base, LASTS[Purpose.INVITE])


@people.command("grant")
@click.argument("email")
@click.argument("role", callback=_read_role)
@with_database
@pass_invocation
def grant(invocation: Invocation, url: str | None, email: str, role: Grant) -> None:
    """Give somebody a role; languages add to those that they have. It counts from their next click on."""
    with people_of(invocation, url) as database, database.writing() as session:
        person = accounts.grant(session, now(), who(), accounts.require_person(session, email).id, role)
    _show_roles(person)


@people.command("revoke")
@click.argument("email")
@click.argument("role", callback=_read_role)
@with_database
@pass_invocation
def revoke(invocation: Invocation, url: str | None, email: str, role: Grant) -> None:
    """Take a role away, or some of its languages. It counts from their next click on."""
    with people_of(invocation, url) as database, database.writing() as session:
        person = accounts.revoke(session, now(), who(), accounts.require_person(session, email).id, role)
    _show_roles(person)


@people.command("link")
@click.argument("email")
@click.option("--hours", type=click.IntRange(1, 24 * 30), help="How long it works. Default: 24, or 168 to begin.")
@click.option("--base", default="", metavar="URL", help="The studio's address, to stand before the link.")
@with_database
@with_format()
@pass_invocation
def link(invocation: Invocation, url: str | None, email: str, hours: int | None, base: str) -> None:
    """Print a link with which somebody sets a password, once. Links from before end.

    Send it to nobody else: who has it is them. It works once, and never for an account that is disabled.
    """
    with people_of(invocation, url) as database, database.writing() as session:
        person = accounts.require_person(session, email)
        has_password = accounts.get_account(session, person.id).has_password
        purpose = Purpose.RESET if has_password else Purpose.INVITE
        lasts = LASTS[purpose] if hours is None else timedelta(hours=hours)
        token = make_link(session, now(), who(), purpose, person.id, lasts=lasts)
    _show_link(invocation, person, purpose, token, base, lasts)


@people.command("disable")
@click.argument("email")
@click.option("--undo", is_flag=True, help="Let them in again, with the roles and the password they had.")
@with_database
@pass_invocation
def disable(invocation: Invocation, url: str | None, email: str, undo: bool) -> None:
    """Shut somebody out at once: what they are signed in to ends. What they did keeps their name."""
    with people_of(invocation, url) as database, database.writing() as session:
        person = accounts.require_person(session, email)
        (accounts.enable if undo else accounts.disable)(session, now(), who(), person.id)
    say(f"{person.email} {'can sign in again' if undo else 'is shut out'}")


@people.command("reset-factor")
@click.argument("email")
@with_database
@pass_invocation
def reset_factor(invocation: Invocation, url: str | None, email: str) -> None:
    """Take somebody's second factor away, with its recovery codes: they enrol anew at their next sign-in.

    For a phone that is lost, and for the key (.ivr/key or IVR_AUTHOR_SECRET) that second factors were sealed with.
    """
    with people_of(invocation, url) as database, database.writing() as session:
        person = accounts.require_person(session, email)
        second_factor.reset(session, now(), who(), person.id)
    say(f"{person.email} has no second factor")


def _standing(account: Account) -> str:
    if account.disabled is not None:
        return f"disabled since {account.disabled:%Y-%m-%d}"
    if not account.has_password:
        return "has not begun"
    return "with second factor" if account.has_second_factor else "without second factor"


def _as_data(account: Account, grants: tuple[Grant, ...]) -> dict[str, object]:
    return {
        "email": account.person.email,
        "name": account.person.name,
        "roles": [str(one) for one in grants],
        "disabled": account.disabled is not None,
        "has_password": account.has_password,
        "has_second_factor": account.has_second_factor,
    }


def _show_roles(person: Person) -> None:
    say(f"{person.email}: {' '.join(map(str, person.grants)) or 'no role'}")


def _show_link(
    invocation: Invocation, person: Person, purpose: Purpose, token: str, base: str, lasts: timedelta
) -> None:
    address = base.rstrip("/") + path_of(token)
    if invocation.is_json:
        write_json({"email": person.email, "purpose": str(purpose), "link": address})
        return
    say(address)
    behind = "" if base else ", behind the studio's address"
    complain(f"For {person.email} alone{behind}: it works once, for {int(lasts.total_seconds() // 3600)} hours.")


COMMAND = people
