"""Files that lie at Slack: fetched, and looked at before anybody has them or they are sent to anybody."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.desk import Desk
from bot.front_desk.scanning import INFECTED, mark_of
from bot.inquiries import enclosing, received_files
from bot.outbox.delivery import Delivery, Dropped, PermanentFailure, Sent
from bot.slack.posting import Poster
from bot.slack.said import BY_ID
from storage import answers
from storage.leases import Leased
from storage.tables import AnswerFile


class Files:
    """Fetches what goes along with an answer, and what came with what somebody wrote."""

    def __init__(self, desk: Desk, poster: Poster) -> None:
        self._desk, self._poster = desk, poster
        self.deliver: dict[str, Callable[[Leased], Awaitable[Delivery]]] = {enclosing.FETCH: self._fetch}

    async def _fetch(self, row: Leased) -> Delivery:
        async with self._desk.database.glance() as session:
            file = await answers.file(session, row.payload["file"])
        if file.sha256 is not None or file.mark is not None:
            return Dropped("the file is here already")
        content = await self._content(file)
        mark = await asyncio.to_thread(mark_of, self._desk.scan, file.name, content)
        if row.payload.get("received"):
            return Sent({"size": len(content)}, received_files.looked_at(file.id, content, mark))
        if mark == INFECTED:
            raise PermanentFailure(INFECTED)
        return Sent({"size": len(content)}, enclosing.fetched(file.id, content))

    async def _content(self, file: AnswerFile) -> bytes:
        most, address = self._desk.settings.smtp.attachments_mb * enclosing.MEGABYTE, file.url
        if address.startswith(BY_ID):
            address = await self._poster.address_of(address.removeprefix(BY_ID))
        return await self._poster.download(address, most)
