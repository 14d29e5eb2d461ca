"""How the questions read: rules about words that a program can test, for a person to fix or to clear.

Pure. The words come from `wording` in edition.yml. Source of the rules: the edition's rules for questions and
levels. A question clears a rule by name, with its reason, under `cleared`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from maturity.errors import nearest
from maturity.json_reader import visible
from maturity.questionnaire.model import Question, Questionnaire, Wording
from maturity.questionnaire.places import Flag, Path, questions

RULES = (
    *("double", "opinion", "praise", "names", "secrets", "long-sentence", "hard-to-read", "no-period"),
    "document-alone",
)

_NOT_NEEDED = "remove it with its reason, and `cleared` too if nothing else is under it"
#: What regular expressions have in one language and not in the other.
_ODD = re.compile(r"\(\?(?![:=!])|[*+?}]\+|\\[AZz]")

#: The fields in which each rule's words are looked for, and what the words do there.
_LISTS = (
    ("double", ("text",), "may ask two things at once"),
    ("opinion", ("text", "levels"), "asks for an opinion, not for what happens"),
    ("praise", ("levels",), "is praise, which nobody can check"),
    ("names", ("text", "why", "levels"), "is a name, and names change"),
    ("secrets", ("text", "evidence"), "asks for a secret"),
)


def wording_flags(q: Questionnaire, broken: Collection[str] = ()) -> list[Flag]:
    """Every flag that no question clears, and every clearance that clears nothing. `broken`: files with mistakes in
    them. While the standards have one, nobody can say which question has none."""
    minimums = {standard.question: standard.level for standard in q.standards.standards}
    known = {each.id for _, each in questions(q)}
    unsure = {"document-alone"} if "standards" in broken or minimums.keys() - known else set[str]()
    return [
        *_keep_out(q),
        *(flag for path, each in questions(q) for flag in _question(q, path, each, minimums.get(each.id), unsure)),
    ]


def _keep_out(q: Questionnaire) -> Iterator[Flag]:
    """Patterns that browsers could not read, or not as meant here."""
    for n, each in enumerate(q.edition.keep_out):
        here = ("edition", "keep_out", n, "pattern")
        try:
            found = re.compile(each.pattern)
        except re.error:
            yield here, "this is not a regular expression", "correct it, or remove it"
            continue
        if _ODD.search(each.pattern):
            yield here, "browsers do not understand all of this pattern", "begin with `(?` only `(?:`, `(?=` and `(?!`"
        elif found.search(""):
            yield here, "this pattern matches any text", "change it so that it needs a letter or digit"


def _question(
    q: Questionnaire, path: Path, question: Question, minimum: int | None, unsure: Collection[str]
) -> Iterator[Flag]:
    fired = {*unsure}
    broken = [*_broken_rules(q.edition.wording, len(q.edition.scale), question), *_document_alone(question, minimum)]
    for rule, place, what in broken:
        fired.add(rule)
        if rule not in question.cleared:
            fix = f"say it in other words, or give the reason why it is right: `cleared: {{{rule}: …}}`"
            yield (*path, *place), f"{what} (rule `{rule}`)", fix
    for rule in question.cleared:
        here = (*path, "cleared", rule)
        if rule not in RULES:
            yield here, f"there is no wording rule `{rule}`", nearest(rule, RULES)
        elif rule not in fired:
            yield here, f"`{question.id}` clears `{rule}`, and nothing breaks that rule", _NOT_NEEDED
    yield from _repeated_levels(path, question)


def _document_alone(question: Question, minimum: int | None) -> Iterator[tuple[str, Path, str]]:
    """A minimum standard that a force can meet by writing something down, whatever it does."""
    if minimum and question.proof[minimum - 1 : minimum] == ("document",):
        yield "document-alone", ("proof", minimum - 1), f"a document alone meets the minimum standard, level {minimum}"


def _repeated_levels(path: Path, question: Question) -> Iterator[Flag]:
    seen: dict[str, int] = {}
    for n, level in enumerate(question.levels):
        plain = " ".join(re.findall(r"\w+", level.casefold()))
        if plain in seen:
            yield (*path, "levels", n), f"level {n} says the same as level {seen[plain]}", "say how they differ"
        seen.setdefault(plain, n)


def _broken_rules(wording: Wording, levels: int, question: Question) -> Iterator[tuple[str, Path, str]]:
    """(rule, place in the question, what is wrong)."""
    for rule, fields, does in _LISTS:
        words = getattr(wording, rule)
        for place, text in _texts(question, fields):
            if found := _words_in(words, text):
                yield rule, place, ", ".join(f"`{word}`" for word in found) + f" {does}"
    most = wording.longest_sentence
    for place, text in _texts(question, ("text", "why", "counting", "levels")):
        longest = max((len(sentence) for sentence in _sentences(text)), default=0)
        if most and longest > most:
            yield "long-sentence", place, f"a sentence has {longest} words, and the limit is {most}"
    grade = reading_grade(" ".join(text for _, text in _texts(question, ("text", "levels"))))
    if wording.highest_grade and grade > wording.highest_grade:
        what = f"the question with its levels reads at about grade {grade}, and the limit is {wording.highest_grade}"
        yield "hard-to-read", ("text",), what
    for place, text in _texts(question, ("levels",)):
        upper = isinstance(place[-1], int) and 2 * place[-1] >= levels
        if wording.counted and upper and not re.search(r"\d|%", text) and not _words_in(wording.counted, text):
            yield "no-period", place, f"level {place[-1]} gives no number, count or period"


def _texts(question: Question, fields: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Every text in these fields, with its place in the question."""
    for field in fields:
        value = getattr(question, field)
        if isinstance(value, str):
            yield (field,), value
        for n, text in enumerate(value if isinstance(value, tuple) else ()):
            yield (field, n), text


def _words_in(words: tuple[str, ...], text: str) -> list[str]:
    """The listed words that a text has as whole words, as they are written there, each once."""
    if not words:
        return []
    return list(dict.fromkeys(visible(" ".join(match.split())) for match in _pattern(words).findall(text)))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    choices = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)


def _sentences(text: str) -> list[list[str]]:
    """The words of each sentence."""
    parts = re.split(r"[.!?]+(?=\s|$)", text)
    return [words for part in parts if (words := re.findall(r"[\w’'-]*\w[\w’'-]*", part))]


def reading_grade(text: str) -> int:
    """The US school grade that a text needs, roughly (Flesch–Kincaid, syllables counted as groups of vowels)."""
    sentences = _sentences(text)
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0
    syllables = sum(_syllables(word) for word in words)
    return max(0, round(0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59))


@cache
def _syllables(word: str) -> int:
    plain = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", plain))
    silent = bool(re.search(r"[^aeiouyl]e$|[^aeioudty]ed$|[^aeioucgsxz]es$", plain))
    return max(1, groups - silent)
