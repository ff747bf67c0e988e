"""Commands that set a round up: `round create`, `invite`, `check`, `document`.

Only a new document of a round that is out has anybody written to.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from bot.cli.context import Failure, config_option, explained, run
from bot.cli.rounds import failures
from bot.cli.rounds import findings as round_findings
from bot.cli.rounds.desk import Acting, at_desk, by_option, json_option, key_argument, make
from bot.rounds import papers as round_papers
from bot.rounds.letterheads import may_write
from consultation.register.rows import tag_of
from consultation.rounds import inviting, papers, setting_up
from consultation.rounds.check import Finding, Severity
from consultation.rounds.invitees import InviteeList, Row, invitees_csv
from consultation.rounds.lifecycle import Hands
from consultation.rounds.mistakes import Mistake, RoundFileError, Wrong
from consultation.rounds.roundfile import RoundFile, Setting, read_round
from consultation.rounds.setting_up import Chosen
from consultation.rounds.words import RoundState


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--parent", help="The round that this one supplements.")
@by_option
@config_option
@explained
def create(config: Path, file: Path, parent: str | None, by: str) -> None:
    """Set a round up from its FILE and check it; nobody is written to yet.

    \b
    Examples:
      fondsdialog round create uip-2027.toml
      fondsdialog round create uip-2027-igen.toml --parent uip-2027
    """
    made = run(_create(config, file, parent, by))
    click.echo(made.key)
    for line in made.chosen:
        click.echo(line, err=True)
    _tell_findings(made.findings, to_stderr=True)


@click.command()
@key_argument
@json_option
@config_option
@explained
def check(config: Path, key: str, *, as_json: bool) -> None:
    """Check a round before it is sent out; exits with 1 where something must be put right first.

    \b
    Example:
      fondsdialog round check uip-2027
    """
    found = run(_check(config, key))
    if as_json:
        click.echo(json.dumps([round_findings.as_dict(each) for each in found], ensure_ascii=False))
    else:
        _tell_findings(found, to_stderr=False)
    if any(each.severity is Severity.BLOCKS for each in found):
        raise Failure(f"the round {key} can't be approved yet.")


@click.command()
@key_argument
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@by_option
@config_option
@explained
def document(config: Path, key: str, file: Path, by: str) -> None:
    """Add a document, FILE, to a draft or an open round; one of the same name becomes its next version.

    Once the round is out, everybody who takes part gets the new version with a letter that says so.

    \b
    Example:
      fondsdialog round document uip-2027 oplaeg.pdf
    """

    async def move(acting: Acting) -> str:
        if acting.of.state == RoundState.OPEN:
            may_write(acting.desk)
        content, text = _paper(file)
        head, now = acting.work.head, acting.work.now
        made = await papers.add(acting.session, acting.of, file.name, content, text, by, head, now)
        told = " The letters that say so are in the outbox." if acting.of.state == RoundState.OPEN else ""
        unread = "" if text else " No text can be read in it: is it scanned?"
        return f"{file.name} is now version {made.version} in the round {key}.{told}{unread}"

    click.echo(make(config, key, Hands(by, by), move), err=True)


@click.command()
@key_argument
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@by_option
@json_option
@config_option
@explained
def invite(config: Path, key: str, file: Path, by: str, *, as_json: bool) -> None:
    """Add a list of parties, a CSV FILE, to a draft, and report on each row.

    Columns: organisation and address, and language and contact where you have them; in Danish too.

    \b
    Example:
      fondsdialog round invite uip-2027 alle-fonde.csv
    """
    listed = invitees_csv(file)
    new: set[str] = set()

    async def move(acting: Acting) -> str:
        made = await inviting.invite(acting.session, acting.of, listed.invitees, by, acting.work.now)
        new.update(each.address for each in made)
        return f"{len(new)} of {len(listed.rows)} rows joined the round {key}."

    said = make(config, key, Hands(by, by), move)
    _tell_rows([_row(each, new) for each in listed.rows], listed, as_json=as_json)
    click.echo(said, err=True)


@dataclass(frozen=True)
class _Made:
    key: str
    chosen: list[str]
    """What its tags chose, in sentences."""
    findings: list[Finding]


async def _create(config: Path, path: Path, parent: str | None, by: str) -> _Made:
    async with at_desk(config) as desk:
        now, service = desk.clock.now(), desk.settings.service
        offices = [office.key for office in desk.offices]
        file = read_round(path, Setting(offices, service.timezone, now, service.language))
        file = replace(file, parent=parent or file.parent)
        papers = _papers(file)
        async with desk.database.transaction() as session:
            made = await setting_up.create(session, file, papers, by, now)
            chosen = _tell_chosen(file.tags, await setting_up.chosen(session, file.tags))
            return _Made(made.key, chosen, await setting_up.findings(session, made, desk.calendar, now))


def _tell_chosen(tags: Sequence[str], chosen: Sequence[Chosen]) -> list[str]:
    """Say how many parties the tags chose, all in all and each of them."""
    if not tags:
        return []
    counted = Counter(tag for each in chosen for tag in each.tags)
    each = ", ".join(f"{tag} {counted[tag_of(tag)]}" for tag in tags)
    parties = "1 party" if len(chosen) == 1 else f"{len(chosen)} parties"
    empty = [tag for tag in tags if not counted[tag_of(tag)]]
    lines = [f"The tags chose {parties} from the register: {each}."]
    return [*lines, *(f'Nobody in the register has the tag "{tag}".' for tag in empty)]


async def _check(config: Path, key: str) -> list[Finding]:
    async with at_desk(config) as desk, desk.database.reading() as session:
        of = await setting_up.found(session, key)
        return await setting_up.findings(session, of, desk.calendar, desk.clock.now())


def _papers(file: RoundFile) -> dict[str, tuple[bytes, str]]:
    """Read a round's documents, each with the text that can be read of it."""
    times = Counter(path.name for path in file.documents)
    doubled = [name for name, count in times.items() if count > 1]
    if doubled:
        raise RoundFileError(Mistake("documents", Wrong.DOUBLED, name) for name in doubled)
    return {path.name: _paper(path) for path in file.documents}


def _paper(path: Path) -> tuple[bytes, str]:
    content = path.read_bytes()
    return content, round_papers.text_of(path.name, content)


def _tell_findings(found: Sequence[Finding], *, to_stderr: bool) -> None:
    for each in found:
        click.echo(round_findings.line(each), err=to_stderr)
    if not found:
        click.echo("The check found nothing to put right.", err=True)


def _row(row: Row, new: set[str]) -> dict[str, Any]:
    joined = row.invitee is not None and row.invitee.address in new
    return {
        "line": row.line,
        "organisation": row.invitee.organisation if row.invitee else None,
        "address": row.invitee.address if row.invitee else None,
        "outcome": "invited" if joined else "known" if row.invitee else "refused",
        "problems": list(row.problems),
        "sentence": failures.of_the_row(row.problems),
    }


def _tell_rows(rows: Sequence[Mapping[str, Any]], listed: InviteeList, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    for row in () if as_json else rows:
        click.echo(f"line {row['line']}: {_said_of(row)}")
    if listed.ignored_columns:
        click.echo(f"Columns not read: {', '.join(listed.ignored_columns)}.", err=True)


def _said_of(row: Mapping[str, Any]) -> str:
    if row["outcome"] == "refused":
        return f"not invited, because {row['sentence']}"
    already = "" if row["outcome"] == "invited" else " was on the list already"
    return f"{row['organisation']} <{row['address']}>{already}"
