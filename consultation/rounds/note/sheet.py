"""The note as a `.csv`: a line for each statement, with the exact place it comes from.

Column names and codes are fixed, for scripts; `start` and `end` count characters in the letter as it came.
Spreadsheets in Danish take a semicolon, and know the encoding by its mark. What people write in `theme`,
`stance`, `target_groups`, `review` and `reason` is read back by `rows`.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from consultation.rounds.note.content import Answer, Remark, Statement
from consultation.rounds.note.draft import Draft, everything
from consultation.rounds.note.points import Point, needs_review
from consultation.rounds.note.publication import Letter, Place, Said
from consultation.rounds.reviews import Decision

COLUMNS = (
    "round",
    "point",
    "edition",
    "theme",
    "question",
    "party",
    "submission",
    "received_at",
    "late",
    "source",
    "start",
    "end",
    "stance",
    "target_groups",
    "text",
    "place",
    "review",
    "reason",
    "verdict",
    "comment",
    "changed",
    "written",
)
NO_POINT = "no_point"
"""The place of a remark whose point is gone."""
UNREAD = "unread"
"""The place of what no machine can read."""
STRAY = "s"
"""What `written` begins with where a row is about no statement."""
_FORMULA = tuple("=+-@\t\r\n＝＋－＠'")
_SEPARATOR = ";"
IS = ("theme", "stance", "target_groups")
REVIEWED = ("review", "reason")
"""The columns in which people say what a statement is, and what they made of it."""
_ASKED = (*IS, *REVIEWED)


def csv_of(draft: Draft) -> bytes:
    """Write the note's statements out as CSV."""
    kept = StringIO()
    writer = csv.DictWriter(
        kept, COLUMNS, restval="", delimiter=_SEPARATOR, quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    writer.writeheader()
    for line in _lines(draft):
        writer.writerow({name: guarded(str(value)) for name, value in line.items()})
    return kept.getvalue().encode("utf-8-sig", "replace")


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe before what begins like one."""
    clean = text.replace("\0", "\ufffd")
    return f"'{clean}" if clean.lstrip(" \xa0").startswith(_FORMULA) else clean


def unguarded(cell: str) -> str:
    """Return what stood in a cell before it was guarded."""
    rest = cell[1:]
    return rest if cell.startswith("'") and rest.lstrip(" \xa0").startswith(_FORMULA) else cell


def stamp(source: int, times: int, cells: Mapping[str, str]) -> str:
    """Say in a word how a row was written, so that what people change in it is known when it comes back.

    It names the text of the letter by its place among them, how often something had been said of the
    statement, and what stood in the cells that say what it is, and in those that say what people made of it.
    """
    return f"s{source}r{times}-{digest_of(cells, IS)}-{digest_of(cells, REVIEWED)}"


def digest_of(cells: Mapping[str, str], names: Sequence[str]) -> str:
    """Name what stands in some cells; how a spreadsheet spaces it is of no account."""
    said = "\n".join(" ".join(cells.get(name, "").split()).casefold() for name in names)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:6]


def _lines(draft: Draft) -> Iterator[dict[str, object]]:
    for one in everything(draft):
        places = {
            voice.anchor: point
            for point in one.points
            for wording in point.wordings
            for voice in wording.voices
        }
        for said in one.published.said:
            point = places.get(said.anchor)
            yield _written(_statement(one, said) | (_remarked(point.remark, point) if point else {}))
        for letter in one.published.letters:
            yield from _unreadable(one, letter)
    for remark in draft.orphans:
        yield _written({"round": draft.note.key, "place": NO_POINT} | _remarked(remark))


def _written(line: dict[str, object]) -> dict[str, object]:
    """Remember the point: a spreadsheet takes 4-2 for the 4th of February, and some editions for figures."""
    if "point" not in line:
        return line
    return line | {"written": f"{line.get('written', STRAY)}/{line['edition']}/{line['point']}"}


def _unreadable(draft: Draft, letter: Letter) -> Iterator[dict[str, object]]:
    """Yield a line for what no machine can read: whoever has read it writes what became of it."""
    answer = letter.answer
    for at, (each, (name, reason)) in enumerate(zip(answer.unreadable, letter.unreadable, strict=True)):
        if answer.replaced_by is None:
            review = "" if each.reason is None else Decision.SET_ASIDE
            cells = {"review": str(review), "reason": reason}
            place = {"source": name, "start": 0, "end": 0, "place": UNREAD}
            written = stamp(len(answer.texts) + at, each.times, cells)
            yield _line(draft, answer, letter.party) | place | cells | {"written": written}


def _line(draft: Draft, answer: Answer, party: str) -> dict[str, object]:
    return {
        "round": draft.note.key,
        "party": party,
        "submission": answer.number,
        "received_at": answer.received_at.astimezone(draft.note.timezone).isoformat(timespec="seconds"),
        "late": str(answer.late).lower(),
    }


def _statement(draft: Draft, said: Said) -> dict[str, object]:
    statement, answer = said.statement, said.answer
    line = _line(draft, answer, said.party) | {
        "source": said.source,
        "start": statement.passage.start,
        "end": statement.passage.end,
        "place": said.place,
        "review": _review(statement),
    }
    if said.text or said.place is not Place.WITHHELD:
        line |= {"reason": said.reason}
    if said.text:
        line |= {
            "theme": ", ".join(statement.topics),
            "question": statement.question,
            "stance": statement.stance,
            "target_groups": ", ".join(statement.target_groups),
            "text": said.text,
        }
    sources = [text.source for text in answer.texts]
    if statement.passage.source not in sources:
        return line
    cells = {name: str(line.get(name, "")) for name in _ASKED}
    return line | {"written": stamp(sources.index(statement.passage.source), statement.times, cells)}


def _review(statement: Statement) -> str:
    if statement.confirmed:
        return Decision.CONFIRMED
    return Decision.SET_ASIDE if statement.set_aside is not None and statement.times else ""


def _remarked(remark: Remark, point: Point | None = None) -> dict[str, object]:
    stale = needs_review(point) if point else remark.stale
    return {
        "point": remark.point,
        "edition": point.edition if point else remark.edition,
        "verdict": remark.verdict or "",
        "comment": remark.comment,
        "changed": "changed" if stale else "",
    }
