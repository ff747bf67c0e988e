"""`/healthz`, `/readyz` and `/metrics`, for those who watch over the service; none tells of a letter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from bot.monitoring import figures
from bot.monitoring.life import in_words
from bot.settings.listening import not_ours
from storage import schema
from storage.schema import SchemaOutdated

DESK = web.AppKey("desk", Desk)


async def healthz(request: web.Request) -> web.Response:
    """Whether this process answers and none of its loops hangs; else it is to be started anew."""
    if (hung := in_words(request.app[DESK].pulse.hung())) is not None:
        return web.Response(status=503, text=f"{hung}\n")
    return web.Response(text="ok\n")


async def readyz(request: web.Request) -> web.Response:
    """Whether it can work: 503, with the reason, while its database is gone or not migrated."""
    database = request.app[DESK].database
    try:
        database.require_its_file()
        await schema.require(database)
    except SchemaOutdated as outdated:
        return web.Response(status=503, text=f"the database is at version {outdated.state.current}\n")
    except (SQLAlchemyError, OSError) as error:
        return web.Response(status=503, text=f"the database can't be used ({type(error).__name__})\n")
    return web.Response(text="ready\n")


async def metrics(request: web.Request) -> web.Response:
    """Answer Prometheus; 503 while the database is gone."""
    try:
        page = await figures.page(request.app[DESK])
    except (SQLAlchemyError, OSError) as error:
        return web.Response(status=503, text=f"the database can't be used ({type(error).__name__})\n")
    return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE_LATEST})


def application(desk: Desk) -> web.Application:
    """Put the three pages together."""
    app = web.Application()
    app[DESK] = desk
    app.add_routes([web.get(f"/{each.__name__}", each) for each in (healthz, readyz, metrics)])
    return app


@asynccontextmanager
async def serving(desk: Desk) -> AsyncIterator[None]:
    """Answer while the block lasts; without a port nothing listens."""
    settings = desk.settings.monitoring
    if not settings.port:
        yield
        return
    runner = web.AppRunner(application(desk), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
        except OSError as error:
            raise not_ours("monitoring.", settings.host, settings.port, error) from error
        yield
    finally:
        await runner.cleanup()
