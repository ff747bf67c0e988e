"""A digest in words, the same in Slack and by mail: what to act on, then each round with what is new.

What came from outside is made safe by whoever shows it: `safe` takes a name, one line of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.dates import written
from bot.text_bars import bar
from bot.texts import Texts
from consultation.rounds.digest import Change, Curve, RoundNews, Task, ToDo
from consultation.rounds.digesting import Told, to_review
from consultation.rounds.ledger import SETTLED
from consultation.rounds.lifecycle import Act
from consultation.rounds.record import Case

NAMED = 8
"""How many of those who wait are named, and how many changes of a round; the others are counted."""
ROUNDS = 8
CELLS = 20


@dataclass(frozen=True)
class RoundText:
    """One round: its title, how it stands, the bar, and what is new, newest first.

    ``review`` is its number where statements wait for a person, else 0.
    """

    title: str
    stands: str
    bar: str
    changes: tuple[str, ...]
    review: int = 0


@dataclass(frozen=True)
class DigestText:
    """A digest; ``more`` says how many rounds are left out."""

    title: str
    to_do: tuple[str, ...]
    rounds: tuple[RoundText, ...]
    more: str = ""


@dataclass(frozen=True)
class Teller:
    """Puts a digest into words: in which language and time, and how names are made safe."""

    texts: Texts
    timezone: tzinfo
    safe: Callable[[str], str]

    def __call__(self, told: Told, office: str, since: datetime, until: datetime) -> DigestText:
        """Put a digest into words."""
        news = told.digest.rounds
        when = written(since, self.texts.language, self.timezone, until)
        return DigestText(
            self.texts("digest-title", office=self.safe(office), since=when),
            tuple(self._to_do(each, told) for each in told.digest.to_do),
            tuple(self._round(each, told.cases[each.round_id], until) for each in news[:ROUNDS]),
            self._more("digest-more-rounds", len(news) - ROUNDS),
        )

    def _to_do(self, to_do: ToDo, told: Told) -> str:
        named = [self._item(to_do.task, told.cases[of], item) for of, item in to_do.items]
        return self.texts(f"digest-{to_do.task}", what=self._listed(list(dict.fromkeys(named))))

    def _item(self, task: Task, case: Case, item: Act | int) -> str:
        title = self.safe(case.round.title)
        if task is Task.APPROVE:
            return self.texts("digest-approve-item", act=str(item), round=title)
        if task is Task.PHONE:
            return self._party(case, int(item))
        if task is Task.REVIEW:
            return self.texts("digest-review-item", round=title, count=int(item))
        message = next(each for each in case.submissions if each.id == item)
        return self.texts(
            "digest-decide-item",
            who=self._party(case, message.party_id),
            what="unclear" if message.undecided else message.kind,
        )

    def _round(self, news: RoundNews, case: Case, until: datetime) -> RoundText:
        changes = [self._change(each, case, until) for each in news.changes[:NAMED]]
        if len(news.changes) > NAMED:
            changes.append(self._more("digest-more", len(news.changes) - NAMED))
        return RoundText(
            self.safe(case.round.title),
            self._stands(news, case.round.state),
            self._bar(news),
            tuple(changes),
            case.round.id if to_review(case) else 0,
        )

    def _stands(self, news: RoundNews, state: str) -> str:
        if state != "open":
            return self.texts("digest-state", state=state)
        if news.days_left is None:
            return self.texts("digest-over")
        return self.texts("digest-left", days=news.days_left, working=news.working_days_left or 0)

    def _bar(self, news: RoundNews) -> str:
        asked = sum(news.states.values())
        if news.curve is None or not asked:
            return ""
        settled = sum(news.states[state] for state in SETTLED if state in news.states)
        said = self.texts("digest-answered", answered=settled, asked=asked, percent=_percent(settled / asked))
        earlier = [self._earlier(each, len(news.curve.answered) - 1) for each in news.earlier[:1]]
        return " ".join([bar(settled / asked, CELLS), "".join([said, *earlier])])

    def _earlier(self, curve: Curve, day: int) -> str:
        share = curve.shares[min(day, len(curve.shares) - 1)]
        return self.texts("digest-earlier", round=self.safe(curve.name), percent=_percent(share))

    def _change(self, change: Change, case: Case, until: datetime) -> str:
        if isinstance(change.what, Act):
            who = self._party(case, change.party) if change.party else ""
            said = self.texts("digest-moved", act=change.what, who=who)
        else:
            who = self._party(case, change.party or 0)
            kind = self.texts("round-kind", kind=change.what) if change.what else self.texts("digest-unclear")
            late = "yes" if change.late and change.what else "no"
            said = self.texts("digest-came", who=who, kind=kind, late=late)
        return f"{said} · {written(change.at, self.texts.language, self.timezone, until)}"

    def _party(self, case: Case, party: int) -> str:
        return self.safe(case.parties[party].organisation) if party in case.parties else "?"

    def _listed(self, names: Sequence[str]) -> str:
        more = self._more("digest-more", len(names) - NAMED)
        return ", ".join(names[:NAMED]) + (f" {more}" if more else "")

    def _more(self, key: str, count: int) -> str:
        return self.texts(key, count=count) if count > 0 else ""


def _percent(share: float) -> int:
    return round(100 * share)
