"""What a screen reader is given of a page: the browser's accessibility tree as lines that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from playwright.sync_api import Page

#: Roles that only group, of which nothing is said.
SILENT = {"generic", "none", "paragraph", "strong", "emphasis", "LabelText", "Legend", "LineBreak", "ListMarker"}
#: Roles whose name has everything in them.
WHOLE = {"StaticText", "heading", "link", "button", "radio", "checkbox", "combobox", "textbox", "Date"}
#: States that are said, if they are true, and what is said of them.
STATES = {"required": "required", "disabled": "not available", "checked": "chosen", "expanded": "open"}


def heard(page: Page, selector: str) -> str:
    """Everything in an element, in order: a line for each node with its role, its name and, after a dash, what else
    is said: its description, its value, that it is required or wrong."""
    client = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in client.send("Accessibility.getFullAXTree")["nodes"]}
    handle = client.send("Runtime.evaluate", {"expression": f"document.querySelector({selector!r})"})["result"]
    place = client.send("DOM.describeNode", {"objectId": handle["objectId"]})["node"]["backendNodeId"]
    start = next(node for node in nodes.values() if node.get("backendDOMNodeId") == place)
    client.detach()
    return "\n".join(_lines(start, nodes, 0)) + "\n"


def _lines(node: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]], depth: int) -> Iterator[str]:
    role, name = _value(node, "role"), _value(node, "name")
    silent = node["ignored"] or role in SILENT
    if not silent:
        yield "  " * depth + " ".join(filter(None, [_role(role), f"“{name}”" if name else "", _more(node)]))
    if role not in WHOLE:
        for key in node.get("childIds", ()):
            if role not in ("LabelText", "Legend") or _value(nodes[key], "role") != "StaticText":
                yield from _lines(nodes[key], nodes, depth if silent else depth + 1)


def _role(role: str) -> str:
    return "" if role == "StaticText" else role


def _more(node: Mapping[str, Any]) -> str:
    states = {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
    said = [text for key, text in STATES.items() if states.get(key) in (True, "true")]
    said += ["wrong"] if states.get("invalid") not in (None, "false", False) else []
    said += [f"level {states['level']}"] if _value(node, "role") == "heading" else []
    described, value = _value(node, "description"), _value(node, "value")
    return "– " + "; ".join([*said, *([f"value {value}"] if value else []), *([described] if described else [])]) if (
        said or value or described
    ) else ""


def _value(node: Mapping[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", "")).strip()
