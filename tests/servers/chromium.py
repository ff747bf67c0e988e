"""A browser on the local Slack's page: for journeys that click as people do, and for screenshots.

Selectors of that page stand here and nowhere else.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Locator, Page, ViewportSize, async_playwright

from bot.demo.local_slack import LocalSlack
from tests.servers.missing import CHROMIUM, find_program

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Slack doesn't mark a card that was updated with blocks as edited; the hand over it isn't part of the picture
_AS_IN_SLACK = ".msg-edited, .msg-hover-actions { display: none }"


def find_chromium() -> Path:
    """Return the browser's program. Raises `ProgramMissing`."""
    return find_program("chromium", "chromium-browser", "google-chrome", line=CHROMIUM)


@asynccontextmanager
async def browser_page(program: Path, width: int = 1280, height: int = 900) -> AsyncIterator[Page]:
    """Open an empty page in a browser of its own (0.5 s)."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, headless=True, args=list(FLAGS), chromium_sandbox=False
        )
        try:
            size: ViewportSize = {"width": width, "height": height}
            page = await browser.new_page(viewport=size, locale="da-DK", device_scale_factor=2)
            page.set_default_timeout(10_000)
            yield page
        finally:
            await browser.close()


class SlackPage:
    """The local Slack as one person has it open."""

    def __init__(self, page: Page, slack: LocalSlack) -> None:
        self.page = page
        self.slack = slack

    async def open(self, channel: str, ts: str | None = None, *, thread: bool = False) -> None:
        """Go to a channel, to a message in it, or to its thread."""
        address = self.slack.link(channel, ts, ts if thread else None) if ts else self._channel(channel)
        await self.page.goto(address)

    async def act_as(self, user: str) -> None:
        """Become somebody; the first person in the workspace is the one at the start."""
        await self.page.get_by_label("Act as").select_option(user)

    def message(self, ts: str) -> Locator:
        """A message in the channel (not its copy in the thread beside)."""
        return self.page.locator(f'.messages .msg[data-ts="{ts}"]')

    def button(self, ts: str, label: str) -> Locator:
        """A button on a message."""
        return self.message(ts).get_by_role("button", name=label, exact=True)

    async def pick(self, ts: str, label: str) -> None:
        """Choose in a message's overflow menu, which this page draws as a list."""
        await self.message(ts).locator("select.bk-overflow").select_option(label=label)

    async def open_home(self, app: str = "fondsdialog") -> None:
        """Go to the app's home tab."""
        await self.page.locator(".sidebar").get_by_text(app, exact=False).last.click()

    @property
    def home(self) -> Locator:
        """What the home tab shows."""
        return self.page.locator(".home-inner")

    @property
    def thread(self) -> Locator:
        """The pane with the open thread."""
        return self.page.locator(".thread-pane")

    @property
    def modal(self) -> Locator:
        """The modal on top."""
        return self.page.locator("div.modal")

    def field(self, label: str) -> Locator:
        """An input of the modal; several lines are one here."""
        block = self.modal.locator(".bk-input").filter(has=self.page.locator(".bk-label", has_text=label))
        return block.locator("input, select").first

    async def send(self) -> None:
        """Press the modal's submit button."""
        await self.modal.locator(".modal-btn.primary").click()

    def _channel(self, channel: str) -> str:
        return f"{self.slack.page_url}/archives/{channel}"


async def screenshot(target: Page | Locator, path: Path) -> None:
    """Save what is shown, with nothing moving and no hand over it."""
    page = target.page if isinstance(target, Locator) else target
    await page.mouse.move(0, 0)
    await target.screenshot(path=path, animations="disabled", caret="hide", style=_AS_IN_SLACK)
