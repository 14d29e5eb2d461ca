"""The commands for an edition: check it, make its site and its form, publish it, compare two, carry a file over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from maturity.assessment.json_schema import schemas
from maturity.assessment.reader import write_text
from maturity.cli import common
from maturity.editions import diff_text
from maturity.editions import publish as publishing
from maturity.editions.published import (
    EDITIONS,
    diff_folders,
    load_publishable,
    load_published,
    named_alike,
    upgrade_file,
)
from maturity.errors import MaturityError
from maturity.questionnaire import loader
from maturity.questionnaire.bundle import compile_bundle
from maturity.questionnaire.toolkit import load_toolkit
from maturity.render.csv_tables import to_json
from maturity.render.edition import load_edition
from maturity.render.form import render_form


@click.command(epilog="Example: maturity check questionnaire")
@click.argument("folder", metavar="[DIR]", default="questionnaire", type=common.FOLDER)
def check(folder: Path) -> None:
    """List every mistake in a questionnaire, and every change since it or an edition beside it was published."""
    _, problems = loader.load_publishing(folder)
    try:
        q = load_publishable(folder)
        if (editions := folder.resolve().parent / EDITIONS).is_dir():
            load_published(named_alike(folder, editions), q.edition.id)
    except MaturityError as error:
        raise MaturityError([*error.problems, *problems]) from None
    if problems:
        raise MaturityError(problems)
    click.echo(
        f"No problems in {common.printable(folder)}: edition {q.edition.version}, {len(q.themes)} themes, "
        f"{len(q.capabilities)} capabilities, {len(q.questions)} questions, "
        f"{len(q.standards.standards)} minimum standards, {len(q.interventions.interventions)} interventions."
    )


@click.command(epilog="Example: maturity build -o public")
@common.config_option
@common.output_folder_option("Folder to write the site into; `site` beside the configuration if not given.", False)
def build(config: str, output: Path | None) -> None:
    """Make the website, the form as one file, and the whole site as a zip."""
    common.check_configuration(config)
    # here and in `serve`, because loading MkDocs takes long
    from maturity.site.build import build_site, load_site, plugin_of

    site = output or Path(config).parent / "site"
    loaded = load_site(config, None, site)
    with common.new_folder(site, "build", *plugin_of(loaded).reads(loaded)) as new:
        loaded.site_dir = str(new)
        build_site(loaded, None, site)
    click.echo(f"Open {site / 'index.html'} in a browser.")
    for name, what in (("assessment.html", "The form as one file"), ("offline.zip", "The whole site as a zip")):
        if (site / name).exists():
            click.echo(f"{what}: {site / name}")


@click.command(epilog="Example: maturity serve --address 127.0.0.1:8080")
@common.config_option
@click.option("-a", "--address", default="127.0.0.1:8000", show_default=True, help="Address and port to serve at.")
def serve(config: str, address: str) -> None:
    """Show the website at a local address, and build it again after each change."""
    common.check_configuration(config)
    from maturity.site.serve import serve_site

    serve_site(config, address)


@click.command(epilog="Example: maturity form -o assessment.html")
@click.argument("folder", metavar="[DIR]", default="questionnaire", type=common.FOLDER, envvar="MATURITY_QUESTIONNAIRE")
@common.output_option()
def form(folder: Path, output: str) -> None:
    """Make the assessment form of a questionnaire as one HTML file."""
    q = loader.load_questionnaire(folder)
    form_html = render_form(q, compile_bundle(q), load_toolkit(folder, q)[0])
    common.write(output, form_html, *common.sources(folder))


@click.command(epilog="Example: maturity schema -o questionnaire/schema")
@common.output_folder_option("Folder to write the schemas into.")
def schema(output: Path) -> None:
    """Write the JSON Schemas of the questionnaire's files and of an assessment, for editors. Other files in DIR stay as
    they are."""
    output.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        common.write(str(output / name), text)


@click.command(epilog="Example: maturity publish")
@click.argument("folder", metavar="[DIR]", default="questionnaire", type=common.FOLDER)
def publish(folder: Path) -> None:
    """Freeze an edition: copy it to editions/ beside it, with a record of its contents."""
    edition = publishing.publish(folder, lambda line: common.print_note(common.printable(line)))
    day = loader.load_questionnaire(edition, words=False).edition.published or ""
    ahead = ", a day that is still to come" if day > date.today().isoformat() else ""
    click.echo(f"Published as {common.printable(edition)}, dated {common.printable(day)}{ahead}")


@click.command(epilog="Example: maturity diff editions/2026.1 questionnaire -o changes.txt")
@click.argument("old", metavar="OLD", type=common.FOLDER)
@click.argument("new", metavar="NEW", type=common.FOLDER)
@common.output_option(False, "File to write; printed if not given.")
@common.format_option("text", "json")
def diff(old: Path, new: Path, output: str | None, kind: str) -> None:
    """List what changed between two editions, the older first. Each is the folder of a questionnaire."""
    changes = diff_folders(old, new)
    common.write(output, to_json(changes) + "\n" if kind == "json" else diff_text.diff_as_text(changes), old, new)


@click.command(epilog="Example: maturity upgrade ours.assessment.json -o ours-2027.assessment.json")
@click.argument("file", metavar="FILE")
@common.output_option(False, "File to write; the newer file is printed if not given.")
@click.option(
    "--old",
    type=common.FOLDER,
    metavar="DIR",
    help="Folder of the edition that FILE belongs to; looked for in editions/ if not given.",
)
@common.period_option("The period in the newer edition, if that edition counts its periods in another way.")
@common.questionnaire_option
def upgrade(file: str, output: str | None, old: Path | None, period: str | None, questionnaire: Path) -> None:
    """Carry an assessment over to a newer edition, and list what could not be carried over. FILE does not change."""
    upgraded = upgrade_file(file, questionnaire, old, period)
    common.write_answers(output, write_text(upgraded.assessment), file, old, *common.sources(questionnaire))
    text = diff_text.upgrade_text(upgraded, load_edition(questionnaire).texts)
    click.echo(text, err=output in (None, "-"), nl=False)


COMMANDS = (check, build, serve, form, schema, publish, diff, upgrade)
