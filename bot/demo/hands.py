"""The hands of the demo's staff: in the local Slack where there is one, else straight at the desk."""

from typing import Protocol

from bot.demo.local_slack import LocalSlack
from bot.demo.world import World
from bot.desk import Desk
from bot.inquiries import answering, claiming, handling
from bot.inquiries.answering import Answer
from bot.inquiries.errors import InquiryError
from storage import correspondence
from storage.tables import Inquiry


class Hands(Protocol):
    """What the story's people do. Each is what a click or a form does."""

    async def claim(self, inquiry: Inquiry, user: str) -> None:
        """Press *Tag sagen*."""

    async def answer(self, inquiry: Inquiry, user: str, body: str) -> None:
        """Press *Svar*, write, and send."""

    async def undo(self, inquiry: Inquiry, user: str) -> None:
        """Press *Fortryd* on the newest letter."""

    async def close(self, inquiry: Inquiry, user: str) -> None:
        """Choose *Luk sagen*."""


def hands(world: World) -> Hands:
    """The hands that this world has."""
    desk = world.parts.desk
    return SlackHands(desk, world.slack) if world.slack else DeskHands(desk)


class SlackHands:
    """Clicks and types in the local Slack."""

    def __init__(self, desk: Desk, slack: LocalSlack) -> None:
        self._desk = desk
        self._slack = slack

    async def claim(self, inquiry: Inquiry, user: str) -> None:
        """See :class:`Hands`."""
        await self._click(inquiry, user, "inquiry.claim")

    async def answer(self, inquiry: Inquiry, user: str, body: str) -> None:
        """See :class:`Hands`."""
        await self._click(inquiry, user, "inquiry.reply")
        await self._slack.wait(lambda page: page.modals)
        await self._slack.submit(user, {"body": body})

    async def undo(self, inquiry: Inquiry, user: str) -> None:
        """See :class:`Hands`."""
        channel, ts = _card(inquiry)

        def preview(_page: object) -> str:
            shown = [message for message in self._slack.thread(channel, ts) if "inquiry.undo" in str(message)]
            return str(shown[-1]["ts"]) if shown else ""

        await self._slack.click(channel, await self._slack.wait(preview), user, "inquiry.undo")

    async def close(self, inquiry: Inquiry, user: str) -> None:
        """See :class:`Hands`."""
        channel, ts = _card(inquiry)
        await self._slack.click(channel, ts, user, "inquiry.more", option="close")

    async def _click(self, inquiry: Inquiry, user: str, action_id: str) -> None:
        channel, ts = _card(inquiry)
        await self._slack.wait(lambda page: action_id in str(page.message(channel, ts)))
        await self._slack.click(channel, ts, user, action_id)


class DeskHands:
    """Does the same without Slack; a refusal is what nobody sees."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def claim(self, inquiry: Inquiry, user: str) -> None:
        """See :class:`Hands`."""
        try:
            await claiming.claim(self._desk, inquiry.id, user)
        except InquiryError:
            return  # Slack would say so; the record shows that nothing happened

    async def answer(self, inquiry: Inquiry, user: str, body: str) -> None:
        """See :class:`Hands`."""
        form = await answering.open_form(self._desk, inquiry.id, user)
        await answering.send(
            self._desk, inquiry.id, user, Answer(form.recipients, form.subject, body, form.seen)
        )

    async def undo(self, inquiry: Inquiry, user: str) -> None:
        """See :class:`Hands`."""
        async with self._desk.database.reading() as session:
            letters = await correspondence.of_inquiry(session, inquiry.id)
        held = next(
            letter for letter in reversed(letters) if letter.state == "held" and letter.kind == "letter"
        )
        await answering.undo(self._desk, inquiry.id, held.id, user)

    async def close(self, inquiry: Inquiry, user: str) -> None:
        """See :class:`Hands`."""
        await handling.close(self._desk, inquiry.id, user)


def _card(inquiry: Inquiry) -> tuple[str, str]:
    return inquiry.card_channel or "", inquiry.card_ts or ""
