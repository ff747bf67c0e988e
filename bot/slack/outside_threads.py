"""What goes into the threads that people from outside asked in: that we have it, and the answer.

They see what is drawn here and nothing else of ours: no card, no button, no name of a colleague.
"""

from collections.abc import Awaitable, Callable, Sequence

from bot.desk import Desk
from bot.inquiries import answering, intake, leaving, outside_threads
from bot.inquiries.leaving import Whole
from bot.outbox.delivery import Delivery, Dropped, PermanentFailure, Sent
from bot.slack.calls import ChannelTrouble, MessageGone
from bot.slack.cards import answer_in_thread as card
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from bot.slack.deliveries import shown
from bot.slack.posting import Label, Posted, Poster, Upload, UploadRefused
from storage import answers, correspondence, inquiries, merged, outbox
from storage.leases import Leased
from storage.tables import Correspondence, Inquiry

KINDS = (outside_threads.RECEIVED, outside_threads.DUE, outside_threads.ANSWER)


def whose(row: Leased) -> list[str]:
    """Who is answered in the thread that a parcel is for; nobody by themselves before that has begun."""
    return [row.key.rpartition("/")[2]] if row.kind == outside_threads.ANSWER else []


class OutsideThreads:
    """Carries what is said to people outside; see `deliver` for which parcels."""

    def __init__(self, desk: Desk, poster: Poster, words: Wording) -> None:
        self._desk, self._poster, self._words = desk, poster, words
        self.deliver: dict[str, Callable[[Leased], Awaitable[Delivery]]] = {
            outside_threads.RECEIVED: self._received,
            outside_threads.DUE: self._due,
            outside_threads.ANSWER: self._answer,
        }

    async def _received(self, row: Leased) -> Delivery:
        inquiry, letter = await self._read(row)
        async with self._desk.database.glance() as session:
            if settled := await intake.why_no_receipt(session, inquiry):
                return Dropped(settled, intake.unsaid(letter.id))
        words = self._words.for_reader(letter.language)
        post = card.received(inquiry, words, self._desk.clock.now())
        place = await self._said(row, inquiry, post, post)
        return Sent({"channel": place.channel, "ts": place.ts}, intake.acknowledged(letter.id, post.text))

    async def _due(self, row: Leased) -> Delivery:
        found = await leaving.asked(self._desk, row)
        if not isinstance(found, Whole):
            return found
        _, addresses = outside_threads.split(found.letter.recipients)
        async with self._desk.database.glance() as session:
            written = await merged.letters(session, found.letter.inquiry_id)
        threads = outside_threads.threads_of(written, addresses)
        if unknown := sorted({*addresses} - threads.keys()):
            raise PermanentFailure(f"{', '.join(unknown)} wrote in no thread")
        return Sent(effect=leaving.into_threads(found.letter, threads))

    async def _answer(self, row: Leased) -> Delivery:
        inquiry, letter = await self._read(row)
        words, name = self._words.for_reader(letter.language), self._desk.from_name
        whole = card.answer(letter, inquiry.reference, name, words)
        await self._files(row, letter, inquiry.reference)
        place = await self._said(row, inquiry, whole, card.not_shown(inquiry.reference, words))
        result = {"channel": place.channel, "ts": place.ts}
        return Sent(result, answering.has_left(self._desk, letter.id))

    async def _files(self, row: Leased, letter: Correspondence, reference: str) -> None:
        """Put an answer's files into the thread, before its words; an answer too long for a message is one.

        Which they are at Slack is on record before anybody sees them: tried again, the thread is asked for
        those, and each comes once.
        """
        async with self._desk.database.reading() as session:
            files = await answers.whole_files(session, [each["file"] for each in letter.attachments])
        uploads = [Upload(each.name, each.name, each.name, each.content or b"") for each in files]
        if card.is_too_long(letter):
            name = f"{reference}.txt"
            uploads.insert(0, Upload(name, name, name, card.whole(letter)))
        if not uploads:
            return
        thread = Posted(row.payload["channel"], row.payload["thread"])
        try:
            stored = row.payload.get("stored") or await self._store(row, uploads)
            await self._poster.share(thread, stored, tried=row.attempts > 1)
        except UploadRefused as refusal:
            raise PermanentFailure(str(refusal)) from refusal
        except ChannelTrouble as trouble:
            raise PermanentFailure(trouble.reason) from trouble

    async def _store(self, row: Leased, uploads: Sequence[Upload]) -> dict[str, str]:
        stored = {await self._poster.store(each): each.title for each in uploads}
        async with self._desk.database.transaction() as session:
            await outbox.note(session, row.id, stored=stored)
        return stored

    async def _said(self, row: Leased, inquiry: Inquiry, post: Post, stand_in: Post) -> Posted:
        """Post in the thread; where that is closed to us, the staff hear of it and answer another way."""
        label, tried = Label(row.key, inquiry.reference), row.attempts > 1
        channel, thread = row.payload["channel"], row.payload["thread"]

        async def say(one: Post) -> Posted:
            return await self._poster.post(channel, one, label, thread_ts=thread, tried=tried)

        try:
            return await shown(say, post, lambda: stand_in)
        except ChannelTrouble as trouble:
            raise PermanentFailure(trouble.reason) from trouble
        except MessageGone as gone:
            raise PermanentFailure(str(gone)) from gone

    async def _read(self, row: Leased) -> tuple[Inquiry, Correspondence]:
        async with self._desk.database.glance() as session:
            letter = await correspondence.letter(session, row.payload["letter"])
            return await inquiries.get(session, letter.inquiry_id), letter
