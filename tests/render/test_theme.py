"""One look: every colour is named once, in theme.css, and every text can be read on what it lies on."""

from __future__ import annotations

import re
from itertools import product

import pytest

from maturity.render.form import web
from tests import ROOT

WEB = ROOT / "src" / "maturity" / "web"
SHEETS = {
    path.name: re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for path in WEB.rglob("*.css")
}
#: A colour in any of the ways in which CSS can name one.
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|light-dark)\(|\b(?:white|black|gr[ae]y|silver|red|maroon|orange|"
    r"yellow|gold|green|lime|teal|blue|navy|purple|violet|pink|brown|beige|Canvas\w*|LinkText|ButtonText|ButtonFace|"
    r"GrayText|Highlight\w*|Mark\w*)\b",
    re.IGNORECASE,
)
DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]+)[;}]")
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
#: Text of any colour may lie on either of these; and a link, a hint or a warning may be in both.
TEXTS, GROUNDS = ("ink", "muted", "accent", "warn"), ("paper", "panel")
#: What is no text, and must be seen: the ring around what is focused, and the edge of a field.
MARKS = ("focus", "muted")


def test_colours_are_in_the_theme_alone() -> None:
    found = {
        f"{name}: {each[0]}: {each[1]}"
        for name, sheet in SHEETS.items()
        if name != "theme.css"
        for each in DECLARATION.findall(sheet)
        if COLOUR.search(re.sub(r"var\(--[\w-]+", "", each[1]))
    }
    assert found == set()


def test_what_is_defined_is_used_and_what_is_used_is_defined() -> None:
    sheets = "\n".join(SHEETS.values())
    others = [path for folder in ("web", "theme", "templates", "render") for path in (WEB.parent / folder).rglob("*.*")]
    rest = "\n".join(path.read_text(encoding="utf-8") for path in others if path.suffix in {".js", ".html", ".py"})
    used = set(re.findall(r"var\((--m-[\w-]+)", sheets + rest))
    defined = set(re.findall(r"[{;\s](--m-[\w-]+)\s*:", sheets + rest)) | set(re.findall(r'"(--m-[\w-]+)"', rest))
    assert (used - defined, defined - used) == (set(), set())


def test_a_colour_is_defined_once_for_each_medium() -> None:
    blocks = re.findall(r":root \{([^}]*)\}", SHEETS["theme.css"])
    assert len(blocks) == 2
    for block in blocks:
        names = re.findall(r"(--m-[\w-]+)\s*:", block)
        assert sorted(names) == sorted(set(names))
    assert {name for block in blocks[1:] for name in re.findall(r"(--m-[\w-]+)\s*:", block)} <= set(palette("light"))


def palette(scheme: str) -> dict[str, str]:
    """Every colour as it is in light, in dark or on paper, by its name."""
    screen, paper = re.findall(r":root \{([^}]*)\}", SHEETS["theme.css"])
    found = {}
    for name, value in DECLARATION.findall(screen) + (DECLARATION.findall(paper) if scheme == "paper" else []):
        both = re.fullmatch(r"light-dark\((\S+), (\S+)\)", value)
        value = both[2 if scheme == "dark" else 1] if both else value
        if name.startswith("--m-") and value.startswith("#"):
            found[name] = value
    return found


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    parts = [digits[n : n + len(digits) // 3] * (6 // len(digits)) for n in range(0, len(digits), len(digits) // 3)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (int(part, 16) / 255 for part in parts)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """As WCAG has it, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs() -> set[tuple[str, str]]:
    """Every text with what it lies on: those of running text, and of every rule that sets both."""
    found = {(f"--m-{text}", f"--m-{ground}") for text, ground in product(TEXTS, GROUNDS)}
    for sheet in SHEETS.values():
        for _, body in RULE.findall(sheet):
            said = dict(DECLARATION.findall(body + ";"))
            text = re.fullmatch(r"var\((--m-[\w-]+)\)", said.get("color", ""))
            ground = re.match(r"var\((--m-[\w-]+)\)", said.get("background", ""))
            if text and ground and said.get("color-scheme") != "dark":
                found.add((text[1], ground[1]))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark", "paper"])
def test_every_text_can_be_read(scheme: str) -> None:
    colours = palette(scheme)
    on = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs()}
    assert {pair: round(ratio, 2) for pair, ratio in on.items() if ratio < 4.5} == {}
    marks = {pair: contrast(colours[f"--m-{pair[0]}"], colours[f"--m-{pair[1]}"]) for pair in product(MARKS, GROUNDS)}
    assert {pair: round(ratio, 2) for pair, ratio in marks.items() if ratio < 3} == {}


def test_the_head_of_the_site_can_be_read() -> None:
    """It is dark in light and in dark, and its texts are those of the dark scheme."""
    colours = palette("dark")
    assert all(contrast(colours[f"--m-{text}"], colours["--m-band"]) >= 4.5 for text in ("ink", "muted", "accent"))


def test_sources_are_found_by_their_names() -> None:
    assert all(web(name) for name in SHEETS)
