"""HTML mail to plain text, quoted passages marked as plain text marks them, with `> `.

lxml reads the HTML, whatever its state; the layout is the few rules that mail needs: blocks,
lists, cells, hidden passages, quotes. Libraries that lay HTML out were tried: inscriptis pads
table columns (200 KB of HTML became 1 GB of text), honours any margin that a sender asks for,
recurses, and takes ten times as long; html2text is GPL and writes Markdown; BeautifulSoup's
get_text and lxml's text_content glue cells and blocks together and know nothing of quotes.
Whether a mail's HTML is read at all is decided in `bot.mail.body`; cleaning HTML to show it
is not done here.
"""

import html as entities
import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from bot.mail.charsets import clean

MAX_HTML = 1_000_000  # characters; what stands later is old threads, and is kept in the original

_UNSEEN = frozenset({"head", "title", "style", "script", "template", "object", "meta", "link", "svg"})
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "figure"})
_BLOCKS = _PARAGRAPHS | frozenset(
    {"div", "ul", "ol", "li", "dl", "dt", "dd", "tr", "blockquote", "pre", "center", "address", "article"}
    | {"section", "header", "footer", "aside", "main", "nav", "form", "fieldset", "figcaption", "caption", "hr"}
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all")
_BORDER = re.compile(r"border-left\s*:(?!\s*(?:none|0))")
_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^<>]*>")
_MARKUP = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?h\d|/?table|/?blockquote)\b[^<>]*>", re.IGNORECASE)
_DEEPEST = 20  # quotes in quotes that are still told apart


def to_text(html: str) -> str:
    """Return the text of an HTML document; any string, never an error."""
    html = _XML_DECLARATION.sub("", clean(html[:MAX_HTML]), count=1)
    if not html.strip():
        return ""
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        text = _Layout().read(document_fromstring(html, parser=parser))
    except (etree.LxmlError, ValueError):
        text = entities.unescape(_MARKUP.sub("", _BREAK.sub("\n", html)))
    return _BLANK_LINES.sub("\n\n", clean(text)).strip()


class _Layout:
    """Lines put together while walking a document once, without recursion."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []  # what has been read of the line at hand
        self._depth = 0  # of quotes
        self._numbers: list[int | None] = []  # of the lists at hand; None where they have bullets
        self._verbatim = 0

    def read(self, document: HtmlElement) -> str:
        walk = etree.iterwalk(document, events=("start", "end"))
        for event, element in walk:
            seen = _is_seen(element)
            if event == "start" and seen:
                self._begin(element)
                self._add(element.text)
            elif event == "start":
                walk.skip_subtree()
            else:
                if seen:
                    self._end(element)
                self._add(element.tail)
        self._break()
        return "\n".join(self._lines)

    def _begin(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._break(even_empty=True)
        if tag in _BLOCKS:
            self._space_out(element)
        if tag in ("ul", "ol"):
            self._numbers.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._line.append(self._bullet())
        self._verbatim += tag == "pre"
        self._depth += _is_quote(element)

    def _end(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _CELLS:
            self._line.append("  ")
        if tag in _BLOCKS:
            # Outlook writes an empty line as an empty paragraph
            self._space_out(element, even_empty=tag == "p" and not _PARAGRAPH_GAP(element))
        if tag in ("ul", "ol") and self._numbers:
            self._numbers.pop()
        self._verbatim -= tag == "pre"
        self._depth -= _is_quote(element)
