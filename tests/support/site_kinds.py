"""The kinds of page that the site has, each with the pattern of its paths. A page of no kind fails a test, so that a
new kind cannot be forgotten by the checks that take one page of each."""

from __future__ import annotations

import re
from pathlib import Path

KINDS = {
    "home": r"index\.html",
    "form": r"assessment\.html",
    "theme": r"themes/[\w-]+\.html",
    "all questions": r"questions\.html",
    "standards": r"standards\.html",
    "interventions": r"interventions/index\.html",
    "intervention": r"interventions/(?!index\.html)[\w-]+\.html",
    "results": r"results/index\.html",
    "comparison": r"results/compare[\w-]*\.html",
    "national picture": r"results/national[\w-]*\.html",
    "side by side": r"results/side-by-side\.html",
    "profile": r"results/(?!index|compare|national|side-by-side|status\.)[\w-]+\.html",
    "toolkit": r"toolkit/index\.html",
    "item of the toolkit": r"toolkit/(?!index\.html)[\w-]+\.html",
    "framework": r"framework\.html",
    "evidence": r"evidence\.html",
    "scoring": r"scoring\.html",
    "words": r"words\.html",
    "sources": r"sources\.html",
    "provenance": r"provenance\.html",
    "library": r"library\.html",
    "practice": r"practice\.html",
    "inspection": r"inspection\.html",
    "editions": r"editions\.html",
    "prose": r"(getting-started|using-results|for-the-national-team|privacy|accessibility)\.html",
    "a nation": r"(scotland|northern-ireland|wales)\.html",
}
#: Kinds that only some sites have: those with several editions, and restricted ones.
SOMETIMES = {
    "an edition": r"editions/[\w.-]+/index\.html",
    "what changed": r"(editions/[\w.-]+/)?changes\.html",
    "theme of another edition": r"editions/[\w.-]+/themes/[\w-]+\.html",
    "standards of another edition": r"editions/[\w.-]+/standards\.html",
    "interventions of another edition": r"editions/[\w.-]+/interventions/[\w-]+\.html",
    "form of another edition": r"editions/[\w.-]+/assessment\.html",
    "reference of another edition": r"editions/[\w.-]+/"
    r"(questions|framework|evidence|scoring|words|sources|provenance|practice|inspection)\.html",
    "who has returned": r"results/status\.html",
}


def pages_of(site: Path) -> list[str]:
    """Every page, by its path in the site."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def kinds_of(page: str) -> list[str]:
    return [kind for kind, pattern in (KINDS | SOMETIMES).items() if re.fullmatch(pattern, page)]


def largest_of(site: Path, kind: str) -> list[Path]:
    """The pages of a kind, the largest first: it has most to go wrong."""
    found = [site / page for page in pages_of(site) if kinds_of(page) == [kind]]
    assert found, f"The site has no page of the kind {kind!r}"
    return sorted(found, key=lambda path: (-path.stat().st_size, path.name))


def sample_of(site: Path, kind: str) -> Path:
    return largest_of(site, kind)[0]
