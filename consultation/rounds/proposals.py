"""What an answer to a `uip` round puts forward: ideas, own projects, takeovers, help to spread.

Read from its statements, by words that are plain; what is not plain is proposed as not sure. The
view per phase, and whether a proposal is good, are others' business.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from consultation.rounds import cues
from consultation.rounds.cues import Hit
from consultation.rounds.statements import Statement
from consultation.rounds.words import Passage, ProposalType, Question, Stance, SusiPhase, Text
from nlp.taxonomy import Label

PHASE_UNSAID = "phase"  # what a proposal lacks whose phase can't be read
_ASIDE, _FURTHER = "aside", "further"
_TYPES = (ProposalType.TAKEOVER, ProposalType.OWN_PROJECT, ProposalType.SPREAD, ProposalType.FOCUS_AREA)
# An earlier effort, or one's own, is told of as "it" once it is named: "vi foreslår, at den udbredes".
_CARRIED_ON_BY = {
    ProposalType.TAKEOVER: (ProposalType.OWN_PROJECT, ProposalType.SPREAD),
    ProposalType.OWN_PROJECT: (ProposalType.SPREAD,),
}
_NAMES_MUNICIPALITY = re.compile(
    r"[A-ZÆØÅ][\w-]+ (?:Kommune|kommuner|Municipality|municipalities)\b|[Kk]ommunerne [A-ZÆØÅ]"
    r"|[Mm]unicipalit(?:y|ies) of [A-ZÆØÅ]|\b[Kk]ommuner(?:ne)?:? \(?[A-ZÆØÅ]"
)
_ITEM = re.compile(r"\s*(?:[-–—•*▪]\s|\(?(?:\d{1,2}|[a-zæøå])[.)]\s)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal, as read: where it is made, and all that was read for it.

    `lacks` are keys of `checklist`: what its phase asks for and the answer doesn't tell. `sure`
    says that type and phase are by plain words.
    """

    type: ProposalType
    susi_phase: SusiPhase | None
    target_groups: tuple[str, ...]
    passage: Passage
    context: tuple[Passage, ...]
    lacks: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement with its words and what its question asks for."""

    statement: Statement
    text: str
    asks: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Opening:
    """A statement that puts something forward, with those that belong to it."""

    type: ProposalType
    sure: bool
    opens: _Said
    rest: list[_Said] = field(default_factory=list)

    @property
    def said(self) -> list[_Said]:
        return [self.opens, *self.rest]

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(group for one in self.said for group in one.statement.target_groups))


def find(
    texts: Sequence[Text], statements: Sequence[Statement], questions: Sequence[Question] = ()
) -> list[Proposal]:
    """Return the proposals made in the `statements` of one answer to a `uip` round."""
    asked = {question.key: _asks(question.text) for question in questions}
    by_source = {text.source: text.text for text in texts}
    said = [
        _Said(one, _words(by_source, one.passage), asked.get(one.question, frozenset())) for one in statements
    ]
    openings = _openings(said)
    return [_proposal(one, single=len(openings) == 1, everything=said) for one in openings]


def checklist(phase: SusiPhase | None) -> tuple[Label, ...]:
    """Return what a proposal must tell in `phase`, named for people; without one, the phase itself."""
    return tuple(
        Label(item["key"], item["name"]["da"], item["name"]["en"])
        for item in cues.tables("checklist")
        if (phase in item["phases"] if phase else item["key"] == PHASE_UNSAID)
    )


def _openings(said: Sequence[_Said]) -> list[_Opening]:
    found: list[_Opening] = []
    for one in said:
        opening = _opening(one)
        more_of = _carried_on(found, opening) if opening else next(reversed(found), None)
        if more_of:
            more_of.rest.append(one)
        elif opening:
            found.append(opening)
    return _without_doubles(found)


def _opening(said: _Said) -> _Opening | None:
    """Return what a statement puts forward, if anything."""
    if said.statement.stance is Stance.QUESTION:
        return None
    hits = cues.find(said.text, cues.read("proposals"))
    if any(hit.cue.key == _ASIDE for hit in hits):
        return None
    for firm in (True, False):
        keys = {hit.key for hit in hits if hit.cue.firm is firm}
        for kind in _TYPES:
            if kind in keys and (kind is not ProposalType.FOCUS_AREA or _is_of_people(said, keys)):
                plain = keys.intersection(_TYPES) <= {kind, *_CARRIED_ON_BY.get(kind, ())}
                return _Opening(kind, sure=firm and plain, opens=said)
    if _names_a_group_asked_for(said, hits):
        return _Opening(ProposalType.FOCUS_AREA, sure=False, opens=said)
    return None


def _is_of_people(said: _Said, keys: Collection[str | None]) -> bool:
    return bool(said.statement.target_groups) or "asks_focus" in keys


def _names_a_group_asked_for(said: _Said, hits: Iterable[Hit]) -> bool:
    says_no = said.statement.stance is Stance.CRITICISM or any(hit.denied for hit in hits)
    return "asks_focus" in said.asks and bool(said.statement.target_groups) and not says_no


def _carried_on(found: Sequence[_Opening], opening: _Opening) -> _Opening | None:
    """Return the proposal before that `opening` says more of."""
    if opening.sure and (_ITEM.match(opening.opens.text) or _FURTHER in _asks(opening.opens.text)):
        return None
    for before in reversed(found):
        same = opening.type is before.type or opening.type in _CARRIED_ON_BY.get(before.type, ())
        if same and (not before.groups or not opening.groups or set(before.groups) & set(opening.groups)):
            return before
    return None


def _without_doubles(found: Sequence[_Opening]) -> list[_Opening]:
    """Drop a group that is only named to say whom another proposal is for."""
    return [
        one
        for one in found
        if one.sure
        or one.type is not ProposalType.FOCUS_AREA
        or not any(
            other is not one
            and other.type is not ProposalType.FOCUS_AREA
            and (not other.groups or set(one.groups) & set(other.groups))
            for other in found
        )
    ]


def _proposal(opening: _Opening, *, single: bool, everything: Sequence[_Said]) -> Proposal:
    """Read one proposal; where it is the only one, all of the answer is said of it."""
    said = list(everything) if single else opening.said
    phase, plain = _phase(opening, said)
    groups = tuple(dict.fromkeys(group for one in said for group in one.statement.target_groups))
    return Proposal(
        opening.type,
        phase,
        groups,
        opening.opens.statement.passage,
        tuple(one.statement.passage for one in said),
        tuple(_lacks(phase, said, groups)),
        opening.sure and plain,
    )


def _phase(opening: _Opening, said: Sequence[_Said]) -> tuple[SusiPhase | None, bool]:
    """Return the phase, and whether it is plain: from where it is asked for, the proposal, the rest."""
    where_asked = [one for one in said if "asks_phase" in one.asks]
    for among, firm in ((where_asked, False), ([opening.opens], True), (said, True)):
        if phases := _phases(among, firm=firm):
            return phases[0], len(phases) == 1
    if opening.type is ProposalType.SPREAD:
        return SusiPhase.UDBREDELSE, True
    return next(iter(_phases(said, firm=False)), None), False


def _phases(said: Iterable[_Said], *, firm: bool) -> list[SusiPhase]:
    """Return the phases named, the earliest first: it asks for the least."""
    named = {hit.cue.key for one in said for hit in _phase_hits(one.text) if hit.cue.firm or not firm}
    return [phase for phase in SusiPhase if phase in named]


def _phase_hits(text: str) -> list[Hit]:
    """Return the phases named in `text`, but those that are behind or denied."""
    hits = cues.find(text, cues.read("phases"))
    past = [hit for hit in hits if hit.cue.key == "past"]
    return [
        hit
        for hit in hits
        if hit.cue.key != "past"
        and not hit.denied
        and not any(hit.start < one.end and one.start < hit.end for one in past)
    ]


def _lacks(phase: SusiPhase | None, said: Sequence[_Said], groups: Collection[str]) -> Iterable[str]:
    found = {
        hit.cue.key for one in said for hit in cues.find(one.text, cues.read("checklist")) if not hit.denied
    }
    if groups:
        found.add("target_group")
    if any(_NAMES_MUNICIPALITY.search(one.text) for one in said):
        found |= {"municipalities", "site"}
    return (item.key for item in checklist(phase) if item.key not in found)


def _asks(text: str) -> frozenset[str]:
    return frozenset(hit.cue.key for hit in cues.find(text, cues.read("proposals")))


def _words(texts: Mapping[str, str], passage: Passage) -> str:
    return texts[passage.source][passage.start : passage.end]
