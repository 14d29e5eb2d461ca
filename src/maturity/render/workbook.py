"""The assessment as a workbook (XLSX): a sheet for each theme with a row for each question, and the results as values.

It holds answers, evidence and comments. Nothing in it can run: there are no macros and no formulas, and its texts stay
texts. Protection without a password keeps people from typing over the questions; it keeps nobody out.
`assessment/workbook.py` reads it back, by the hidden sheet of `workbook_key.py`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from maturity.assessment.conditions import BLANK
from maturity.assessment.workbook import (
    CHOICE,
    COMMENT,
    DONT_KNOW,
    EVIDENCE,
    GIVEN,
    ID,
    KEY,
    NOT_APPLICABLE,
    ROLE,
    VALUE,
    evidence_field,
    given_text,
)
from maturity.questionnaire.index import Lookup, Place
from maturity.questionnaire.model import AboutField, Theme
from maturity.records import LONGEST_TEXT, Answer, Assessment, Bundle, Profile, answer_state, questions_of
from maturity.render.phrases import fill, section, texts, word
from maturity.render.result_tables import add_results
from maturity.render.sheets import (
    FILL,
    FONT,
    TABLE_STYLE,
    book_bytes,
    day_value,
    new_book,
    on_paper,
    protect,
    row_height,
    sheet_names,
    write_value,
)
from maturity.render.workbook_key import Cells, WorkbookKey, force_name, hint_of

#: Pieces of evidence that there is always room for.
PIECES: Final = 3
#: Widths of columns, in signs.
WIDTHS: Final = {
    ID: 2, "code": 13, "question": 30, "level": 22, CHOICE: 15, COMMENT: 28, ROLE: 15,
    "title": 17, "owner": 13, "date": 11, "where": 13, "checked": 12, GIVEN: 2,
}  # fmt: skip
#: Of the sheet about the force: the field, its label, the answer, the hint.
ABOUT_WIDTHS: Final = (2, 34, 50, 60)
#: Of the sheet that helps: the code, the question, the help, evidence.
HELP_WIDTHS: Final = (8, 40, 65, 40)
#: Percent of the size on paper, where the columns up to the comment fill a page.
_SCALE = 68
_INPUT = "#FFF9DB"
_RULE = "#9AA5B8"


class _Styles(NamedTuple):
    plain: Any
    bold: Any
    text: Any
    strong: Any
    title: Any
    head: Any
    input: Any
    day: Any


def workbook(
    site: Lookup,
    bundle: Bundle,
    assessment: Assessment | None = None,
    profile: Profile | None = None,
    role: str | None = None,
) -> bytes:
    """A workbook to answer in: empty, or with the answers of an assessment. With a `profile`, sheets of results follow.
    With a `role`, it has only the questions that this role leads or helps with, and only its own answers."""
    return _Workbook(site, bundle, assessment, role).made(profile)


def left_out(assessment: Assessment) -> str:
    """What an assessment has that a workbook cannot hold, in a sentence; empty if there is nothing."""
    answers = assessment["answers"].values()
    open_clashes = sum(answer_state(answer) == "open" for answer in answers)
    views = sum("said" in answer or "agreed" in answer for answer in answers) - open_clashes
    counted = {"views": views, "clashes": open_clashes}
    parts = [word(f"workbook.left_out_parts.{key}", n=n) for key, n in counted.items() if n]
    names = [key for key in section("workbook")["left_out_parts"] if key not in counted and assessment.get(key)]
    parts += [word(f"workbook.left_out_parts.{key}") for key in names]
    return word("workbook.left_out", list="; ".join(parts)) if parts else ""


def _comment(answer: Answer) -> str:
    """What stands in the column of comments: for not applicable, the reason first."""
    texts = (answer.get("not_applicable", ""), answer.get("comment", ""))
    return "\n\n".join(text for text in texts if text.strip(BLANK))


class _Workbook:
    """One workbook in the making."""

    def __init__(self, site: Lookup, bundle: Bundle, assessment: Assessment | None, role: str | None) -> None:
        self.site, self.edition, self.role, self.assessment = site, site.edition, role, assessment
        self.bundle, self.about = bundle, assessment.get("about", {}) if assessment else {}
        self.marking = (assessment.get("marking") if assessment else None) or self.edition.marking
        #: At the top of each page: whose assessment it is, or what it is.
        self.title = site.edition.title
        if assessment:
            force, period = force_name(site, assessment["force"]), assessment["period"]
            self.title = word("workbook.start_for", force=force, period=period)
        rules = {question["id"]: question for question in questions_of(bundle)}
        asked = [place for place in site.places if _is_asked(place, role)]
        self.places = {theme.id: [place for place in asked if place.theme.id == theme.id] for theme in site.q.themes}
        self.themes = [theme for theme in site.q.themes if self.places[theme.id]]
        self.may_not_apply = {key for key, rule in rules.items() if rule["not_applicable"]}
        self.answers = self._own_answers()
        most = max((len(answer.get("evidence", ())) for answer in self.answers.values()), default=0)
        self.pieces = max(PIECES, most)
        pieces = [piece for answer in self.answers.values() for piece in answer.get("evidence", ())]
        #: Who checked a piece has a column only where somebody did.
        self.evidence = [name for name in EVIDENCE if name != "checked" or any(name in piece for piece in pieces)]
        self.key = WorkbookKey(site, bundle)
        fixed = [word(f"workbook.{name}") for name in ("start", "about", "help", "chart")]
        names = sheet_names([*fixed, *(theme.name for theme in self.themes)], [KEY])
        self.start_name, self.about_name, self.help_name, self.chart_name, *self.theme_names = names
        self.out = io.BytesIO()
        self.book = new_book(
            self.out, word("workbook.title", title=self.edition.title), self.edition.summary, self.edition.owner
        )
        self.styles = self._styles()

    def _own_answers(self) -> dict[str, Answer]:
        given = self.assessment["answers"] if self.assessment else {}
        return {
            key: answer
            for key, answer in given.items()
            if answer_state(answer) != "open" and self.role in (None, answer.get("role"))
        }

    def _styles(self) -> _Styles:
        plain = {"font_name": FONT, "text_wrap": True, "valign": "top"}
        ruled = plain | {"border": 1, "border_color": _RULE}
        typed = ruled | {"locked": False, "bg_color": _INPUT, "num_format": "@", "quote_prefix": True}
        formats: tuple[dict[str, Any], ...] = (
            {},
            {"bold": True},
            ruled,
            ruled | {"bold": True},
            plain | {"bold": True, "font_size": 16},
            ruled | {"bold": True, "bg_color": FILL},
            typed,
            typed | {"num_format": "dd/mm/yyyy", "align": "left", "quote_prefix": False},
        )
        return _Styles(*(self.book.add_format(each) for each in formats))

    def made(self, profile: Profile | None) -> bytes:
        self._start(profile is not None)
        self._about()
        for theme, name in zip(self.themes, self.theme_names, strict=True):
            self._theme(theme, name)
        self._help()
        if profile is not None:
            add_results(self.book, profile, texts(self.site.q), self.chart_name, self.title, self.marking)
        self.key.write(self.book)
        return book_bytes(self.book, self.out)

    # --- the first sheet -------------------------------------------------------------------------------------------

    def _start(self, has_results: bool) -> None:
        sheet = self.book.add_worksheet(self.start_name)
        plain = self.book.add_format({"font_name": FONT, "font_size": 11, "text_wrap": True, "valign": "top"})
        strong = self.book.add_format({"font_name": FONT, "font_size": 11, "text_wrap": True, "bold": True})
        lines = [(word("workbook.start_title", title=self.edition.title, version=self.edition.version), None)]
        lines.append((self.marking, strong))
        lines += [(self.title, strong)] if self.assessment else []
        if self.role:
            named, n = self.site.roles[self.role].name, sum(map(len, self.places.values()))
            lines.append((word("workbook.start_role", role=named, n=n), strong))
        names = {
            "about": self.about_name,
            "help": self.help_name,
            **{key: self.key.named["choice"][key] for key in (DONT_KNOW, NOT_APPLICABLE)},
        }
        lines += [(fill(line, names), plain) for line in section("workbook")["start_lines"]]
        lines += [(word("workbook.results_line"), plain)] if has_results else []
        lines += [(rule, plain) for rule in self.edition.rules]
        lines.append((word("workbook.face"), strong))
        for n, (text, style) in enumerate(lines):
            sheet.write_string(n, 0, text, style or self.styles.title)
            sheet.set_row(n, row_height([text], [74]) + (16 if style is None else 8))
        sheet.set_column(0, 0, 90)
        sheet.hide_gridlines(2)
        self._paper(sheet)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        protect(sheet)

    # --- about the force -------------------------------------------------------------------------------------------

    def _about(self) -> None:
        sheet = self.book.add_worksheet(self.about_name)
        heads = {ID: "field_id", "field": "field", VALUE: "value", "hint": "hint"}
        for key in (ID, VALUE):
            self.key.add("heading.about", key, word(f"workbook.{heads[key]}"))
        rows = list(self._about_rows())
        self._table(sheet, [word(f"workbook.{name}") for name in heads.values()], len(rows))
        for n, (id, label, value, hint, kind, choices) in enumerate(rows, 1):
            for column, text in ((0, id), (1, label), (3, hint)):
                write_value(sheet, n, column, text, self.styles.strong if column == 1 else self.styles.text)
            write_value(sheet, n, 2, value, self.styles.input)
            sheet.set_row(n, row_height([label, value, hint], ABOUT_WIDTHS[1:]))
            self.key.add("row.about", id, label, self.about_name, kind)
            for choice in choices:
                self.key.add(f"choice.{id}", choice, choice)
            if choices or kind in ("force", "yes"):
                of = f"choice.{id}" if choices else kind
                self.key.drop_down(Cells(sheet, 2, n, n), of, word("workbook.list_wrong"), strict=not choices)
        for n, width in enumerate(ABOUT_WIDTHS):
            sheet.set_column(n, n, width, None, {"hidden": n == 0})
        sheet.freeze_panes(1, 2)
        self._paper(sheet)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        sheet.set_selection(1, 2, 1, 2)
        protect(sheet)

    def _about_rows(self) -> Iterator[tuple[str, str, str, str, str, Sequence[str]]]:
        """Of each row its id, label, value and hint, its kind, and the choices of one that has its own."""
        given, kind = self.assessment, self.bundle["period"].replace("-", "_")
        force = self.key.named["force"].get(given["force"], given["force"]) if given else ""
        yield "force", word("about.force"), force, word("about.force_pick"), "force", ()
        period = given["period"] if given else ""
        yield "period", word("about.period"), period, word(f"about.period_hint_{kind}"), "text", ()
        marking = given.get("marking", "") if given else ""
        hint = word("about.marking_hint", marking=self.edition.marking)
        yield "marking", word("about.marking"), marking, hint, "text", ()
        for condition in self.edition.conditions:
            said = self.about.get(condition.id)
            value = "" if not isinstance(said, bool) else self.key.named["yes"]["true" if said else "false"]
            yield f"about.{condition.id}", condition.name, value, condition.question, "yes", ()
        for field in self.edition.about:
            yield f"about.{field.id}", field.label, self._about_text(field), field.help or "", "text", field.choices

    def _about_text(self, field: AboutField) -> str:
        value = self.about.get(field.id, "")
        return value if isinstance(value, str) else ""

    # --- a theme ---------------------------------------------------------------------------------------------------

    def _columns(self) -> list[tuple[str, str, int]]:
        """Of each column of a theme its field, its heading and its width."""
        levels = [
            (f"level.{n}", word("workbook.level", level=n, name=level.name), WIDTHS["level"])
            for n, level in enumerate(self.edition.scale)
        ]
        evidence = [
            (evidence_field(n, name), word(f"workbook.evidence.{name}", n=n), WIDTHS[name])
            for n in range(1, self.pieces + 1)
            for name in self.evidence
        ]
        simple = (ID, "code", "question", CHOICE, COMMENT, ROLE, GIVEN)
        others = [(name, word(f"workbook.{name}"), WIDTHS[name]) for name in simple]
        return [*others[:3], *levels, *others[3:-1], *evidence, others[-1]]

    def _theme(self, theme: Theme, name: str) -> None:
        sheet = self.book.add_worksheet(name)
        columns, places = self._columns(), self.places[theme.id]
        at = {field: n for n, (field, _, _) in enumerate(columns)}
        inputs = [field for field in at if field in (ID, CHOICE, ROLE, COMMENT, GIVEN) or field.startswith("evidence.")]
        if theme is self.themes[0]:
            for field in inputs:
                self.key.add("heading.answers", field, columns[at[field]][1])
        self._table(sheet, [heading for _, heading, _ in columns], len(places))
        widths = [width if field not in (ID, GIVEN) else LONGEST_TEXT for field, _, width in columns]
        beside_arrow = [width - 4 for width in widths]
        sheet.set_row(0, row_height([heading for _, heading, _ in columns], beside_arrow, bold=True))
        for n, place in enumerate(places, 1):
            values = self._question_cells(place) | self._answer_cells(place.question.id)
            for field, column in at.items():
                self._cell(sheet, n, column, field, values.get(field, ""))
            shown = [str(values.get(field, "")) for field in at]
            sheet.set_row(n, row_height(shown, widths))
            may = "yes" if place.question.id in self.may_not_apply else "no"
            self.key.add("row.answers", place.question.id, place.question.code, name, may)
        for n, (field, _, width) in enumerate(columns):
            sheet.set_column(n, n, width, None, {"hidden": field in (ID, GIVEN)})
        self._drop_downs(sheet, at, places)
        sheet.freeze_panes(1, at["question"] + 1)
        sheet.set_selection(1, at[CHOICE], 1, at[CHOICE])
        self._theme_paper(sheet, at, len(places))
        protect(sheet)

    def _cell(self, sheet: Any, row: int, column: int, field: str, value: str | date) -> None:
        if field.endswith(".date"):
            write_value(sheet, row, column, value, self.styles.day)
        elif field in (CHOICE, ROLE, COMMENT) or field.startswith("evidence."):
            write_value(sheet, row, column, value, self.styles.input)
        elif field in ("code", "question") and "\n" in str(value):  # the first line stands out
            first, _, rest = str(value).partition("\n")
            sheet.write_rich_string(
                row, column, self.styles.bold, f"{first}\n", self.styles.plain, rest, self.styles.text
            )
        else:
            style = self.styles.strong if field in ("code", "question") else self.styles.text
            write_value(sheet, row, column, value, style)

    def _question_cells(self, place: Place) -> dict[str, str]:
        """What a row says, by its columns."""
        q = place.question
        condition = self.site.conditions[q.condition].name if q.condition else ""
        standard = self.site.standards.get(q.id)
        helpers = ", ".join(self.site.roles[each].name for each in q.helpers)
        lines = [
            q.text,
            word("say.who_leads", lead=self.site.roles[q.lead].name),
            word("workbook.helps", list=helpers) if helpers else "",
            word("workbook.counting", text=q.counting) if q.counting else "",
            word("workbook.standard", level=standard.level) if standard else "",
            word("question.condition", name=condition) if condition else "",
            word("question.sensitive") if q.sensitive else "",
        ]
        return {
            ID: q.id,
            "code": f"{q.code}\n{place.capability.name}",
            "question": "\n".join(filter(None, lines)),
        } | {f"level.{n}": text for n, text in enumerate(q.levels)}

    def _answer_cells(self, id: str) -> dict[str, str | date]:
        answer = self.answers.get(id)
        if answer is None:
            return {ROLE: self.key.named["role"][self.role]} if self.role else {}
        state = answer_state(answer)
        code = str(answer["level"]) if state == "level" else state
        side: dict[str, Any] = {"level": answer["level"]} if state == "level" else {code: True}
        comment, role = _comment(answer), answer.get("role", "")
        cells: dict[str, str | date] = {
            CHOICE: self.key.named["choice"][code],
            ROLE: self.key.named["role"].get(role, role),
            COMMENT: comment,
            GIVEN: given_text(answer["at"], side, comment, role) if "at" in answer else "",
        }
        for n, piece in enumerate(answer.get("evidence", ()), 1):
            shown: Mapping[str, Any] = piece | {
                "owner": self.key.named["role"].get(piece.get("owner", ""), piece.get("owner", "")),
                "checked": self.key.named["checked"].get(piece.get("checked", ""), ""),
                "date": day_value(piece["date"]) if "date" in piece else "",
            }
            cells |= {evidence_field(n, name): shown.get(name, "") for name in self.evidence}
        return cells

    def _drop_downs(self, sheet: Any, at: Mapping[str, int], places: Sequence[Place]) -> None:
        last = len(places)
        hint = (word("workbook.choice_title"), word("workbook.choice_hint"))
        for n, place in enumerate(places, 1):
            every = place.question.id not in self.may_not_apply
            cells = Cells(sheet, at[CHOICE], n, n)
            self.key.drop_down(cells, "choice", word("workbook.choice_wrong"), hint, without_last=every)
        hint = (word("workbook.role"), word("workbook.role_hint"))
        self.key.drop_down(Cells(sheet, at[ROLE], 1, last), "role", word("workbook.role_wrong"), hint)
        for number in range(1, self.pieces + 1):
            column = {name: at[evidence_field(number, name)] for name in self.evidence}
            hint = (word("workbook.evidence.owner", n=number), word("workbook.owner_hint"))
            owners = Cells(sheet, column["owner"], 1, last)
            self.key.drop_down(owners, "role", word("workbook.owner_wrong"), hint, strict=False)
            if "checked" in column:
                self.key.drop_down(Cells(sheet, column["checked"], 1, last), "checked", word("workbook.checked_wrong"))
            rule = {
                "validate": "date",
                "criteria": ">=",
                "value": date(1990, 1, 1),
                "error_title": word("workbook.wrong_title"),
                "error_message": word("workbook.date_wrong"),
                "error_type": "warning",
            }
            hint = (word("workbook.evidence.date", n=number), word("workbook.date_hint"))
            sheet.data_validation(1, column["date"], last, column["date"], rule | hint_of(*hint))

    def _theme_paper(self, sheet: Any, at: Mapping[str, int], rows: int) -> None:
        """The question and the answer on one page, and the evidence on the next ones, by their codes."""
        self._paper(sheet)
        sheet.repeat_rows(0)
        sheet.repeat_columns(at[ID], at["code"])
        sheet.set_print_scale(_SCALE)
        sheet.print_across()
        ends = [evidence_field(n, EVIDENCE[0]) for n in range(PIECES + 1, self.pieces + 1, PIECES)]
        sheet.set_v_pagebreaks([at[ROLE], *(at[field] for field in ends)])
        sheet.print_area(0, 0, rows, at[GIVEN] - 1)

    # --- help ------------------------------------------------------------------------------------------------------

    def _help(self) -> None:
        """What helps to choose, a row for each question: what counts, when it does not apply, and what shows it."""
        sheet = self.book.add_worksheet(self.help_name)
        heads = [word(f"workbook.{name}") for name in ("code", "question", "guidance", "ideas")]
        places = [place for theme in self.themes for place in self.places[theme.id]]
        self._table(sheet, heads, len(places))
        for n, place in enumerate(places, 1):
            q = place.question
            applies = word("workbook.applies", text=q.not_applicable) if q.not_applicable else ""
            row = [q.code, q.text, "\n".join(filter(None, (q.guidance, applies))), "\n".join(q.evidence)]
            for column, text in enumerate(row):
                write_value(sheet, n, column, text, self.styles.strong if column == 0 else self.styles.text)
            sheet.set_row(n, row_height(row, HELP_WIDTHS))
        for n, width in enumerate(HELP_WIDTHS):
            sheet.set_column(n, n, width)
        sheet.freeze_panes(1, 1)
        self._paper(sheet)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        protect(sheet)

    # --- small things ----------------------------------------------------------------------------------------------

    def _table(self, sheet: Any, heads: Sequence[str], rows: int) -> None:
        """The table of a sheet, with its headings: programs that read a screen aloud say them with each cell."""
        number = len(self.book.worksheets())
        columns = [{"header": head, "header_format": self.styles.head} for head in heads]
        about = {"name": f"Table{number}", "columns": columns, "style": TABLE_STYLE, "banded_rows": False}
        sheet.add_table(0, 0, max(rows, 1), len(heads) - 1, about)

    def _paper(self, sheet: Any) -> None:
        on_paper(sheet, self.title, self.marking)


def _is_asked(place: Place, role: str | None) -> bool:
    return role is None or role == place.question.lead or role in place.question.helpers
