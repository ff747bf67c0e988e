"""Whether there is room on the disks that we write to."""

import shutil
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.settings import Settings

MEGABYTE = 1024 * 1024


def no_room(settings: Settings) -> str | None:
    """Say what is wrong with the disks that we write to; None while there is room."""
    places = [settings.service.data_dir]
    url = make_url(settings.database.url)
    if url.get_backend_name() == "sqlite":
        places.append(Path(url.database or "").parent)
    least = min((shutil.disk_usage(each).free for each in places if each.exists()), default=None)
    if least is None or least >= settings.monitoring.disk_free_mb * MEGABYTE:
        return None
    return f"{least // MEGABYTE} MB are left on the disk"
