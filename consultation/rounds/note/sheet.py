"""The note as a `.csv`: a line for each statement, with the exact place it comes from.

Column names and codes are fixed, for scripts; `start` and `end` count characters in the letter as it came.
Spreadsheets in Danish take a semicolon, and know the encoding by its mark.
"""

import csv
from collections.abc import Iterator
from io import StringIO

from consultation.rounds.note.content import Remark
from consultation.rounds.note.draft import Draft, everything
from consultation.rounds.note.points import Point, needs_review
from consultation.rounds.note.publication import Place, Said

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
    "text",
    "place",
    "reason",
    "verdict",
    "comment",
    "changed",
)
NO_POINT = "no_point"
"""The place of a remark whose point is gone."""
_FORMULA = tuple("=+-@\t\r\n＝＋－＠'")
_SEPARATOR = ";"


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
            yield _statement(one, said) | (_remarked(point.remark, point) if point else {})
    for remark in draft.orphans:
        yield {"round": draft.note.key, "place": NO_POINT} | _remarked(remark)


def _statement(draft: Draft, said: Said) -> dict[str, object]:
    statement, answer = said.statement, said.answer
    line: dict[str, object] = {
        "round": draft.note.key,
        "party": said.party,
        "submission": answer.number,
        "received_at": answer.received_at.astimezone(draft.note.timezone).isoformat(timespec="seconds"),
        "late": str(answer.late).lower(),
        "source": said.source,
        "start": statement.passage.start,
        "end": statement.passage.end,
        "place": said.place,
    }
    if said.text or said.place is not Place.WITHHELD:
        line |= {"reason": said.reason}
    if said.text:
        line |= {
            "theme": ", ".join(statement.topics),
            "question": statement.question,
            "stance": statement.stance,
            "text": said.text,
        }
    return line


def _remarked(remark: Remark, point: Point | None = None) -> dict[str, object]:
    stale = needs_review(point) if point else remark.stale
    return {
        "point": remark.point,
        "edition": point.edition if point else remark.edition,
        "verdict": remark.verdict or "",
        "comment": remark.comment,
        "changed": "changed" if stale else "",
    }
