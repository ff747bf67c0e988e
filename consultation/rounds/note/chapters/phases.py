"""What the answers to a `uip` round put forward, by phase, with what each proposal lacks for it."""

from collections.abc import Mapping, Sequence

from consultation.rounds.note.blocks import Block, Heading, Run, Runs, Table, paragraph, plain
from consultation.rounds.note.content import Proposal
from consultation.rounds.note.draft import Draft
from consultation.rounds.note.publication import Said
from consultation.rounds.words import Passage, SusiPhase

_COLUMNS = ("party", "kind", "proposal", "lacks")
_WIDTHS = (22, 18, 31, 29)


def blocks(draft: Draft, within: str = "") -> list[Block]:
    """Return the chapter, where something is put forward; `within` begins its anchors."""
    words, made = draft.words, draft.note.proposals
    if not made:
        return []
    said = {(one.answer.number, one.statement.passage): one for one in draft.published.said}
    written: list[Block] = [
        Heading(words("phases"), anchor=f"{within}phases"),
        paragraph(words("phases-text", count=len(made))),
    ]
    for phase in (*SusiPhase, None):
        own = [each for each in made if each.phase is phase]
        if own:
            title = words(f"phase-{phase or 'unsaid'}")
            written += [
                Heading(title, 2, f"{within}phase-{phase or 'unsaid'}"),
                Table(
                    tuple(words(f"column-{key}") for key in _COLUMNS),
                    tuple(_row(draft, each, said) for each in own),
                    _WIDTHS,
                    title,
                ),
            ]
    return written


def _row(draft: Draft, made: Proposal, said: Mapping[tuple[int, Passage], Said]) -> tuple[Runs, ...]:
    words = draft.words
    one = said[made.answer, made.passage]
    named = words("voice", name=one.party, number=str(made.answer))
    quoted = words("quote", text=one.text) if one.quoted else one.text
    return (
        (Run(named, one.anchor if one.text else "", strong=True),),
        _kind(draft, made),
        plain(quoted if one.text else words("not-published")),
        plain(_listed(made.lacks) or words("lacks-nothing")),
    )


def _listed(items: Sequence[str]) -> str:
    """Put items in one line, of which the first alone begins with a capital."""
    return "; ".join([*items[:1], *(item[:1].lower() + item[1:] for item in items[1:])])


def _kind(draft: Draft, made: Proposal) -> Runs:
    words = draft.words
    groups = f": {words.joined(made.target_groups)}" if made.target_groups else ""
    unsure = () if made.sure else (Run(f" [{words('unsure')}]", muted=True),)
    return (Run(f"{words(f'type-{made.type}')}{groups}"), *unsure)
