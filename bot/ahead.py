"""Working ahead: the next item is made while the one before it is used."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def ahead(items: AsyncIterator[T]) -> AsyncIterator[T]:
    """Yield the items, the next one always under way; whoever stops early ends that one too."""
    coming = asyncio.ensure_future(anext(items))
    try:
        while True:
            try:
                item = await coming
            except StopAsyncIteration:
                return
            coming = asyncio.ensure_future(anext(items))
            yield item
            del item  # the last one is not to live on with the error that ends the items
    finally:
        coming.cancel()
        await asyncio.wait([coming])
        if not coming.cancelled():
            coming.exception()  # looked at: whoever stopped is not interested
