"""HTML mail to plain text, quoted passages marked as plain text marks them, with `> `.

By inscriptis: of the libraries tried it keeps lists and tables readable, honours
`display: none` (hidden preheaders) and carries a permissive licence; html2text is GPL and writes
Markdown, BeautifulSoup's get_text and lxml's text_content glue cells and blocks together. What
it lacks is done here: quotes, nesting without end, and input that no parser accepts.
Whether a mail's HTML is read at all is decided in `bot.mail.body`; cleaning HTML to show it
is not done here.
"""

import html as entities
import re

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from bot.mail.charsets import clean

MAX_HTML = 400_000  # characters; what stands later is old threads, and is kept in the original

# Two private-use characters say where a quote begins and ends while the text is laid out.
_BEGIN, _END = "\ue000", "\ue001"
_MARKS = re.compile("[\ue000\ue001]")
_MARKUP = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?h\d|/?table|/?blockquote)\b[^<>]*>", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^<>]*>")
_BORDER = re.compile(r"border-left\s*:(?!\s*(?:none|0))")
_BLANK_LINES = re.compile(r"\n{3,}")


def to_text(html: str) -> str:
    """Return the text of an HTML document; any string, never an error."""
    html = _XML_DECLARATION.sub("", _MARKS.sub("", clean(html[:MAX_HTML])), count=1)
    if not html.strip():
        return ""
    try:
        tree = document_fromstring(html, parser=HTMLParser(huge_tree=True, remove_comments=True))
        for quote in tree.iter("blockquote", "div"):
            if _is_quote(quote):
                _mark(quote)
        laid_out = Inscriptis(tree, ParserConfig(css=CSS_PROFILES["strict"])).get_text()
    except (etree.LxmlError, ValueError, AttributeError, IndexError, KeyError, RecursionError):
        laid_out = _stripped(html)
    return _BLANK_LINES.sub("\n\n", _with_quote_marks(clean(laid_out))).strip()


def _is_quote(element: HtmlElement) -> bool:
    """Tell a mail program's quote from a passage that the writer indented."""
    kind = element.get("class", "").lower()
    if element.tag == "div":
        return "yahoo_quoted" in kind
    style = element.get("style", "").lower()
    return element.get("type", "").lower() == "cite" or "quote" in kind or bool(_BORDER.search(style))


def _mark(quote: HtmlElement) -> None:
    begin, end = HtmlElement(_BEGIN), HtmlElement(_END)
    begin.tag = end.tag = "div"
    begin.tail, quote.text = quote.text, None
    quote.insert(0, begin)
    quote.append(end)


def _with_quote_marks(text: str) -> str:
    """Put `> ` before each line between the marks, once for each quote that it stands in."""
    depth = 0
    lines: list[str] = []
    for line in text.split("\n"):
        words = _MARKS.sub("", line).strip()
        if words or not _MARKS.search(line):
            lines.append(f"{'>' * depth} {words}" if depth else words)
        depth = max(0, depth + line.count(_BEGIN) - line.count(_END))
    return "\n".join(lines)


def _stripped(html: str) -> str:
    """Return what is left without markup: the last resort for HTML that breaks the parser."""
    return entities.unescape(_MARKUP.sub("", _BREAK.sub("\n", html)))
