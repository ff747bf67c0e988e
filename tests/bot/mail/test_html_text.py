import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.html_text import to_text


def test_blocks_lists_and_tables_stay_readable():
    blocks = "<p>Hej &aelig;&nbsp;Bo</p><ul><li>en</li><li>to</li></ul>"
    table = "<table><tr><td>Navn</td><td>Beløb</td></tr></table>"

    assert to_text(blocks + table) == "Hej æ Bo\n\n* en\n* to\n\nNavn  Beløb"


@pytest.mark.parametrize("end", ["</body></html>", "</html>", "</BODY ></HTML\n>"])
def test_what_stands_behind_the_end_of_a_document_is_read(end):
    banner = f"<html><body><p>Vær forsigtig: mail udefra.</p>{end}"

    assert to_text(f"{banner}<p>Ja tak</p>") == "Vær forsigtig: mail udefra.\n\nJa tak"
    assert to_text(
        banner + "<html><head><style>p{}</style></head><body><p>Ja tak</p></body></html>"
    ).endswith("\n\nJa tak")


def test_numbered_and_nested_lists_keep_their_marks():
    assert to_text("<ol><li>a<ul><li>b</ul><li>c</ol>") == "1. a\n* b\n2. c"


def test_a_list_goes_on_with_the_number_that_its_writer_gave_it():
    broken_up = "<ol><li>ja</ol><p>Se bilag.</p><ol start=2><li>nej<li value=' 5 '>ved ikke<li>ja</ol>"

    assert to_text(broken_up).split("\n\n") == ["1. ja", "Se bilag.", "2. nej\n5. ved ikke\n6. ja"]
    assert to_text("<ol start=x><li value=''>ja</ol><ul start=3><li value=4>nej</ul>") == "1. ja\n* nej"


@pytest.mark.parametrize(
    ("numbered", "marks"),
    [
        ('type="a"', "a. b. c."),
        ("type=A start=26", "Z. AA. AB."),
        ("type=i start=8", "viii. ix. x."),
        ("type=I start=1998", "MCMXCVIII. MCMXCIX. MM."),
        ('style="margin-top:0cm; list-style-type: lower-alpha"', "a. b. c."),
        ('style="list-style: upper-roman inside"', "I. II. III."),
        ("type=a start=-1", "-1. 0. a."),
        ("type=I start=3999", "MMMCMXCIX. 4000. 4001."),
        ("type=disc", "1. 2. 3."),
    ],
)
def test_letters_and_roman_numerals_stand_before_items_as_their_writer_saw_them(numbered, marks):
    text = to_text(f"<ol {numbered}><li>ja<li>nej<li>ved ikke</ol>")

    assert [line.split()[0] for line in text.splitlines()] == marks.split()


def test_one_item_may_be_numbered_in_its_own_way():
    assert to_text('<ol><li>ja<li style="list-style-type:lower-latin">nej</ol>') == "1. ja\nb. nej"


def test_a_list_of_letters_in_one_of_figures_leaves_the_figures_going_on():
    assert (
        to_text("<ol><li>ja<ol type=a><li>nu<li>siden</ol><li>nej</ol>") == "1. ja\na. nu\nb. siden\n2. nej"
    )


def test_a_block_in_an_item_stands_beside_its_number():
    assert to_text("<ol><li><div>ja</div><div>og nej</div><li> <p>nej</p></ol>") == "1. ja\nog nej\n2. nej"


def test_empty_lines_are_kept_as_the_writer_left_them():
    outlook = "".join(f"<p class=MsoNormal>{text}" for text in ("a", "b", "&nbsp;", "c"))

    assert to_text("<div>a</div><div><br></div><div>b<br>c</div>") == "a\n\nb\nc"
    assert to_text(outlook) == "a\nb\n\nc"


def test_a_ruled_line_parts_what_stands_over_it_from_what_stands_below():
    assert to_text("<div>Emne: Data</div><hr><div>Fra: Anne</div>") == "Emne: Data\n\nFra: Anne"


def test_spaces_are_one_unless_they_are_meant():
    assert to_text("a <b> b</b>\n  c<pre>x\n  y</pre>") == "a b c\nx\n  y"


def test_what_a_reader_does_not_see_is_left_out():
    head = "<head><title>t</title><style>p{}</style></head>"
    body = "<body><!--c--><div style='display:none'>skjult</div>set</body>"

    assert to_text(head + body) == "set"


@pytest.mark.parametrize(
    "opened", ["<title>Brev", "<style>", "<script>", "<object data=x>", "<svg>", "<template>", "<!-- "]
)
def test_what_is_not_shown_and_never_ends_swallows_no_words(opened):
    assert to_text(f"<title>t</title><p>Hej</p>{opened}<p>Vi kommer tre</p>").endswith("Vi kommer tre")


def test_a_form_is_read_with_what_was_filled_in_and_ticked():
    written = (
        "Navn: <input name=a value='Bo Havre'><input type=hidden value=4711><textarea>Vi er tre</textarea>"
    )
    chosen = (
        "<input type=radio checked>Ja<input type=radio>Nej<select><option>Ost<option selected>Fisk</select>"
    )

    assert to_text(written) == "Navn: Bo Havre\nVi er tre"
    assert to_text(chosen) == "[x] Ja [ ] Nej\n[ ] Ost\n[x] Fisk"


@pytest.mark.parametrize(
    "quote",
    [
        '<blockquote type="cite">',
        '<blockquote class="gmail_quote">',
        '<blockquote class="x_gmail_quote first" style="border:none;border-left:solid #ccc 1pt">',
        '<blockquote class="protonmail_quote">',
        '<blockquote style="border-left: 2px solid #ccc">',
    ],
)
def test_quotes_are_marked_and_what_stands_between_them_is_not(quote):
    html = f"{quote}et<br>to{quote}dybt</blockquote></blockquote><div>svar</div>{quote}tre</blockquote>"

    assert to_text(html).split() == [">", "et", ">", "to", ">>", "dybt", "svar", ">", "tre"]


def test_outlooks_bar_marks_a_quote_and_answers_stand_between_bars():
    bar = '<div style="border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt">'
    first, second = f"{bar}<div>Fra: Anne</div>Hvor mange?</div>", f"{bar}Hvem betaler?</div>"
    html = f"<div>Svar nedenfor.{first}140.{second}Fonden.</div>"

    assert to_text(html).split("\n") == [
        "Svar nedenfor.",
        "> Fra: Anne",
        "> Hvor mange?",
        "140.",
        "> Hvem betaler?",
        "Fonden.",
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Vi støtter <s>ikke </s>forslaget", "Vi støtter [overstreget: ikke] forslaget"),
        ("§ 3, <strike>2. <b>og</b> 3. pkt.</strike>", "§ 3, [overstreget: 2. og 3. pkt.]"),
        ("<del>a<s>b</s></del><ins>c</ins>", "[overstreget: ab]c"),
        ('<span style="TEXT-DECORATION: line-through red">Nej</span>', "[overstreget: Nej]"),
        ("<del><p>Et</p><p>To</p></del>", "[overstreget: Et]\n\n[overstreget: To]"),
        ("<pre><s>a \n\n b</s></pre>", "[overstreget: a]\n\n [overstreget: b]"),
        ("Hej<s> </s><s><br></s>", "Hej"),
    ],
)
def test_what_is_struck_out_is_told_from_what_holds(html, text):
    assert to_text(html) == text


@pytest.mark.parametrize(
    "attributes",
    [
        'style="margin:0 0 0 40px;border:none"',
        'style="margin: 0 0 0 40px; border: none; padding: 0px;" class="webkit-indent-blockquote"',
        'style="margin:0 0 0 40px;border:none;padding:0px" class="gmail_quote"',
        'class="pull-quote"',
        'class="wp-block-quote blockquote"',
    ],
)
def test_a_passage_that_the_writer_indented_or_cites_is_no_quote(attributes):
    assert to_text(f"<blockquote {attributes}>mine egne ord</blockquote>") == "mine egne ord"


@pytest.mark.parametrize(
    "html", ["", " ", "<!-- -->", "<", "<html></html>", "\x00", "<?xml version='1.0' encoding='utf-8'?>"]
)
def test_nearly_nothing_breaks_nothing(html):
    assert to_text(html) in ("", "<")


def test_text_at_the_bottom_of_endless_nesting_is_found():
    assert "bunden" in to_text("<div>" * 3_000 + "bunden" + "</div>" * 3_000)


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ("<td><p><b>Fra:</b></p></td><td><p>Bo</p></td>", "Fra:  Bo"),
        ("<td><div>Antal</div></td><td><div>140</div></td><td>børn</td>", "Antal  140  børn"),
        ("<td>Et</td><td><p>To</p><p>Tre</p></td>", "Et\n\nTo\n\nTre"),
        ("<td>Et<div>To</div></td><td><div>Tre</div></td>", "Et\nTo\nTre"),
        ("<td><div>Et<br>To</div></td><td><div><div>Tre</div></div></td>", "Et\nTo\nTre"),
    ],
)
def test_paragraphs_that_fill_the_cells_of_a_row_stand_beside_each_other(cells, text):
    assert to_text(f"<table><tr>{cells}</tr></table>") == text


def test_a_table_takes_no_more_room_than_its_words():
    wide = f"<table><tr><td>{'w ' * 20_000}</td></tr>{'<tr><td>a</td></tr>' * 2_000}</table>"

    assert len(to_text(wide)) < len(wide)


@pytest.mark.parametrize(
    "html",
    [
        "<!--" * 100_000,
        "<b" * 200_000,
        "<style>" * 50_000,
        "<select>" + "<option>" * 50_000,
        "<table><td>" * 200 + "x<br>" * 50_000,
        "<s>a " * 1_500 + "<b>b</b>" * 50_000,
        "<ul>" * 400 + "<li>x" * 50_000,
        '<p style="margin-top:99999999em;padding-left:99999999em">x' * 100,
        "<blockquote type=cite>" * 1_500 + "x<br>" * 10_000,
    ],
)
def test_hostile_markup_takes_no_more_than_moments(html):
    begun = time.process_time()
    to_text(html)

    assert time.process_time() - begun < 5


@given(st.text(alphabet="<>/abdiplqtrouv ='\"&;#!-\n\x00\r\ud800æ"))
def test_any_text_becomes_text(html):
    text = to_text(html)

    assert text.encode().decode() == text
    assert not set(text) & set("\x00\r")


@pytest.mark.parametrize(
    ("link", "text"),
    [
        (
            '<a href="https://falsk.example/log-ind">Log ind i borger.dk</a>',
            "Log ind i borger.dk <https://falsk.example/log-ind>",
        ),
        (
            '<a href="https://falsk.example/">https://fonden.example/</a>',
            "https://fonden.example/ <https://falsk.example/>",
        ),
        (
            '<a href="https://fonden.example@falsk.example/a">fonden.example</a>',
            "fonden.example <falsk.example/…>",
        ),
        (f'<a href="https://falsk.example/{"a" * 900}">her</a>', "her <falsk.example/…>"),
        ('<a href="http://[::1">her</a>', "her <http://[::1>"),
        (f'<a href="http://[{"a" * 300}">her</a>', "her <…>"),
    ],
)
def test_a_link_is_shown_with_where_it_leads(link, text):
    assert to_text(f"<p>{link}</p>") == text


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://www.fonden.example/rapport/">fonden.example/rapport</a>',
        '<a href="http://fonden.example/rapport">https://fonden.example/rapport</a>',
    ],
)
def test_a_link_that_says_where_it_leads_is_shown_once(link):
    assert to_text(link).count("fonden.example") == 1


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://falsk.example"><img src="https://falsk.example/billede.png"></a>',
        '<a href="mailto:bo@fonden.example">Bo</a>',
        '<a href="javascript:alert(1)">Bo</a>',
        '<a href="#afsnit">Bo</a>',
        "<a>Bo</a>",
    ],
)
def test_links_that_lead_nowhere_on_the_web_or_have_no_words_are_their_words(link):
    assert to_text(link) in ("", "Bo")


@pytest.mark.parametrize("run", ["\n", " ", "\t", "<", "\n<"])
def test_a_long_run_of_nothing_takes_no_time(run):
    began = time.process_time()
    to_text(f"<pre>{run * 100_000}</pre>")

    assert time.process_time() - began < 2
