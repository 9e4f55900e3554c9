"""XML of Word, read safely: no entities, no network, no trees of unreasonable depth."""

from typing import Any

from lxml import etree

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
W = f"{{{NAMESPACE}}}"


def parsed(data: bytes) -> Any:
    """The root element. Raises ValueError where it is no XML, or declares entities."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise ValueError("a document type in a part of a Word file")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(data.replace(STRICT.encode(), NAMESPACE.encode()), parser)
    except etree.XMLSyntaxError as fault:
        raise ValueError(str(fault)) from fault


def attribute(element: Any, name: str) -> str:
    """An attribute of Word's own namespace; empty where it is not there."""
    return str(element.get(f"{W}{name}") or "")
