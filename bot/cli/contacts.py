"""`contact import`, `list`: the register of organisations and contacts, from which tags choose."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from bot.cli.context import Failure, clock_for, config_option, explained, opened, run, settings_from
from bot.cli.rounds.desk import json_option
from consultation import sheets
from consultation.register import importing, rows
from consultation.register.importing import Outcome
from consultation.register.rows import ContactList, Problem, Row
from storage import register
from storage.alphabet import alphabetical


@click.group()
def contact() -> None:
    """Keep the register of organisations and contacts.

    \b
    Example:
      fondsdialog contact import fonde.csv
    """


@contact.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@config_option
@explained
def import_(config: Path, file: Path, *, as_json: bool) -> None:
    """Read a list, a CSV FILE, into the register, and report on each row.

    Columns: organisation and address, and name, language, tags and cvr where you have them; in Danish too.
    Several tags are written with commas between them. If a row is wrong, nothing at all is imported.

    \b
    Example:
      fondsdialog contact import fonde.csv
    """
    listed = _read(file)
    report = [_wrong(row) for row in listed.rows] if listed.wrong else run(_import(config, listed))
    _tell(report, listed, as_json=as_json)
    if listed.wrong:
        raise Failure(
            f"nothing was imported: {len(listed.wrong)} of {len(listed.rows)} rows can't be used. "
            "Put them right, and import the list again."
        )


@contact.command("list")
@click.option("--tag", "tags", multiple=True, help="Only organisations with this tag; may be repeated.")
@json_option
@config_option
@explained
def list_(config: Path, tags: tuple[str, ...], *, as_json: bool) -> None:
    """List the contacts with their organisations, by organisation.

    \b
    Example:
      fondsdialog contact list --tag "alle fonde"
    """
    found = run(_list(config, [rows.tag_of(tag) for tag in tags]))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    for each in () if as_json else found:
        named = f"{each['name']} <{each['address']}>" if each["name"] else each["address"]
        tagged = f"  [{', '.join(each['tags'])}]" if each["tags"] else ""
        click.echo(f"{each['organisation'] or '-'}: {named} ({each['language'] or '-'}){tagged}")
    if not found and not as_json:
        click.echo("No contacts.", err=True)


def _read(file: Path) -> ContactList:
    try:
        return rows.read(file)
    except sheets.Unreadable:
        raise Failure(f"{file.name} can't be read: is it there, and is it a list in CSV?") from None
    except sheets.ColumnsMissing as missing:
        lines = "\n".join(
            f"  {column}: there is no such column; it may be called {', '.join(rows.COLUMNS[column])}."
            for column in missing.columns
        )
        raise Failure(f"the list can't be used:\n{lines}") from None


async def _import(config: Path, listed: ContactList) -> list[dict[str, Any]]:
    settings = settings_from(config)
    now = clock_for(settings).now()
    entries = [row.entry for row in listed.rows if row.entry]
    async with opened(settings) as database, database.transaction() as session:
        outcomes = await importing.take_in(session, entries, now)
    return [_values(row, outcome) for row, outcome in zip(listed.rows, outcomes, strict=True)]


async def _list(config: Path, tags: Sequence[str]) -> list[dict[str, Any]]:
    async with opened(settings_from(config)) as database, database.reading() as session:
        organisations = {each.id: each for each in await register.organisations(session)}
        tagged = await register.tags(session)
        found: list[dict[str, Any]] = [
            {
                "organisation": organisation.name if organisation else None,
                "cvr": organisation.cvr if organisation else None,
                "address": each.email,
                "name": each.name,
                "language": each.language,
                "tags": tagged.get(each.organisation_id or 0, []),
            }
            for each in await register.everybody(session)
            for organisation in [organisations.get(each.organisation_id or 0)]
        ]
    chosen = [each for each in found if not tags or set(tags) & set(each["tags"])]
    return sorted(chosen, key=lambda each: (alphabetical(each["organisation"] or ""), each["address"]))


def _wrong(row: Row) -> dict[str, Any]:
    """Report on a row of a list that is not imported."""
    return _values(row, Outcome.WRONG if row.problems else None)


def _values(row: Row, outcome: Outcome | None) -> dict[str, Any]:
    return {
        "line": row.line,
        "organisation": row.entry.organisation if row.entry else None,
        "address": row.entry.address if row.entry else None,
        "outcome": outcome,
        "problems": list(row.problems),
        "sentence": ", ".join(_PROBLEMS[problem] for problem in row.problems),
    }


def _tell(report: Sequence[dict[str, Any]], listed: ContactList, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    for each in () if as_json else report:
        if each["outcome"] == Outcome.WRONG:
            click.echo(f"line {each['line']}: wrong, because {each['sentence']}")
        elif each["outcome"]:
            click.echo(f"line {each['line']}: {each['outcome']}, {each['organisation']} <{each['address']}>")
    if listed.ignored:
        click.echo(f"Columns not read: {', '.join(listed.ignored)}.", err=True)
    if not listed.wrong:
        counted = Counter(each["outcome"] for each in report)
        counts = [f"{counted[outcome]} {outcome}" for outcome in Outcome if counted[outcome]]
        click.echo(
            f"{len(report)} rows: {', '.join(counts)}." if counts else "The list has no rows.", err=True
        )


_PROBLEMS = {
    Problem.ORGANISATION_MISSING: "the organisation is missing",
    Problem.NOT_ONE_LINE: "a name in it has a line break or another control character",
    Problem.ADDRESS_MISSING: "the address is missing",
    Problem.BAD_ADDRESS: "what stands as its address is no mail address",
    Problem.DOUBLED_ADDRESS: "its address stands in an earlier row",
    Problem.UNKNOWN_LANGUAGE: "its language is neither Danish (da) nor English (en)",
    Problem.BAD_CVR: "its CVR number is not eight digits",
    Problem.CVR_OF_ANOTHER: "its CVR number stands with another organisation in an earlier row",
    Problem.TOO_MANY_FIELDS: "it has more fields than there are columns",
}
