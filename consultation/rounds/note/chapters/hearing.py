"""The hearing: its period, and every party with what came of it."""

from consultation.rounds.note.blocks import (
    Block,
    Facts,
    Heading,
    Paragraph,
    Run,
    Runs,
    Table,
    paragraph,
    plain,
)
from consultation.rounds.note.content import Party
from consultation.rounds.note.draft import Draft
from consultation.rounds.words import Consent, PartyState
from storage.alphabet import alphabetical

_TICK = "✓"
_WITH_WORDS = (
    PartyState.NO_REMARKS,
    PartyState.DECLINED,
    PartyState.OUTSIDE_REMIT,
    PartyState.DELEGATED,
)
_NOT_HEARD = (
    PartyState.SILENT,
    PartyState.INVITED,
    PartyState.PROMISED,
    PartyState.PUT_OFF,
    PartyState.UNDELIVERABLE,
)


def blocks(draft: Draft, within: str = "") -> list[Block]:
    """Return the chapter; `within` begins its anchors."""
    words = draft.words
    parts: list[tuple[str, list[Block]]] = [
        ("period", _period(draft)),
        ("parties", _asked(draft)),
        ("own-words", _own_words(draft)),
        ("silent", _silent(draft)),
        ("uninvited", _uninvited(draft)),
        ("late", _late(draft)),
        ("publication", _publication(draft)),
    ]
    said: list[Block] = [Heading(words("hearing"), anchor=f"{within}hearing")]
    for key, own in parts:
        if own:
            said += [Heading(words(f"hearing-{key}"), 2, f"{within}{key}"), *own]
    return said


def _period(draft: Draft) -> list[Block]:
    period, words = draft.note.period, draft.words
    length = words("period-length", count=period.days, working_days=period.working_days)
    rows = [
        (words("period-opens"), plain(words.moment(period.opens))),
        (words("period-deadline"), plain(words.moment(period.deadline))),
        (words("period-days"), plain(length)),
    ]
    if period.reason:
        rows.append((words("period-reason"), plain(period.reason)))
    own = [party for party in _sorted(draft) if party.deadline]
    return [Facts(tuple(rows)), *[_own_deadline(draft, party) for party in own]]


def _own_deadline(draft: Draft, party: Party) -> Paragraph:
    moment = draft.words.moment(party.deadline) if party.deadline else ""
    name = draft.published.names[party.name]
    key = "own-deadline-why" if party.reason else "own-deadline"
    return paragraph(
        draft.words(key, name=name, deadline=moment, reason=draft.published.reasons.get(party.name, "")),
        "item",
    )


def _asked(draft: Draft) -> list[Block]:
    words = draft.words
    asked = [party for party in _sorted(draft) if party.invited]
    if not asked:
        return [paragraph(words("nobody-asked"))]
    columns = ("party", "answered", "no-remarks", "what-came")
    table = Table(
        tuple(words(f"column-{key}") for key in columns),
        (*(_row(draft, party) for party in asked), _sums(draft, asked)),
        (44, 10, 13, 33),
        words("parties-caption"),
        (1, 2),
        total=True,
    )
    return [paragraph(words("parties-text")), table]


def _row(draft: Draft, party: Party) -> tuple[Runs, ...]:
    answered = party.state is PartyState.ANSWERED
    return (
        plain(draft.published.names[party.name]),
        plain(_TICK if answered else ""),
        plain(_TICK if party.state is PartyState.NO_REMARKS else ""),
        _came(draft, party) if answered else plain(draft.words(f"state-{party.state}")),
    )


def _sums(draft: Draft, asked: list[Party]) -> tuple[Runs, ...]:
    words = draft.words
    counts = [
        sum(1 for one in asked if one.state is state)
        for state in (PartyState.ANSWERED, PartyState.NO_REMARKS)
    ]
    figures = [words.number(count) for count in counts]
    return tuple(map(plain, (words("sum-asked", count=len(asked)), *figures, "")))


def _came(draft: Draft, party: Party) -> Runs:
    """Link a party to its answers, also to a joint letter that another sent."""
    runs: list[Run] = []
    for letter in draft.published.letters_of.get(party.name, ()):
        name = draft.words("answer-number", number=str(letter.answer.number))
        late = draft.words("late-mark") if letter.answer.late else ""
        replaced = draft.words("replaced-mark") if letter.answer.replaced_by is not None else ""
        older = "".join(
            draft.words("older-mark", name=name, version=str(version))
            for name, version in letter.answer.on_older
        )
        runs += [Run(", ")] * bool(runs) + [
            Run(name, letter.anchor),
            Run(late + replaced + older, muted=True),
        ]
    return tuple(run for run in runs if run.text)


def _own_words(draft: Draft) -> list[Block]:
    said: list[Block] = []
    for state in _WITH_WORDS:
        parties = [party for party in _sorted(draft) if party.state is state]
        if parties:
            said.append(Paragraph((Run(draft.words(f"own-words-{state}"), strong=True),)))
            said += [_quoted(draft, party) for party in parties]
    return said


def _quoted(draft: Draft, party: Party) -> Paragraph:
    name, said = draft.published.names[party.name], draft.published.words.get(party.name, "")
    runs = [Run(name)]
    if said:
        runs.append(Run(draft.words("own-words-quote", text=" ".join(said.split()))))
    return Paragraph(tuple(runs), "item")


def _silent(draft: Draft) -> list[Block]:
    lines: list[Block] = []
    for state in _NOT_HEARD:
        parties = [party for party in _sorted(draft) if party.state is state]
        if parties:
            names = draft.words.joined(draft.published.names[party.name] for party in parties)
            lines.append(paragraph(draft.words(f"silent-{state}", count=len(parties), names=names)))
    return lines


def _uninvited(draft: Draft) -> list[Block]:
    parties = [party for party in _sorted(draft) if not party.invited]
    items = [
        Paragraph((Run(draft.published.names[party.name]), *_tail(_came(draft, party))), "item")
        for party in parties
    ]
    return [paragraph(draft.words("uninvited-text", count=len(parties))), *items] if items else []


def _tail(runs: Runs) -> Runs:
    return (Run(" ("), *runs, Run(")")) if runs else ()


def _late(draft: Draft) -> list[Block]:
    late = [letter for letter in draft.published.letters if letter.answer.late]
    items = [
        Paragraph(
            (
                Run(letter.party + " ("),
                Run(draft.words("answer-number", number=str(letter.answer.number)), letter.anchor),
                Run(
                    "): " + draft.words("late-received", moment=draft.words.moment(letter.answer.received_at))
                ),
            ),
            "item",
        )
        for letter in late
    ]
    return [paragraph(draft.words("late-text", count=len(late))), *items] if items else []


def _publication(draft: Draft) -> list[Block]:
    words = draft.words
    given = [letter for letter in draft.published.letters if letter.answer.replaced_by is None]
    said: list[Block] = []
    if draft.note.consent_question:
        said.append(paragraph(words("consent-question", question=draft.note.consent_question)))
    for consent in Consent:
        own = [letter.party for letter in given if letter.answer.consent is consent]
        if own:
            names = words.joined(dict.fromkeys(own)) if consent is not Consent.PUBLISH else ""
            said.append(paragraph(words(f"consent-{consent}", count=len(own), names=names)))
    return [*said, paragraph(words("consent-cpr"), "small")]


def _sorted(draft: Draft) -> list[Party]:
    """Return the parties as an alphabetical list has them."""
    names = draft.published.names
    return sorted(draft.note.parties, key=lambda party: alphabetical(names[party.name]))
