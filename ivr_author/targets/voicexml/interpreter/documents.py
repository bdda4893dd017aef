"""Documents: fetched through the platform, parsed, found valid; with their dialogs by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urldefrag, urljoin

from ivr_author.targets.voicexml.interpreter.nodes import XML_BASE, XML_LANG, MalformedXml, Node, parse_nodes
from ivr_author.targets.voicexml.interpreter.platform import FetchFailed, Platform, Request, Response
from ivr_author.targets.voicexml.interpreter.signals import Thrown
from ivr_author.targets.voicexml.interpreter.validity import fault_of


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A loaded document. `url` has no fragment; `base` is what relative references start from."""

    url: str
    base: str
    node: Node
    dialogs: tuple[Node, ...]

    @property
    def language(self) -> str | None:
        """The xml:lang of the document."""
        return self.node.get(XML_LANG)

    @property
    def application(self) -> str | None:
        """The absolute URL of the application root document."""
        named = self.node.get("application")
        return urldefrag(self.resolve(named)).url if named else None

    def resolve(self, reference: str) -> str:
        """A reference made absolute."""
        return urljoin(self.base, reference.strip())

    def dialog(self, name: str) -> Node | None:
        """The dialog to begin with: the named one, or the first."""
        if not name:
            return self.dialogs[0] if self.dialogs else None
        return _named(self.node, self.dialogs).get(name)

    @property
    def listening(self) -> Sequence[Node]:
        """The dialogs whose own grammars may listen in others: there are hundreds, and hardly one has grammars."""
        known = self.node.cache.get("listening")
        if not isinstance(known, list):
            known = [node for node in self.dialogs if node.tag == "menu" or node.all("grammar")]
            self.node.cache["listening"] = known
        return known


def _named(document: Node, dialogs: Sequence[Node]) -> Mapping[str | None, Node]:
    known = document.cache.get("named")
    if not isinstance(known, dict):
        # The first of a name counts.
        known = document.cache["named"] = {node.get("id"): node for node in reversed(dialogs)}
    return known


class Loader:
    """Fetches for one call. Every failure is a VoiceXML event."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def fetch(self, request: Request) -> Response:
        """Fetch anything; raise error.badfetch or error.badfetch.http.NNN."""
        try:
            response = self._platform.fetch(replace(request, url=urldefrag(request.url).url))
        except FetchFailed as fault:
            raise Thrown("error.badfetch", f"{request.url}: {fault}") from None
        if not 200 <= response.status < 300:
            raise Thrown(f"error.badfetch.http.{response.status}", f"{request.url}: status {response.status}")
        return response

    def document(self, request: Request) -> Document:
        """Fetch a document and read it."""
        response = self.fetch(request)
        try:
            node = parse_nodes(response.content)
        except MalformedXml as fault:
            raise Thrown("error.badfetch", f"{request.url}: {fault}") from None
        fault_found = fault_of(node)
        if fault_found:
            raise Thrown("error.badfetch", f"{request.url}: {fault_found}")
        url = urldefrag(response.url or request.url).url
        base = node.get(XML_BASE)
        return Document(
            url=url,
            base=urljoin(url, base) if base else url,
            node=node,
            dialogs=tuple(child for child in node.elements if child.tag in ("form", "menu")),
        )
