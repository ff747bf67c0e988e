"""Whom a round's letters are from."""

from bot.desk import Desk
from bot.signed_address import message_id
from consultation.rounds.errors import NoSender
from consultation.rounds.writing import Letterhead


def letterhead(desk: Desk) -> Letterhead:
    """Whom a round's letters are from."""
    domain = desk.own_address.rpartition("@")[2]
    return Letterhead(
        desk.own_address,
        lambda party, key: message_id("r", party, key, domain, desk.key),
        desk.settings.smtp.auto_per_day,
    )


def may_write(desk: Desk) -> None:
    """Raise :class:`NoSender` where letters would be lost because nobody says whom they are from."""
    if not desk.own_address:
        raise NoSender
