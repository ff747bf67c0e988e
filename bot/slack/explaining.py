"""*Hvorfor?* on an inquiry's card: the model is asked once more, and says which words decided."""

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import views
from bot.slack.cards import why as card
from bot.slack.clicks import Click
from bot.slack.counter import Counter
from bot.slack.windows import show_modal
from bot.staff import permissions
from nlp.errors import NlpError
from nlp.understanding import Explanation
from storage import correspondence, inquiries
from storage.tables import Correspondence

log = structlog.get_logger(__name__)


async def show(at: Counter, client: AsyncWebClient, inquiry_id: int, clicked: Click) -> None:
    """Open the modal at once, for Slack gives 3 seconds, and fill it in when the model has answered."""
    async with at.desk.database.reading() as session:
        inquiry = await inquiries.get(session, inquiry_id)
        await permissions.require(session, at.desk, inquiry, clicked.user)
        why = await views.why(session, at.desk, inquiry, at.now())
        letter = await correspondence.first_received(session, inquiry_id)
    shown = await show_modal(client, clicked, card.waiting(why, at.words))
    view = card.draw(why, await _explained(at, letter), at.words)
    await client.views_update(view_id=shown, view=view)


async def _explained(at: Counter, letter: Correspondence) -> Explanation | None:
    try:
        return await at.explain(letter.subject, letter.text)
    except NlpError as broken:
        log.warning("not explained", inquiry=letter.inquiry_id, reason=type(broken).__name__)
        return None
