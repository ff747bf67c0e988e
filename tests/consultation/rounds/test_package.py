"""A round's ZIP: there whole, however many are written at once."""

import asyncio
import itertools
import os
from zipfile import ZipFile

from consultation.rounds import package
from storage import round_messages, rounds
from tests.rounds_on_record import opened


async def test_two_that_are_written_at_once_do_not_spoil_each_other(desk, tmp_path, monkeypatch):
    round_id = await opened(desk)
    both, of_round = asyncio.Barrier(2), round_messages.of_round

    async def when_both_have_begun(session, round_id):
        await both.wait()
        return await of_round(session, round_id)

    monkeypatch.setattr(round_messages, "of_round", when_both_have_begun)
    monkeypatch.setattr(os, "getpid", itertools.count(1).__next__)  # as two processes have
    path = tmp_path / "out" / "uip-2027.zip"
    path.parent.mkdir()

    async def written(text):
        async with desk.database.reading() as session:
            await package.write(session, await rounds.get(session, round_id), {"text": text * 50_000}, path)

    await asyncio.gather(written("a"), written("b"))

    assert [each.name for each in path.parent.iterdir()] == [path.name]
    with ZipFile(path) as whole:
        assert whole.testzip() is None
