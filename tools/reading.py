"""The reading grade of every question and page, the hardest first.

`python -m tools.reading` measures as `maturity check` does: a question with its levels, and a page without its tables
and code.
"""

from __future__ import annotations

import re
from pathlib import Path

from maturity.questionnaire.loader import load_questionnaire
from maturity.questionnaire.wording import reading_grade

FOLDER = Path(__file__).resolve().parent.parent / "questionnaire"
#: Front matter, blocks of code, rows of tables and addresses of links.
NO_PROSE = re.compile(r"\A---\n.*?\n---\n|^```.*?^```|^\|.*?$|\]\([^)]*\)", re.DOTALL | re.MULTILINE)


def grades() -> list[tuple[int, str]]:
    """Grade and name of each question and page."""
    q = load_questionnaire(FOLDER, words=False)
    found = [(reading_grade(" ".join((each.text, *each.levels))), f"{each.code} {each.id}") for each in q.questions]
    for path in sorted(FOLDER.rglob("*.md")):
        # a heading or a point of a list is a sentence of its own
        text = re.sub(r"(?<![.!?:])\n\s*\n|\n(?=[-#>] )", ". ", NO_PROSE.sub("", path.read_text(encoding="utf-8")))
        found.append((reading_grade(text), str(path.relative_to(FOLDER))))
    return sorted(found, key=lambda each: (-each[0], each[1]))


if __name__ == "__main__":
    for grade, name in grades():
        print(f"{grade:3}  {name}")
