"""Who is signed in, by the cookie of their session, asked of the database at each request; and in whose name is saved.

Without accounts nobody is asked. What the person may do is left to `access`, the pages for it to `people/`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from urllib.parse import urlsplit

from flask import Response, after_this_request, current_app, g, has_request_context, request

from ivr_author.core.diagnostics import error
from ivr_author.core.locale import parse_tag
from ivr_author.people import sessions
from ivr_author.people.audit import append
from ivr_author.people.database import Database, DatabaseGone
from ivr_author.people.roles import Permission, Person
from ivr_author.people.sessions import SignedIn, digest_of, touch
from ivr_author.workspace import git
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.keeper import Changes, Keeper, Kept

COOKIE = "ivr_author_session"
EXTENSION = "ivr_people"

OUTAGE_SECONDS = 3600.0
"""For so long who was let in before goes on reading where the database can't be asked; nobody is let in anew."""

MOST_KNOWN = 10_000

RULES = {"not-your-language": "Somebody who is here for some languages would change something else"}
"""Every rule id that only this module can report, with its description."""


def _utc() -> datetime:
    return datetime.now(UTC)


@dataclass
class People:
    """The accounts of this studio. `public_url` is where browsers find it; empty: on this machine alone."""

    database: Database
    public_url: str = ""
    clock: Callable[[], datetime] = _utc
    _known: OrderedDict[str, tuple[SignedIn, float]] = field(default_factory=OrderedDict)

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by https, and send cookies only so."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def cookie(self) -> str:
        """The session's cookie. With its prefix, no other host of the domain can have set it."""
        return f"__Host-{COOKIE}" if self.is_secure else COOKIE

    def look_up(self, token: str, *, is_writing: bool) -> SignedIn | None:
        """Whom a token signs in, as of now. Raises DatabaseGone; for who only reads, not while they are known."""
        digest, now = digest_of(token), self.clock()
        try:
            with (self.database.writing if is_writing else self.database.reading)() as session:
                found = sessions.look_up(session, now, token)
                if found is not None and is_writing and found.is_due:
                    touch(session, now, digest)
        except DatabaseGone:
            known = self._known.get(digest)
            if is_writing or known is None or monotonic() - known[1] > OUTAGE_SECONDS:
                raise
            return known[0]
        self._known.pop(digest, None)
        if found is None:
            return None
        self._known[digest] = (found, monotonic())
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        if found.is_due and not is_writing:
            with suppress(DatabaseGone), self.database.writing() as session:
                touch(session, now, digest)
        return found


def the_people() -> People | None:
    """The accounts of this application; None: it has none, and whoever is at this machine may do all."""
    people = current_app.extensions.get(EXTENSION)
    assert people is None or isinstance(people, People), "create_app puts it there"
    return people


def require_people() -> People:
    """The same, for pages that are there only with accounts."""
    people = the_people()
    assert people is not None, "these pages are there only with accounts"
    return people


def session_token() -> str:
    """What the cookie of the session says, or what this request put in its place."""
    people = the_people()
    if people is None:
        return ""
    kept = g.get("session_token")
    return str(request.cookies.get(people.cookie, "") if kept is None else kept)


def signed_in() -> SignedIn | None:
    """Whose session this request has; asked once a request. Raises DatabaseGone."""
    people, token = the_people(), session_token()
    if people is None or not token:
        return None
    if "signed_in" not in g:
        # Before it is asked: the page that says that the database is gone asks again.
        g.signed_in = None
        g.signed_in = people.look_up(token, is_writing=request.method not in ("GET", "HEAD", "OPTIONS"))
    found = g.signed_in
    assert found is None or isinstance(found, SignedIn), "nobody else puts one there"
    return found


def keep_session(token: str) -> None:
    """Give the browser this token with the answer, in place of the one it has; an empty one signs it out."""
    people = require_people()
    g.session_token = token
    g.pop("signed_in", None)

    @after_this_request
    def set_cookie(response: Response) -> Response:
        if token:
            response.set_cookie(
                people.cookie,
                token,
                max_age=sessions.ABSOLUTE,
                path="/",
                httponly=True,
                samesite="Lax",
                secure=people.is_secure,
            )
        else:
            response.delete_cookie(people.cookie, path="/", httponly=True, samesite="Lax", secure=people.is_secure)
        return response


def address() -> str:
    """Where the request comes from, for the log and the limits."""
    return request.remote_addr or ""


def author() -> git.Person | None:
    """In whose name is saved: the person who is signed in; None: whoever git is told commits here."""
    if not has_request_context():
        return None
    found = signed_in()
    return None if found is None else git.Person(_for_git(found.person.name) or found.person.email, found.person.email)


def _for_git(name: str) -> str:
    return "".join(one for one in name if one not in "<>\n")


@dataclass(frozen=True, slots=True)
class LoggedKeeper:
    """A keeper for one person: what they save stands in the audit log, and who is here for a language saves only it.

    `signs`: translations get a name and stay what they are, which who reviews a language may do, too.
    """

    keeper: Keeper
    people: People
    person: Person
    signs: bool = False

    def save(self, files: Changes, message: str) -> Kept:
        """As the keeper saves. Raises DatabaseGone too."""
        if not self.person.may(Permission.READ, ""):
            for path in files:
                self._refuse_other_language(path)
        kept = self.keeper.save(files, message)
        self._log("save", kept, {"files": ", ".join(files), "message": message})
        return kept

    def restore(self, commit: str) -> Kept:
        """As the keeper restores."""
        kept = self.keeper.restore(commit)
        self._log("take back", kept, {"files": ", ".join(kept.revisions), "taken back": commit})
        return kept

    def _refuse_other_language(self, path: str) -> None:
        folder, _, rest = path.partition("/")
        locale = parse_tag(rest.partition("/")[0]) if folder == "locales" else None
        theirs = (Permission.TRANSLATE, Permission.REVIEW) if self.signs else (Permission.TRANSLATE,)
        if locale is None or not any(self.person.may(one, locale) for one in theirs):
            message = f"{path} is not in a language that you translate, so nothing was saved"
            hint = "send only texts of your languages, or ask an administrator for the language"
            raise WorkspaceError(error("not-your-language", message, hint=hint))

    def _log(self, action: str, kept: Kept, detail: dict[str, str]) -> None:
        if kept.commit is None and kept.fault is None:
            return
        with self.people.database.writing() as session:
            subject = kept.commit or "without a version"
            append(session, self.people.clock(), self.person.email, action, subject, detail)


def keeper_for_visitor(plain: Callable[[git.Person | None], Keeper], *, signs: bool = False) -> Keeper:
    """The keeper of the person whose request this is; `plain` makes one that commits in a name."""
    found = signed_in() if has_request_context() else None
    people = the_people() if has_request_context() else None
    if people is None or found is None:
        return plain(None)
    return LoggedKeeper(plain(author()), people, found.person, signs)
