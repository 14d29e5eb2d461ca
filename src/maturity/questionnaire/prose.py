"""The pages of a questionnaire that its authors write themselves, and what keeps them from being published.

What two people wrote at once is the usual trouble: the marks of a conflict in git, and the copies that programs for
shared folders leave beside a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from maturity.errors import MaturityError, Problem
from maturity.files import is_system_file, read_ordinary, system_reason
from maturity.plaintext import conflict_problems, decode_utf8
from maturity.questionnaire.places import normalised_name

#: Bytes of one page.
LARGEST = 5_000_000
#: What programs put behind the name of a file when they keep two versions of it.
_COPY = re.compile(
    r"""(?P<page>.+?)(?:
        [ ]?[(\[](?:.*\b)?(?:copy|conflict|konflikt|conflit).*[)\]]  # Dropbox, Nextcloud, Box, Google Drive
        | [ ]-[ ]copy(?:[ ]\([0-9]+\))?                             # Windows
        | [ ]copy(?:[ ][0-9]+)?                                     # macOS
        | \.sync-conflict-.+                                        # Syncthing
        | _(?:backup|base|local|remote)_[0-9]+                      # git mergetool
    )|copy[ ]of[ ](?P<first>.+)""",
    re.VERBOSE | re.IGNORECASE,
)
#: The same where the name could also be that of a page of its own: the name of a computer (OneDrive), or a number.
_MAYBE_COPY = re.compile(
    r"(?P<page>.+?)(?:-(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*| \([0-9]{1,3}\)| [0-9]{1,2}|-[0-9]{1,2})"
)


def page_files(folder: Path) -> list[Path]:
    """Every page in a questionnaire's folder, wherever it is in it. What systems and programs leave behind is none."""
    found = (path.relative_to(folder) for path in folder.rglob("*.md") if path.is_file())
    return sorted(folder / path for path in found if not any(map(is_system_file, path.parts)))


def page_titles(folder: Path) -> dict[str, str]:
    """The title of each page beside the questionnaire's files, by file name. Raises MaturityError."""
    return {path.name: title_of(path, _read_page(path)) for path in page_files(folder) if path.parent == folder}


def title_of(path: Path, text: str) -> str:
    """The first heading of a page, which is its name in the navigation."""
    found = (line[2:].strip() for line in text.splitlines() if line.startswith("# "))
    return next(found, path.stem.replace("-", " ").capitalize())


def page_problems(folder: Path) -> list[Problem]:
    """Everything that keeps a questionnaire's pages from being published."""
    found: list[Problem] = []
    texts: dict[Path, str] = {}
    for path in page_files(folder):
        try:
            texts[path] = _read_page(path)
        except MaturityError as error:
            found += error.problems
    copies = {path: page for path in texts if (page := copied_page(path, texts))}
    found += [_copy_problem(path, page) for path, page in copies.items()]
    known: dict[str, Path] = {}
    for path in (path for path in texts if path not in copies):
        found += conflict_problems(texts[path], str(path))
        title = title_of(path, texts[path])
        if path.parent == folder and (first := known.setdefault(normalised_name(title), path)) != path:
            what = f"two pages are called “{title}”: this one and {first.name}"
            found.append(Problem(str(path), what, "give one of them another first heading"))
    return found


def copied_page(path: Path, texts: Mapping[Path, str]) -> Path | None:
    """The page that a file is a copy of, by its name and, where that could be an honest one, by what is in it."""
    if match := _COPY.fullmatch(path.stem):
        page = path.with_name((match["page"] or match["first"]) + path.suffix)
        return page if page in texts else None
    if match := _MAYBE_COPY.fullmatch(path.stem):
        page = path.with_name(match["page"] + path.suffix)
        return page if page in texts and _are_similar(path, page, texts) else None
    return None


def _are_similar(path: Path, page: Path, texts: Mapping[Path, str]) -> bool:
    """Whether two pages have one title, or half of their lines in common."""
    here, there = ({line.strip() for line in texts[each].splitlines()} - {""} for each in (path, page))
    return title_of(path, texts[path]) == title_of(page, texts[page]) or 2 * len(here & there) >= len(here | there)


def _copy_problem(path: Path, page: Path) -> Problem:
    what = f"its name says that this is a copy of {page.name}, which a program kept because two versions were saved"
    fix = f"copy what only this one has into {page.name}, and delete this one; or rename it if it is a separate page"
    return Problem(str(path), what, fix)


def _read_page(path: Path) -> str:
    """Raises MaturityError with the place from which the page is not text in UTF-8."""
    try:
        raw = read_ordinary(path, LARGEST)
    except OSError as error:
        fix = "check what it is, and that you may read it"
        raise MaturityError([Problem(str(path), f"it cannot be read ({system_reason(error)})", fix)]) from None
    if len(raw) > LARGEST:
        what = f"it is larger than {LARGEST // 1_000_000} MB, too large for a page"
        raise MaturityError([Problem(str(path), what, "check that it is the right file")])
    text = decode_utf8(raw, str(path))
    if isinstance(text, Problem):
        raise MaturityError([text])
    return text
