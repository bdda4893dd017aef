"""The one parser of XML: no entity is resolved, nothing is fetched, no document type is loaded, no document is endless.

What is read, and whether a document type is refused altogether, is left to who reads.
"""

from __future__ import annotations

from lxml import etree


def safe_parser(*, remove_comments: bool = False, remove_pis: bool = False) -> etree.XMLParser:
    """A parser for documents from anywhere. libxml2 ends those that grow, nest 256 deep or have 10 MB in one text."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=remove_comments,
        remove_pis=remove_pis,
    )
