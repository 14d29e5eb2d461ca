"""Strict YAML: one plain reading of a file, with the line and column of everything in it.

Ordinary YAML keeps the last of two equal keys in silence, reads `no` as false and `010` as eight, and can be made
to swallow a machine. Here a value is a text, a whole number, a decimal, true, false or nothing; whatever else YAML
can do is refused with its place. The tree is built straight from the parser's events and of bounded depth, so depth
cannot crash the process, and a mistake does not hide the ones after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

import yaml

from maturity import plaintext
from maturity.errors import MaturityError, Problem
from maturity.files import read_ordinary
from maturity.json_reader import has_unseen, visible
from maturity.questionnaire.messages import Loc, character_name, explain_syntax

LARGEST = 5_000_000
DEEPEST = 30
LONGEST_NUMBER = 15
LONGEST_NAME = 100
#: The most problems of one kind that are named in a file that cannot be read because of them.
MOST_OF_A_KIND = 20

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z")
_COMMENT = re.compile(r"[ \t]+(#[^\r\n]*)")
_SAFE_BEFORE_COMMENT = re.compile(r"(?:true|false|null|~|-?[0-9]+(?:\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2})\Z")
#: Control characters, line separators that editors do not count, spaces without width, and marks that turn the
#: writing direction. Joiners (U+200C, U+200D) stay: some scripts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
#: Spaces of other widths, and those that keep a line together. Inside a text they are harmless. At the start or end of
#: a line, after a hyphen or after a name's colon, they look like what they are not.
_SPACE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_SPACE_AT_EDGE = re.compile(
    rf"^[ \t]*(?:- +)*(?:-(?={_SPACE}))?{_SPACE}|^[ \t]*(?:- +)*[\w\-'\"]+:{_SPACE}|{_SPACE}(?=[ \t\r]*$)", re.MULTILINE
)
_EMPTY = ("the file is empty", "write the fields that belong in it")
_ODD_NAME = "a name before a colon is too long, or has a line end or an invisible character"
_QUOTED = ("'", '"', "|", ">")
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Tree:
    """A file as read. `data` is plain values; `values` and `keys` give (line, column), from 1, of each value and
    of each key by location; `problems` are what was refused, and `refused` the locations that have no real value."""

    where: str
    data: Any = None
    values: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: set[Loc] = field(default_factory=set)
    #: Each number as it was written: 2026.10 is another text than 2026.1, and the same number.
    written: dict[Loc, str] = field(default_factory=dict)
    #: False when the parser gave up, so that nothing can be said about what is missing.
    whole: bool = True

    def place(self, loc: Loc, key: bool = False) -> str:
        """`file:line:column` of a location, or of the nearest thing around it that has a position."""
        if key and loc in self.keys:
            return place_in_file(self.where, *self.keys[loc])
        while loc and loc not in self.values:
            loc = loc[:-1]
        return place_in_file(self.where, *self.values.get(loc, (1, 1)))


def place_in_file(where: str, line: int, column: int) -> str:
    """A place in a file as editors and compilers write it."""
    return f"{where}:{line}:{column}"


def read_yaml(path: Path) -> Tree:
    """Read one YAML file. Raises MaturityError with every problem that the file has as YAML."""
    tree = read_tree(path)
    if tree.problems:
        raise MaturityError(tree.problems)
    return tree


def read_tree(path: Path, absent: str = "check its name and its folder") -> Tree:
    """The same, with the problems left in the tree. `absent`: how to fix it when there is no such file."""
    where = str(path)
    try:
        raw = read_ordinary(path, LARGEST)
    except FileNotFoundError:
        return _unreadable(where, "the file is not there", absent)
    except OSError as error:
        return _unreadable(
            where, f"the file cannot be read ({error.strerror})", "check what it is, and that you may read it"
        )
    return parse_yaml(raw, where)


def parse_yaml(raw: bytes, where: str) -> Tree:
    """Read YAML from bytes. Never raises: all that is wrong is in the tree's problems."""
    if len(raw) > LARGEST:
        return _unreadable(
            where, f"the file is larger than {LARGEST // 1_000_000} MB", "split it, or remove something from it"
        )
    text = plaintext.decode_utf8(raw, where)
    if isinstance(text, Problem):
        return Tree(where, problems=[text], refused={()}, whole=False)
    spoilt = [
        *islice(plaintext.conflict_problems(text, where), MOST_OF_A_KIND),
        *(_unseen_problem(text, each, where) for each in _unseen_matches(text)),
    ]
    if spoilt:
        return Tree(where, problems=spoilt, refused={()}, whole=False)
    if not text.strip():
        return _unreadable(where, *_EMPTY)
    return _TreeBuilder(where, text).build()


def _unreadable(where: str, what: str, fix: str) -> Tree:
    return Tree(where=where, problems=[Problem(where, what, fix)], refused={()}, whole=False)


def _unseen_matches(text: str) -> list[re.Match[str]]:
    """The first characters that cannot be seen, and spaces that YAML does not take for spaces, in the text's order."""
    found = [*islice(_UNSEEN.finditer(text), MOST_OF_A_KIND), *islice(_SPACE_AT_EDGE.finditer(text), MOST_OF_A_KIND)]
    return sorted(found, key=lambda match: match.end())[:MOST_OF_A_KIND]


def _unseen_problem(text: str, match: re.Match[str], where: str) -> Problem:
    character = match[0][-1:]
    place = plaintext.position_of(where, text, match.end() - 1)
    if _UNSEEN.match(character):
        return Problem(place, f"there is an invisible character (U+{ord(character):04X})", "delete it")
    what = f"there is {character_name(character)} here, which YAML does not read as a space"
    return Problem(place, what, "type an ordinary space instead, or delete it if it is at the end of a line")


class _StopReading(Exception):
    """Nothing after this point can be read."""


class _TreeBuilder:
    """Turns the parser's events into a Tree, from the outside in."""

    def __init__(self, where: str, text: str) -> None:
        self.tree = Tree(where)
        self.text = text
        self.events = self.parsed()
        #: Whether what was read last ends at a comment: then that is what is wrong with the line after it.
        self.cut = False

    def build(self) -> Tree:
        try:
            self.read_document()
        except _StopReading:
            self.tree.whole = False
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = place_in_file(self.tree.where, mark.line + 1, mark.column + 1) if mark else self.tree.where
            if not self.cut:
                self.tree.problems.append(
                    Problem(place, *explain_syntax(str(getattr(error, "problem", None) or error)))
                )
            self.tree.whole = False
        if self.tree.whole and not self.tree.values:
            return _unreadable(self.tree.where, *_EMPTY)
        return self.tree

    def parsed(self) -> Iterator[Any]:
        parser = _PARSER(self.text)
        try:
            while parser.check_event():
                event = parser.get_event()
                self.cut = False
                yield event
        finally:
            parser.dispose()

    def read_document(self) -> None:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.tree.values:
                    self.refuse(event, (), "a second document starts here", "keep one document in a file: delete `---`")
                    raise _StopReading
                self.tree.data = self.value(next(self.events), ())

    def value(self, event: Any, loc: Loc) -> Any:
        """The value that begins with an event; the events up to its end are used up."""
        self.tree.values[loc] = _start_of(event)
        if isinstance(event, yaml.AliasEvent):
            what = f"`*{visible(str(event.anchor))}` repeats something by reference"
            self.refuse(event, loc, what, "write it out again in full")
            return None
        self.plain(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, loc)
        if len(loc) >= DEEPEST:
            what = f"there are more than {DEEPEST} levels of lists inside lists"
            self.refuse(event, (), what, "remove brackets or indentation")
            raise _StopReading
        inside = takewhile(lambda each: not isinstance(each, yaml.CollectionEndEvent), self.events)
        if isinstance(event, yaml.SequenceStartEvent):
            return [self.value(each, (*loc, n)) for n, each in enumerate(inside)]
        fields: dict[str, Any] = {}
        for each in inside:
            name = self.key(each, loc, fields)
            value = self.value(next(self.events), (*loc, name or ""))
            if name is not None:
                fields[name] = value
        return fields

    def scalar(self, event: Any, loc: Loc) -> Any:
        value, wrong = _scalar_value(event)
        if wrong:
            self.refuse(event, loc, *wrong)
        elif comment := self.comment(event):
            self.cut = True
            self.tree.problems.append(comment)
            self.tree.refused.add(loc)
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.tree.written[loc] = event.value
        return value

    def comment(self, event: Any) -> Problem | None:
        """A comment right after a text without quotes, which may be the rest of that text. After a number, a date, true
        or false, quotes and brackets nothing can be lost."""
        found = _COMMENT.match(self.text, event.end_mark.index)
        if found is None or event.style in _QUOTED or _SAFE_BEFORE_COMMENT.match(event.value):
            return None
        place = plaintext.position_of(self.tree.where, self.text, found.start(1))
        rest = visible(found[1].rstrip(), 40)
        what = f"` #` starts a comment, so the text ends before `{rest}`"
        return Problem(place, what, "put the whole text in quotes, or give the comment a line of its own")

    def key(self, event: Any, loc: Loc, fields: dict[str, Any]) -> str | None:
        """The name before a colon; nothing for one that is refused, whose value goes with it."""
        if not isinstance(event, yaml.ScalarEvent):
            if isinstance(event, yaml.CollectionStartEvent):
                self.refuse(event, loc, "a name before a colon must be one word of text", "write a plain name")
            self.value(event, (*loc, ""))
            self.tree.refused.add(loc)
            return None
        self.plain(event)
        name, wrong = _scalar_value(event)
        if wrong is None and not isinstance(name, str):
            fix = f"put it in quotes: '{event.value}'" if event.value else "write a name before the colon"
            wrong = (f"a name before a colon must be text, and this is {event.value or 'nothing'}", fix)
        elif wrong is None and (len(name) > LONGEST_NAME or has_unseen(name)):
            wrong = (_ODD_NAME, f"write a plain name of at most {LONGEST_NAME} characters")
        if wrong:
            self.refuse(event, loc, *wrong)
            return None
        if name in fields:
            line = self.tree.keys[(*loc, name)][0]
            self.refuse(event, None, f"`{name}` appears twice (first on line {line})", "keep one of the two")
            return None
        self.tree.keys[(*loc, name)] = _start_of(event)
        return str(name)

    def plain(self, event: Any) -> None:
        """Refuse anchors and tags; what they are on is read as if they were not there."""
        if event.anchor is not None:
            what = f"`&{visible(event.anchor)}` names a part for reuse"
            self.refuse(event, None, what, "remove it, and write the part in full each time")
        if event.tag is not None:
            what = f"`{visible(event.tag.replace('tag:yaml.org,2002:', '!!'))}` is a YAML tag"
            self.refuse(event, None, what, "remove it, and use quotes to make it text")

    def refuse(self, event: Any, loc: Loc | None, what: str, fix: str) -> None:
        self.tree.problems.append(Problem(place_in_file(self.tree.where, *_start_of(event)), what, fix))
        if loc is not None:
            self.tree.refused.add(loc)


def _start_of(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar_value(event: Any) -> tuple[Any, tuple[str, str] | None]:
    """The value of a scalar, and what is wrong with it (what, fix)."""
    text: str = event.value
    if event.style in _QUOTED or event.tag is not None:
        found = _UNSEEN.search(text)
        if found:
            what = f"the text has an invisible character (U+{ord(found[0]):04X})"
            return None, (what, "remove the escape")
        return text, None
    if text in ("", "~", "null"):
        return None, None
    if text in ("true", "false"):
        return text == "true", None
    if _WHOLE.match(text) or _DECIMAL.match(text):
        if len(text) > LONGEST_NUMBER:
            return None, ("the number is too long to be kept exactly", "put it in quotes if it is a name")
        return (float(text) if "." in text else int(text)), None
    return text, None
