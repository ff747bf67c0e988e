"""HTML mail to plain text, quoted passages marked as plain text marks them, with `> `.

lxml reads the HTML, whatever its state; the layout is the few rules that mail needs: blocks,
lists, cells, hidden passages, what is struck out, quotes, and where a link leads that does not say so.
Libraries that lay HTML out were tried: inscriptis pads
table columns (200 KB of HTML became 1 GB of text), honours any margin that a sender asks for,
recurses, and takes three times as long; html2text is GPL and writes Markdown; BeautifulSoup's
get_text and lxml's text_content glue cells and blocks together and know nothing of quotes.
Whether a mail's HTML is read at all is decided in `bot.mail.body`; cleaning HTML to show it
is not done here.
"""

import html as entities
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from bot.mail import list_marks
from bot.mail.charsets import clean

MAX_HTML = 1_000_000  # characters; what stands later is old threads, and is kept in the original

_UNSEEN = frozenset({"head", "title", "style", "script", "meta", "link"})
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "figure", "hr"})
_BLOCKS = _PARAGRAPHS | frozenset(
    {"div", "ul", "ol", "li", "dl", "dt", "dd", "tr", "blockquote", "pre", "center", "address", "article"}
    | {"section", "header", "footer", "aside", "main", "nav", "form", "fieldset", "figcaption", "caption"}
    | {"details", "summary", "textarea", "select", "option"}
)
_LISTS = frozenset({"ul", "ol"})
_ITEM_TEXT = frozenset({"p", "div"})
_WHOLE = re.compile(r"\s*-?\d{1,6}\s*")
_CELLS = frozenset({"td", "th"})
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all")
_BORDER = re.compile(r"border-left\s*:(?!\s*(?:none|0))")
_NO_BORDER = re.compile(r"border\s*:\s*(?:none|0)")  # how programs indent what is being written
_QUOTE_CLASS = re.compile(r"(?:\w*_)?quoted?(?:_\w*)?")  # "gmail_quote", and no "blockquote" or "pull-quote"
_STRIKES = frozenset({"s", "strike", "del"})
_STRUCK = "[overstreget: "  # in words: signs such as ~ mean that to few; in Danish, as those who read it
_STRUCK_WORDS = re.compile(r"\S(?:.*\S)?")
_OUTLOOKS_BAR = re.compile(r"border-left\s*:\s*solid\s+blue")  # beside each mail that is answered
_SPACE = re.compile(r"\s+")
_SPACES = re.compile(" {2,}")
_CELL_ENDS = re.compile(r" ?\t[ \t]*")
_BLANK_LINES = re.compile(r"\n{3,}")
_DOCUMENT_END = re.compile(r"</(?:body|html)\b[^<>]*>", re.IGNORECASE)  # libxml2 reads nothing after it
# Where something unseen begins, and where it ends: without an end it would swallow all that follows.
_SWALLOWS = tuple(
    (re.compile(begin, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for begin, end in (
        ("<!--", "-->"),
        *((rf"<{tag}\b[^<>]*>", rf"</{tag}\b") for tag in ("title", "style", "script")),
    )
)
_FIELDS = frozenset({"input", "option"})
_WRITTEN = frozenset({"", "text", "email", "tel", "url", "number", "date", "search"})  # kinds of input
_TICKED = frozenset({"checkbox", "radio"})
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]*>")
_MARKUP = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?h\d|/?table|/?blockquote)\b[^<>]*>", re.IGNORECASE)
_WEB = ("http://", "https://")
_LONGEST_ADDRESS = 200  # characters; of a longer one its host is shown
_DEEPEST = 20  # quotes in quotes that are still told apart


def to_text(html: str) -> str:
    """Return the text of an HTML document; any string, never an error."""
    html = _DOCUMENT_END.sub("", _XML_DECLARATION.sub("", _without_open_ends(clean(html[:MAX_HTML]))))
    if not html.strip():
        return ""
    text = _laid_out(html)
    if text is None:
        text = entities.unescape(_MARKUP.sub("", _BREAK.sub("\n", html)))
    return _BLANK_LINES.sub("\n\n", clean(text)).strip()


def _without_open_ends(html: str) -> str:
    for begin, end in _SWALLOWS:
        last = max((found.end() for found in end.finditer(html)), default=0)
        html = html[:last] + begin.sub("", html[last:])
    return html


def _laid_out(html: str) -> str | None:
    """Return the text as lxml reads it, or None where it gives up: nothing there, or nested too deep."""
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        document = document_fromstring(html, parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        return None
    return _Layout().read(document)


@dataclass
class _List:
    before: int | None
    """The number of the item before; None where it has bullets."""
    kind: str


class _Layout:
    """Lines put together while walking a document once, without recursion."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []  # what has been read of the line at hand; a tab ends a cell
        self._quotes = 0
        self._verbatim = 0
        self._struck = 0
        self._lists: list[_List] = []  # those at hand
        self._links: list[tuple[str, list[str]]] = []  # the links at hand: where each leads, and its words
        self._paragraph = 0  # how many lines there were when it began

    def read(self, document: HtmlElement) -> str:
        walk = etree.iterwalk(document, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                if _is_seen(element):
                    self._end(element)
                self._add(element.tail)
            elif _is_seen(element):
                self._begin(element)
                self._add(element.text)
            else:
                walk.skip_subtree()
        self._break()
        return "\n".join(self._lines)

    def _begin(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._break(keep_empty=True)
        if tag in _BLOCKS and not (_opens_item(element) or _fills_cell(element)):
            self._break()
            self._leave_gap(element)
            self._paragraph = len(self._lines)
        if tag in _LISTS:
            before = _whole(element, "start", 1) - 1 if tag == "ol" else None
            self._lists.append(_List(before, list_marks.kind_of(element)))
        elif tag == "li":
            self._line.append(self._bullet(element))
        elif tag in _FIELDS:
            self._line.append(_filled_in(element))
        if tag == "a":
            self._links.append((element.get("href", "").strip(), []))
        self._verbatim += tag == "pre"
        self._struck += _is_struck(element)
        self._quotes += _is_quote(element)

    def _end(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "a" and self._links:
            self._line.append(_leads_to(*self._links.pop()))
        if tag in _CELLS:
            self._line.append("\t")
        if tag in _BLOCKS and not _fills_cell(element):
            # an empty paragraph is how Outlook writes an empty line
            self._break(keep_empty=tag == "p" and len(self._lines) == self._paragraph)
            self._leave_gap(element)
        if tag in _LISTS:
            self._lists.pop()
        self._verbatim -= tag == "pre"
        self._struck -= _is_struck(element)
        self._quotes -= _is_quote(element)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._links:
            self._links[-1][1].append(text)
        if self._struck:
            text = _STRUCK_WORDS.sub(rf"{_STRUCK}\g<0>]", text if self._verbatim else _SPACE.sub(" ", text))
        if not self._verbatim:
            self._line.append(_SPACE.sub(" ", text))
            return
        *whole, rest = text.split("\n")
        for line in whole:
            self._line.append(line)
            self._break(keep_empty=True)
        self._line.append(rest)

    def _break(self, *, keep_empty: bool = False) -> None:
        """End the line at hand, if there is anything on it."""
        text = "".join(self._line)
        self._line.clear()
        text = text.replace(f"]{_STRUCK}", "").replace(f"] {_STRUCK}", " ")
        if not self._verbatim:
            text = _CELL_ENDS.sub("  ", _SPACES.sub(" ", text).strip(" \t"))
        if text.strip() or keep_empty:
            self._lines.append(f"{self._mark()}{text}".rstrip())

    def _leave_gap(self, element: HtmlElement) -> None:
        """Put an empty line around a paragraph; Outlook's have no margins."""
        has_margins = element.tag in _PARAGRAPHS and not element.get("class", "").startswith("Mso")
        if has_margins and self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._mark().rstrip())

    def _mark(self) -> str:
        return ">" * min(self._quotes, _DEEPEST) + " " if self._quotes else ""

    def _bullet(self, item: HtmlElement) -> str:
        of = self._lists[-1] if self._lists else None
        if of is None or of.before is None:
            return "* "
        of.before = number = _whole(item, "value", of.before + 1)
        own = list_marks.kind_of(item)
        return f"{list_marks.mark(number, of.kind if own == '1' else own)} "


def _whole(element: HtmlElement, attribute: str, otherwise: int) -> int:
    value = element.get(attribute, "")
    return int(value) if _WHOLE.fullmatch(value) else otherwise


def _opens_item(element: HtmlElement) -> bool:
    """Say whether a block stands first in an item of a list: its words belong beside the number."""
    item = element.getparent()
    opens = item is not None and item.tag == "li" and item[0] is element
    return opens and element.tag in _ITEM_TEXT and not (item.text or "").strip()


def _fills_cell(block: HtmlElement) -> bool:
    """Say whether a block is all that a cell holds, beside other cells: Word puts a paragraph into each."""
    cell = block.getparent()
    if block.tag not in _ITEM_TEXT or cell is None or cell.tag not in _CELLS:
        return False
    alone = not _has_neighbours(block) and not f"{cell.text or ''}{block.tail or ''}".strip()
    return alone and _has_neighbours(cell)


def _has_neighbours(element: HtmlElement) -> bool:
    return element.getprevious() is not None or element.getnext() is not None


def _leads_to(address: str, words: list[str]) -> str:
    """Return where a link leads, in angle brackets, unless its words say so or it has none."""
    said = "".join("".join(words).split()).lower()
    if not address.lower().startswith(_WEB) or not any(map(str.isalnum, said)):
        return ""
    bare = address.partition("://")[2].removeprefix("www.").rstrip("/").lower()
    if said.removeprefix("http://").removeprefix("https://").removeprefix("www.").rstrip("/") == bare:
        return ""
    return f" <{_shown_address(address)}>"


def _shown_address(address: str) -> str:
    address = "".join(address.split())
    if len(address) <= _LONGEST_ADDRESS and "@" not in address:
        return address
    try:
        host = urlsplit(address).hostname or ""  # what stands before an @ is no host, however it looks
    except ValueError:
        host = ""
    return f"{host[:_LONGEST_ADDRESS]}/…" if host else "…"


def _filled_in(field: HtmlElement) -> str:
    """Return what somebody wrote into a field of a form, or whether they chose it."""
    kind = field.get("type", "").lower()
    if field.tag == "option" or kind in _TICKED:
        return " [x] " if {"checked", "selected"}.intersection(field.attrib) else " [ ] "
    return field.get("value", "") if kind in _WRITTEN else ""


def _is_seen(element: HtmlElement) -> bool:
    return element.tag not in _UNSEEN and not _HIDDEN.search(element.get("style", "").lower())


def _is_struck(element: HtmlElement) -> bool:
    return element.tag in _STRIKES or "line-through" in element.get("style", "").lower()


def _is_quote(element: HtmlElement) -> bool:
    """Tell a mail program's quote from a passage that the writer indented."""
    style, kind = element.get("style", "").lower(), element.get("class", "").lower()
    if element.tag == "div":
        return "yahoo_quoted" in kind or _OUTLOOKS_BAR.search(style) is not None
    if element.tag != "blockquote":
        return False
    if element.get("type", "").lower() == "cite" or _BORDER.search(style):
        return True
    return any(map(_QUOTE_CLASS.fullmatch, kind.split())) and not _NO_BORDER.search(style)
