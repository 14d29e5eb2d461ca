"""The agreement of several people as a table for a terminal, as CSV, as JSON, and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from maturity.render.csv_tables import csv_text, to_json
from maturity.render.form import BASE_STYLES, web
from maturity.render.phrases import word
from maturity.render.single_file import document
from maturity.render.templates import environment
from maturity.render.terminal import Table
from maturity.scoring.agreement import FEW, Agreement, Figures

Texts = dict[str, Any]


def agreement_parts(found: Agreement, names: Sequence[str], texts: Texts) -> Iterator[str | Table]:
    """The page for a terminal, in order: sentences, then every two people, then every question."""
    yield word("agreement.title", n=len(names))
    yield word("agreement.about")
    yield from sentences(found)
    yield Table(word("agreement.files"), ("", word("agreement.files")), [*_file_rows(names)])
    if len(names) > 2:
        heads = [word(f"agreement.{key}") for key in ("people", "pairs", "exact", "near", "kappa_head")]
        yield Table(word("agreement.between"), heads, [*between_rows(found)])
    head = [*question_head(len(names))]
    rows = [[row["code"], row["apart"], *row["answers"], row["text"]] for row in question_rows(found, texts)]
    yield Table(word("agreement.questions"), [head[0], head[1], *head[2:], ""], rows)


def sentences(found: Agreement) -> Iterator[str]:
    """The figures over everything, in words."""
    its = found.overall
    yield word("agreement.counts", n=its.pairs, exact=_share(its.exact, its.pairs), near=_share(its.near, its.pairs))
    if its.pairs:
        yield _kappa_sentence(found)
    if 0 < its.pairs < FEW:
        yield word("agreement.few", few=FEW)
    apart = {name: _share(getattr(found, name), found.asked) for name in ("dont_know", "not_applicable", "open")}
    yield word("agreement.apart", **apart)


def _kappa_sentence(found: Agreement) -> str:
    if found.overall.kappa is None:
        return word("agreement.no_kappa")
    have, of = sum(its.kappa is not None for _, its in found.between), len(found.between)
    key = "kappa" if of == 1 else "kappa_mean" if have == of else "kappa_of_some"
    return word(f"agreement.{key}", kappa=decimal(found.overall.kappa), n=have, of=of)


def between_rows(found: Agreement) -> Iterator[list[str]]:
    """A row for every two people."""
    for (one, other), its in found.between:
        kappa = word("agreement.none") if its.kappa is None else decimal(its.kappa)
        shares = [_share(count, its.pairs) for count in (its.exact, its.near)]
        yield [f"{one + 1}, {other + 1}", str(its.pairs), *shares, kappa]


def question_head(people: int) -> Iterator[str]:
    yield word("agreement.question")
    yield word("agreement.apart_head")
    yield from (word("agreement.person", n=n + 1) for n in range(people))


def question_rows(found: Agreement, texts: Texts) -> Iterator[dict[str, Any]]:
    """A row for every question."""
    for each in found.questions:
        yield {
            "id": each.question,
            "code": texts["questions"][each.question]["code"],
            "text": texts["questions"][each.question]["text"],
            "apart": word("agreement.none") if each.apart is None else str(each.apart),
            "answers": [*map(_answer, each.answers)],
        }


def agreement_csv(found: Agreement, names: Sequence[str], texts: Texts) -> str:
    """One row for each question: a column for each person, named after the file and in the order of the files."""
    people = [f"answer: {name}" for name in names]
    rows = (
        {"question": each.question, "code": texts["questions"][each.question]["code"], "apart": each.apart}
        | dict(zip(people, each.answers, strict=True))
        for each in found.questions
    )
    return csv_text(("question", "code", "apart", *people), rows)


def agreement_json(found: Agreement, names: Sequence[str]) -> str:
    """Everything as one record. Kappa is an exact fraction."""
    record = {
        "files": [*names],
        "overall": _record(found.overall),
        "between": [{"people": [*pair]} | _record(its) for pair, its in found.between],
        "questions": [each._asdict() for each in found.questions],
        "asked": found.asked,
        "dont_know": found.dont_know,
        "not_applicable": found.not_applicable,
        "open": found.open,
    }
    return to_json(record) + "\n"


def agreement_page(found: Agreement, names: Sequence[str], texts: Texts, marking: str) -> str:
    """One HTML file that needs nothing else."""
    title = word("agreement.title", n=len(names))
    body = (
        environment()
        .get_template("results/agreement.html")
        .render(
            names=names,
            sentences=[*sentences(found)],
            between=[*between_rows(found)] if len(names) > 2 else [],
            head=[*question_head(len(names))],
            questions=[*question_rows(found, texts)],
            w=word,
        )
    )
    return document(title, body, [], [web(name) for name in BASE_STYLES], marking)


def decimal(kappa: Fraction) -> str:
    """With two places, and 1 only for full agreement."""
    shown = round(kappa * 100)
    return f"{min(shown, 99) / 100:.2f}" if kappa < 1 else "1"


def _share(part: int, of: int) -> str:
    """Such as “45 (93.8 %)”."""
    return f"{part} ({part / of:.1%})".replace("%", " %") if of else str(part)


def _answer(answer: int | str | None) -> str:
    if answer is None:
        return word("agreement.none")
    return str(answer) if isinstance(answer, int) else word(f"agreement.{answer}")


def _file_rows(names: Sequence[str]) -> Iterator[list[str]]:
    for n, name in enumerate(names):
        yield [word("agreement.person", n=n + 1), name]


def _record(its: Figures) -> dict[str, Any]:
    kappa = None if its.kappa is None else [its.kappa.numerator, its.kappa.denominator]
    return {"pairs": its.pairs, "exact": its.exact, "near": its.near, "kappa": kappa}
