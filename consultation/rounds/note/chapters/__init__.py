"""What a note says, chapter by chapter, as blocks; how the blocks look is in `page` and `paper`."""

from consultation.rounds.note.blocks import Block, Heading, deeper, numbered, paragraph
from consultation.rounds.note.chapters import appendix, balance, figures, hearing, opening, phases, remarks
from consultation.rounds.note.draft import Draft


def first_page(draft: Draft) -> list[Block]:
    """Return what stands before the first chapter, but for the title and the contents."""
    return opening.blocks(draft)


def body(draft: Draft) -> list[Block]:
    """Return the numbered chapters and the appendix."""
    chapters = [
        *hearing.blocks(draft),
        *figures.blocks(draft),
        *remarks.blocks(draft),
        *phases.blocks(draft),
        *balance.verdicts(draft),
        *_supplements(draft),
        *balance.reckoning(draft),
    ]
    return numbered([*chapters, *appendix.blocks(draft)])


def _supplements(draft: Draft) -> list[Block]:
    if not draft.supplements:
        return []
    words = draft.words
    blocks: list[Block] = [
        Heading(words("supplements"), anchor="supplements"),
        paragraph(words("supplements-text")),
    ]
    for number, child in enumerate(draft.supplements, 1):
        own = [
            *hearing.blocks(child, f"s{number}"),
            *remarks.blocks(child, f"s{number}"),
            *phases.blocks(child, f"s{number}"),
            *_supplements(child),
        ]
        blocks += [Heading(child.note.title, 2, f"supplement{number}"), *deeper(own, 2)]
    return blocks
