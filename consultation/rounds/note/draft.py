"""A note worked out: what may be read of it, gathered into points, with what is lacking.

One value for all writers of the note; no words of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from consultation.rounds.note.completeness import Lacking, lacking
from consultation.rounds.note.content import Note, Remark
from consultation.rounds.note.masking import Masks, masked, merged
from consultation.rounds.note.points import Point, all_remarks, points
from consultation.rounds.note.publication import Published, publish
from consultation.rounds.note.wording import Words


@dataclass(frozen=True, slots=True)
class Draft:
    """A note as it may be read. `orphans` are remarks whose point is gone; only the outermost has them."""

    note: Note
    words: Words
    published: Published
    points: tuple[Point, ...]
    lacking: tuple[Lacking, ...]
    orphans: tuple[Remark, ...]
    supplements: tuple["Draft", ...]

    @property
    def name(self) -> str:
        """What a note of this kind is called."""
        return self.words("supplementary-title" if self.note.supplement_to else "title")


def work_out(note: Note, masks: Masks) -> Draft:
    """Work a note out, with its supplements."""
    remarks = {
        key: _covered(remark, masks, note)
        for key, remark in all_remarks(note).items()
        if _says_something(remark)
    }
    draft = _one(note, masks, remarks, "", "")
    used = {point.key for one in everything(draft) for point in one.points}
    orphans = tuple(remark for key, remark in remarks.items() if key not in used)
    return replace(draft, orphans=orphans)


def everything(draft: Draft) -> list[Draft]:
    """Return a draft and all its supplements, the outermost first."""
    return [draft, *(one for child in draft.supplements for one in everything(child))]


def _one(note: Note, masks: Masks, remarks: Mapping[str, Remark], prefix: str, within: str) -> Draft:
    words = Words(note.language, note.timezone)
    supplements = tuple(
        _one(
            replace(child, language=note.language),
            masks,
            remarks,
            f"{prefix}s{number}",
            f"{within}{child.key}/",
        )
        for number, child in enumerate(note.supplements, 1)
    )
    published = publish(note, masks, words, prefix)
    return Draft(
        note,
        words,
        published,
        tuple(points(published.said, remarks, prefix, within)),
        lacking(note, published.said, [one.note.title for one in supplements if one.lacking]),
        (),
        supplements,
    )


def _says_something(remark: Remark) -> bool:
    return bool(remark.comment.strip()) or remark.verdict is not None


def _covered(remark: Remark, masks: Masks, note: Note) -> Remark:
    """Hide CPR numbers in what the ministry itself has written."""
    mark = Words(note.language, note.timezone)("mask-cpr")
    hidden = merged((span, mark) for span in masks.cpr(remark.comment))
    return replace(remark, comment=masked(remark.comment, hidden))
