"""The pages of the toolkit, and the files to edit beside them."""

from __future__ import annotations

from maturity.questionnaire.model import Questionnaire
from maturity.questionnaire.toolkit import FOLDER, Toolkit
from maturity.render.templates import title_html
from maturity.render.toolkit_files import ENDINGS, toolkit_files
from maturity.site.reference_pages import WIDE, PageWriter

TOOLKIT = f"{FOLDER}/index.md"


def write_toolkit(writer: PageWriter, toolkit: Toolkit) -> None:
    """Adds a page for each item and their list; nothing without a toolkit."""
    if not toolkit.items:
        return
    writer.page(TOOLKIT, "toolkit", WIDE)
    for item in toolkit.items:
        ending = ENDINGS.get(item.head.file)
        head = {"title": title_html(item.head.title)}
        writer.page(f"{FOLDER}/{item.id}.md", "toolkit_item", head, item=item, file=ending and item.id + ending)


def files_to_edit(toolkit: Toolkit, q: Questionnaire) -> dict[str, bytes]:
    """Documents, workbooks and tables, by path in the site."""
    return {f"{FOLDER}/{name}": content for name, content in toolkit_files(toolkit, q.edition).items()}
