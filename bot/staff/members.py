"""Who belongs to which office.

Configured members stand; an office with a Slack user group gets the group's people on top, refreshed while
the service runs (``bot.slack.usergroups``). What they may do with one inquiry is decided in
``bot.staff.permissions``.
"""

from collections.abc import Iterable, Sequence

from bot.inquiries.errors import NotAMember, OnlyStaff
from bot.settings import BarredMember, Office


class Members:
    """The offices' people, by Slack user id."""

    def __init__(self, offices: Sequence[Office], barred: Iterable[BarredMember] = ()) -> None:
        self._configured = {office.key: frozenset(office.members) for office in offices}
        self._from_groups: dict[str, frozenset[str]] = {}
        self._triage = frozenset(office.key for office in offices if office.triage)
        self._barred = frozenset((each.member, each.organisation) for each in barred)

    def refresh(self, office: str, users: Iterable[str]) -> None:
        """Take over who is in an office's user group now."""
        self._from_groups[office] = frozenset(users)

    def of(self, office: str) -> frozenset[str]:
        """The people of one office."""
        return self._configured.get(office, frozenset()) | self._from_groups.get(office, frozenset())

    def who_may_act(self, office: str) -> frozenset[str]:
        """Those who may act for an office: its own people, and triage's."""
        return frozenset().union(*(self.of(key) for key in {office, *self._triage}))

    def may_act(self, user: str, office: str) -> bool:
        """Whether somebody may act on an office's inquiries."""
        return user in self.who_may_act(office)

    def offices_of(self, user: str) -> list[str]:
        """The offices that somebody belongs to, by key, as configured."""
        return [office for office in self._configured if user in self.of(office)]

    def may_see(self, user: str) -> list[str] | None:
        """The offices whose inquiries somebody may look at: their own; None, all of them, for triage."""
        offices = self.offices_of(user)
        return None if self._triage.intersection(offices) else offices

    def barred_from(self, user: str) -> list[str]:
        """The organisations, by mail domain or name, with whose matters somebody has nothing to do."""
        return sorted(organisation for member, organisation in self._barred if member == user)

    def works_here(self, user: str) -> bool:
        """Whether somebody belongs to any office."""
        return bool(self.offices_of(user))

    def require_colleague(self, user: str) -> None:
        """Raise :class:`OnlyStaff` unless somebody belongs to any office."""
        if not self.works_here(user):
            raise OnlyStaff(user)

    def require(self, user: str, office: str) -> None:
        """Raise :class:`NotAMember` unless somebody may act on an office's inquiries."""
        if not self.may_act(user, office):
            raise NotAMember(user, office)
