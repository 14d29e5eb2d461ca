"""A profile as a page of text for a terminal: levels with their reasons in words, standards and what to do next.

With a terminal, rich draws the tables; without one they are plain columns. Words come from `phrases`, names from
the questionnaire.
"""

from __future__ import annotations

import textwrap
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from maturity.json_reader import visible
from maturity.records import AdvisedAction, Assessment, Index, Profile, Range, StandardResult, Tally, ThemeObstacles
from maturity.render.phrases import word

Texts = dict[str, Any]
#: Characters in a line of plain text, and in a name inside a table.
WIDTH = 120


class Table(NamedTuple):
    """Rows of text under a head. The last column may be long."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


class Names(NamedTuple):
    """Names of an edition by id, and figures as they are printed."""

    texts: Texts

    def pair(self, pair: Range | None) -> str:
        """A level or an index, as a range while something is open."""
        if pair is None:
            return word("table.none")
        return str(pair["low"]) if pair["low"] == pair["high"] else word("table.range", **pair)

    def figure(self, index: Index | None) -> str:
        return self.pair(index["shown"] if index else None)

    def tally(self, tally: Tally) -> str:
        met = self.pair({"low": tally["low"], "high": tally["high"]})
        return word("table.of", part=met, whole=tally["of"]) if tally["of"] else word("table.none")

    def code(self, question: str) -> str:
        return str(self.texts["questions"][question]["code"])

    def codes(self, questions: Sequence[str]) -> str:
        return ", ".join(self.code(question) for question in questions)

    def by_lead(self, questions: Sequence[str]) -> str:
        """Codes of questions by the role that leads them, whom a reader has to ask."""
        leads = list(dict.fromkeys(self.texts["questions"][question]["lead"] for question in questions))
        led = [[q for q in questions if self.texts["questions"][q]["lead"] == lead] for lead in leads]
        return "; ".join(
            f"{self.codes(some)} ({self.texts['roles'][lead]})" for lead, some in zip(leads, led, strict=True)
        )

    def meets(self, action: AdvisedAction, unmet: Container[str]) -> str:
        """The standards that an action meets, or the one that is not met to which it leads with another, or neither."""
        towards = [question for question in action["because"] if question in unmet]
        if action["closes"] or not towards:
            return self.codes(action["closes"]) or word("table.none")
        return word("plan.towards", list=self.codes(towards))

    def standard(self, question: str) -> str:
        """A standard by its code, and by its short name if it has one."""
        name, code = self.texts["standards"][question].get("name"), self.code(question)
        return f"{code} {name}" if name else code

    def capability(self, capability: str) -> str:
        return word("results.code_and_name", **self.texts["capabilities"][capability])


def profile_parts(profile: Profile, assessment: Assessment, texts: Texts, lag: int | None) -> Iterator[str | Table]:
    """What to print of a profile: paragraphs and tables, between two lines with the marking. `lag` is how many levels a
    capability may be behind its theme."""
    names = Names(texts)
    statuses: dict[str, str] = {standard["question"]: standard["status"] for standard in profile["standards"]}
    marking = visible(assessment.get("marking", texts["edition"]["marking"]))
    name = texts["forces"].get(profile["force"], profile["force"])
    yield marking
    yield word("table.title", force=name, period=visible(profile["period"]))
    yield word(
        "table.about",
        version=profile["edition"]["version"],
        signed=word("table.signed" if profile["signed"] else "table.unsigned"),
        answered=profile["answered"],
        of=profile["of"],
    )
    yield _themes_table(profile, names)
    if profile["overall"]:
        yield word("results.overall_is", index=names.figure(profile["overall"]))
    for theme in profile["themes"]:
        if theme["reason"] and theme["level"]:
            sentence = theme_reason(
                theme["reason"]["low"], theme["reason"]["high"], theme["level"], names, statuses, lag
            )
            yield f"{texts['themes'][theme['id']]['name']}: {sentence}"
    yield _capabilities_table(profile, names)
    if profile["unshown"]:
        yield word("table.unshown", list=names.codes(profile["unshown"]))
    if profile["standards"]:
        yield _standards_table(profile, names)
    yield from _first_steps(profile, names)
    yield from _advice(profile, names)
    yield marking


def profile_list(results: Sequence[tuple[Assessment, Profile]], texts: Texts) -> Iterator[str | Table]:
    """What to print of many profiles: a row for each, between two lines with all their markings."""
    own = texts["edition"]["marking"]
    markings = " / ".join(sorted({visible(assessment.get("marking", own)) for assessment, _ in results}))
    yield markings
    yield word("table.many", n=len(results))
    themes = [word("results.code_and_name", **theme) for theme in texts["themes"].values()]
    yield word("table.many_key", list=", ".join(themes))
    head = [word("comparison.force"), word("comparison.period")]
    head += [theme["code"] for theme in texts["themes"].values()]
    head += [word("comparison.met"), word("table.answered"), ""]
    yield Table("", head, [_profile_row(profile, Names(texts)) for _, profile in results])
    yield markings


def _profile_row(profile: Profile, names: Names) -> list[str]:
    return [
        names.texts["forces"].get(profile["force"], profile["force"]),
        visible(profile["period"]),
        *(names.pair(theme["level"]) for theme in profile["themes"]),
        names.tally(profile["standards_met"]),
        word("table.of", part=profile["answered"], whole=profile["of"]),
        word("table.signed" if profile["signed"] else "table.unsigned"),
    ]


def _themes_table(profile: Profile, names: Names) -> Table:
    head = [word(f"table.{name}") for name in ("theme", "level", "index", "standards", "answered")]
    rows = [
        [
            names.texts["themes"][theme["id"]]["name"],
            names.pair(theme["level"]),
            names.figure(theme["index"]),
            names.tally(theme["standards"]),
            word("table.of", part=theme["answered"], whole=theme["of"]),
        ]
        for theme in profile["themes"]
    ]
    met = profile["standards_met"]
    title = word("table.standards_met", met=names.pair({"low": met["low"], "high": met["high"]}), of=met["of"])
    return Table(title if met["of"] else "", head, rows)


def _capabilities_table(profile: Profile, names: Names) -> Table:
    head = [word(f"table.{name}") for name in ("capability", "level", "index", "answered", "held_by")]
    rows = [
        [
            "{code} {name}".format(**names.texts["capabilities"][capability["id"]]),
            names.pair(capability["level"]),
            names.figure(capability["index"]),
            word("table.of", part=capability["answered"], whole=capability["of"]),
            names.codes(capability["reason"]["low"]),
        ]
        for theme in profile["themes"]
        for capability in theme["capabilities"]
    ]
    return Table("", head, rows)


def _standards_table(profile: Profile, names: Names) -> Table:
    head = [word(f"table.{name}") for name in ("standard", "minimum", "result", "because")]
    rows = [
        [
            f"{names.code(standard['question'])} {_short_name(names.texts['standards'][standard['question']])}",
            word("table.level_name", level=standard["minimum"], name=names.texts["scale"][standard["minimum"]]),
            word(f"results.status_{standard['status']}"),
            word(f"results.reason_{reason_key(standard)}"),
        ]
        for standard in profile["standards"]
    ]
    return Table("", head, rows)


def reason_key(standard: StandardResult) -> str:
    """A signature closes what a don't know leaves open."""
    fixed = standard["reason"] == "dont_know" and standard["status"] != "open"
    return "dont_know_signed" if fixed else standard["reason"]


def _first_steps(profile: Profile, names: Names) -> Iterator[str]:
    """What costs least comes before all else: evidence for what is claimed, and asking about what nobody knew."""
    unshown = [standard["question"] for standard in profile["standards"] if standard["status"] == "not_shown"]
    if unshown:
        yield word("results.first_evidence", n=len(unshown), list=names.by_lead(unshown))
    capabilities = [capability for theme in profile["themes"] for capability in theme["capabilities"]]
    questions = [question for capability in capabilities for question in capability["questions"]]
    unmet = {standard["question"] for standard in profile["standards"] if standard["status"] != "met"}
    unknown = [question["id"] for question in questions if question["state"] == "dont_know"]
    if asked := [question for question in unknown if question in unmet]:
        yield word("results.first_ask_standards", n=len(asked), list=names.by_lead(asked))
    if others := [question for question in unknown if question not in unmet]:
        yield word("results.first_ask", list=names.by_lead(others))


def _short_name(standard: Texts) -> str:
    return standard.get("name") or textwrap.shorten(standard["text"], 60, placeholder="…")


def _advice(profile: Profile, names: Names) -> Iterator[str | Table]:
    """What to do first, how much more there is, what to ask for nationally and what to offer."""
    advice = profile["advice"]
    if advice["first"]:
        unmet = {standard["question"] for standard in profile["standards"] if standard["status"] != "met"}
        yield actions_table(word("results.advice"), advice["first"], names, unmet)
    elif not advice["evidence"]:
        yield word("results.advice_none")
    if advice["then"]:
        yield word("table.then", n=len(advice["then"]))
    interventions = names.texts["interventions"]
    for key in ("ask", "offer"):
        for item in (advice["ask"] if key == "ask" else advice["offer"])[:5]:
            yield word(
                f"table.{key}", name=interventions[item["intervention"]]["name"], list=names.codes(item["because"])
            )


def actions_table(
    title: str,
    actions: Iterable[AdvisedAction],
    names: Names,
    unmet: Container[str],
    quarters: Mapping[str, str] | None = None,
) -> Table:
    """Actions in order, each with what to do first, who leads it, its days and which of the `unmet` standards it meets,
    and in a plan its quarter."""
    columns = ("rank", "action", "role", "days", *(["quarter"] if quarters else []), "closes", "first_step")
    texts, roles = names.texts["actions"], names.texts["roles"]
    rows = [
        [
            str(n),
            texts[item["id"]]["name"],
            roles.get(item["role"], ""),
            word("table.days_range", low=item["days"][0], high=item["days"][1]),
            *([quarters[item["id"]]] if quarters else []),
            names.meets(item, unmet),
            texts[item["id"]]["first"],
        ]
        for n, item in enumerate(actions, 1)
    ]
    return Table(title, [word(f"table.{name}") for name in columns], rows)


# --- why a theme is where it is ----------------------------------------------------------------------------------


def theme_reason(
    low: ThemeObstacles, high: ThemeObstacles, level: Range, names: Names, statuses: Mapping[str, str], lag: int | None
) -> str:
    """What holds a theme at its level, in words; at worst and at best when the two levels differ. `statuses` are those
    of the standards by question."""
    worst = _hold_sentence(low, level["low"], names, statuses, lag)
    if level["low"] == level["high"]:
        return worst
    best = _hold_sentence(high, level["high"], names, statuses, lag)
    return f"{word('results.worst')} {worst} {word('results.best')} {best}"


def _hold_sentence(held: ThemeObstacles, level: int, names: Names, statuses: Mapping[str, str], lag: int | None) -> str:
    if held["next"] is None:
        return word("results.top", level=level)
    standards = ", ".join(
        word(
            "results.standard_status",
            name=names.standard(name),
            status=word(f"results.status_{statuses[name]}").lower(),
        )
        for name in held["standards"]
    )
    if held["standards"] and not held["share"] and not held["behind"]:
        return word("results.held_standards", level=level, n=len(held["standards"]), list=standards)
    parts = [word("results.held", level=level)]
    if share := held["share"]:
        short = ", ".join(names.capability(name) for name in share["short"])
        figures = {"next": held["next"], "need": share["need"], "of": share["of"]}
        parts.append(word("results.by_share", n=share["have"], list=short, **figures))
    if held["behind"]:
        behind = ", ".join(names.capability(name) for name in held["behind"])
        figures = {"next": held["next"], "least": held["next"] - (lag or 0)}
        parts.append(word("results.by_behind", n=len(held["behind"]), list=behind, **figures))
    if held["standards"]:
        parts.append(word("results.by_standards", n=len(held["standards"]), list=standards))
    return " ".join(parts)


# --- drawing -----------------------------------------------------------------------------------------------------


def plain_text(parts: Iterator[str | Table]) -> str:
    """Paragraphs and columns without any control character, the same on every machine."""
    blocks = [textwrap.fill(part, WIDTH) if isinstance(part, str) else _columns(part) for part in parts]
    return "\n\n".join(blocks) + "\n"


def _columns(table: Table) -> str:
    lines = [table.head, *table.rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(table.head))]
    rows = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([*([table.title, ""] if table.title else []), rows[0], rule, *rows[1:]])


def print_tables(parts: Iterator[str | Table]) -> None:
    """The same through rich, to fit the terminal's width."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    console = Console(highlight=False)
    for part in parts:
        if isinstance(part, str):
            console.print(Text(part))
        else:
            drawn = Drawn(title=Text(part.title) if part.title else None, title_justify="left", box=box.SIMPLE_HEAD)
            for name in part.head:
                drawn.add_column(Text(name), overflow="fold")
            for row in part.rows:
                drawn.add_row(*(Text(cell) for cell in row))
            console.print(drawn)
        console.print()
