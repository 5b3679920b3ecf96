"""The page, as a user has it: types, picks, clicks, reads."""

import threading
import time

import pytest
import uvicorn

from ..conftest import SENTENCE
from ..report.browser import CHROMIUM
from .chromium import CONTROL, END, ENTER, ESCAPE, HOME, TAB, Page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]
NARROW = 400
# In the first of the two pipelines' texts.
FIRST = "document.querySelector('.pipeline .text')"
SHOWN = f"[...{FIRST}.querySelectorAll('mark')].map(m => m.querySelector('.tag').textContent)"
IS_DONE = "!document.querySelector('#find').disabled"


@pytest.fixture(scope="module")
def url(app):
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    page = Page(tmp_path_factory.mktemp("chromium"))
    yield page
    page.close()


@pytest.fixture
def page(browser, url):
    browser.show(1000)
    browser.open(url)
    browser.wait("document.querySelectorAll('#examples button').length === 10")
    browser.complaints.clear()
    yield browser
    # Its policy allows all that it does.
    assert browser.complaints == []


def find(page, text, lang="eng", names=None):
    """Type a text, choose its language, and ask what is in it."""
    page.type("#text", text)
    page.choose("#lang", lang)
    if names is not None:
        page.click("summary")
        page.type("#names", names)
    page.click("#find")
    page.wait(IS_DONE)


def tip(page):
    return page.get("document.querySelector('#tip:not([hidden])')?.textContent")


def test_a_text_is_typed_and_its_entities_are_marked_with_their_sound(page):
    find(page, SENTENCE)
    # One that the other pipeline does not find is marked so.
    assert page.get(SHOWN) == ["PER\u00a0≠", "LOC"]
    ipa = page.get(
        f"[...{FIRST}.querySelectorAll('ruby rt')].map(rt => rt.textContent)"
    )
    assert ipa == ["nɛlsən", "mændɛlə", "vɪzɪtɨd", "lʌndən"]
    rows = "[...document.querySelectorAll('.pipeline > b')].map(b => b.textContent)"
    assert page.get(rows) == ["trained", "<b>rules"]
    assert page.get("document.querySelector('h2').textContent") == "English"
    assert page.get("document.querySelectorAll('.only').length") == 2


def test_scores_are_told_to_the_mouse_the_keyboard_and_the_finger(page):
    find(page, SENTENCE)
    assert tip(page) is None
    page.point("mark ruby")
    assert "/nɛlsən/ own source espeak:en-us (English)" in tip(page)
    page.point(".tag")
    assert tip(page).startswith("PER, score ") and "/nɛlsən mændɛlə/" in tip(page)
    page.point("h1")
    assert tip(page) is None
    page.click("#copy")
    page.press(TAB)
    assert tip(page).startswith("PER, score ")
    page.press(TAB)
    assert tip(page).startswith("LOC, score ")
    page.press(ESCAPE)
    assert tip(page) is None
    page.get("document.activeElement.blur()")
    page.point("h1")
    page.tap(".tag")
    assert page.wait("!document.querySelector('#tip').hidden")


def test_the_keyboard_moves_the_page_to_what_is_told(page):
    page.show(1000, 300)
    find(page, f"{SENTENCE}\n" * 30)
    page.get("document.querySelector('#copy').focus()")
    for _ in range(70):
        page.press(TAB)
    assert page.get("scrollY") > 0 and tip(page)
    top = "document.querySelector('#tip').getBoundingClientRect().top"
    assert 0 <= page.get(top) < 300


def test_the_slider_hides_what_is_less_probable(page):
    find(page, SENTENCE)
    page.get("document.querySelector('#threshold').focus()")
    page.press(END)
    assert page.get(SHOWN) == []
    # Those of a ruler have no score.
    output = "document.querySelector('#shown').textContent"
    assert page.get(output) == "1.00: 2 of 4 entities"
    assert page.get("document.querySelectorAll('.only').length") == 2
    page.press(HOME)
    assert page.get(output) == "0.00: 4 of 4 entities"
    assert len(page.get(SHOWN)) == 2


def test_json_is_copied_as_it_is_shown(page, url):
    permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"]
    page.do("Browser.grantPermissions", permissions=permissions, origin=url)
    find(page, SENTENCE)
    page.click("#copy")
    page.wait("document.querySelector('#status').textContent === 'Copied.'")
    copied = "navigator.clipboard.readText().then(JSON.parse)"
    line = page.get(copied)["pipelines"][0]["lines"][0]
    assert line["text"] == SENTENCE and len(line["ents"]) == 2
    assert line["words"][0]["ipa"] == "nɛlsən"
    page.get("document.querySelector('#threshold').focus()")
    page.press(END)
    page.click("#copy")
    page.wait(f"{copied}.then(copied => copied.threshold === 1)")
    assert page.get(copied)["pipelines"][0]["lines"][0]["ents"] == []


def test_names_are_loaded_and_found_by_their_sound(page, tmp_path):
    assert "1 names of the command line" in page.get(
        "document.querySelector('#given').textContent"
    )
    find(page, "නෙල්සන් මැන්ඩෙලා", "sin", names="Nelson Mandela")
    found = "[...document.querySelectorAll('.names li')].map(li => li.textContent)"
    [name, _] = page.get(found)
    assert name.startswith("Nelson Mandela NAME ") and name.endswith("නෙල්සන් මැන්ඩෙලා")
    assert page.get(f"{FIRST}.querySelectorAll('.named').length") == 2
    # From a file.
    path = tmp_path / "names.jsonl"
    path.write_text('{"label": "PER", "pattern": "Mandela", "id": "Q8023"}')
    root = page.do("DOM.getDocument")["root"]["nodeId"]
    node = page.do("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
    page.do("DOM.setFileInputFiles", nodeId=node, files=[str(path)])
    page.wait("document.querySelector('#names').value.includes('Q8023')")
    page.click("#find")
    page.wait(IS_DONE)
    assert page.get(found)[0].startswith("Mandela PER Q8023 ")
    path.write_text("London\n" * 100_000)
    page.do("DOM.setFileInputFiles", nodeId=node, files=[str(path)])
    page.wait("document.querySelector('#status').textContent.includes('too large')")


def test_what_is_wrong_is_told_in_words(page):
    find(page, SENTENCE, names="London\n...")
    status = "document.querySelector('#status').textContent"
    assert page.get(status).startswith("Line 2 of the names")
    assert page.get("document.querySelector('#answer').hidden")
    # The browser notes answers that are refusals.
    page.complaints.clear()


def test_data_is_never_markup(page):
    hostile = '<img src=x onerror=alert(1)><script>alert(1)</script> & "London" \''
    find(page, hostile, names='{"label": "<b>", "pattern": "London", "id": "<i>"}')
    text = f"[...{FIRST}.querySelectorAll('rt, .tag')].forEach(e => e.remove()), {FIRST}.textContent"
    assert page.get(text).replace("\u2060", "") == hostile
    inside = (
        "document.querySelectorAll('#lines img, #lines script, #lines i, #lines b b')"
    )
    assert page.get(f"{inside}.length") == 0
    [name, _] = page.get(
        "[...document.querySelectorAll('.names li')].map(li => li.textContent)"
    )
    assert name.startswith("London <b> <i> ")


def test_an_example_is_one_click_and_runs_from_right_to_left(page):
    page.click("#examples button:nth-child(5)")
    page.wait(f"{IS_DONE} && !document.querySelector('#answer').hidden")
    assert page.get(f"{FIRST}.dir") == "rtl"
    first, last = page.get(
        f"[...{FIRST}.querySelectorAll('ruby')].map(r => r.getBoundingClientRect().x)"
    )[:: len(page.get(f"[...{FIRST}.querySelectorAll('ruby')].map(r => 1)")) - 1]
    assert first > last


@pytest.mark.parametrize("width", [1000, NARROW])
def test_latin_words_in_urdu_stand_in_their_own_order(page, width):
    page.show(width)
    find(
        page,
        "وہ New York City Hall اور London، Paris بھی گئے اور پھر جنوبی افریقہ واپس آئے",
        "urd",
    )
    places = dict(
        page.get(
            f"[...{FIRST}.querySelectorAll('ruby > span')].map(s => "
            "[s.textContent, [s.getBoundingClientRect().x, s.getBoundingClientRect().y]])"
        )
    )
    names = ["New", "York", "City", "Hall"]
    for left, right in zip(names, names[1:]):
        same_line = abs(places[left][1] - places[right][1]) < 9
        assert not same_line or places[left][0] < places[right][0]
    assert places["وہ"][0] > places["New"][0]


def test_control_and_enter_ask_too(page):
    page.type("#text", SENTENCE)
    page.press(ENTER, CONTROL)
    page.wait(f"{IS_DONE} && !document.querySelector('#answer').hidden")
    assert page.get("document.querySelector('#text').value") == SENTENCE


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "නෙල්සන් මැන්ඩෙලා ශ්‍රී ලංකාවේ කොළඹ නගරයට පැමිණියේය.",
        "نیلسن منڈیلا جنوبی افریقہ کے صدر تھے۔ New York City Hall",
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3,
        "https://example.org/" + "a-b/" * 60,
        "東京" * 60,
    ],
    ids=["English", "Sinhala", "Urdu", "long word", "URL", "unread"],
)
def test_a_narrow_window_needs_no_scrolling_aside(page, text):
    page.show(NARROW)
    find(page, text, "", names="x" * 200 + "\nNelson Mandela")
    page.get("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.get("document.documentElement.scrollWidth") == NARROW
    # What is said of a word stays in the window too.
    if page.get(f"{FIRST}.querySelector('ruby')"):
        page.point(".text ruby")
        right = "document.querySelector('#tip').getBoundingClientRect().right"
        assert tip(page) and page.get(right) <= NARROW


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_have_contrast(page, scheme):
    """As WCAG 2 (AA) has it: 4.5 to 1."""
    page.show(1000, scheme=scheme)
    find(page, f"{SENTENCE} Москва", names="Nelson Mandela")
    ratios = page.get("""(() => {
      const parse = color => color.match(/[\\d.]+/g).map(Number);
      const light = rgb => rgb.slice(0, 3).map(c => c / 255)
        .map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
      const behind = element => {
        for (; element; element = element.parentElement) {
          const color = parse(getComputedStyle(element).backgroundColor);
          if (color.length < 4 || color[3] === 1) return color;
        }
      };
      return [...document.querySelectorAll('body *')]
        .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
        .map(e => {
          const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
          return [(a + .05) / (b + .05), e.tagName, e.className, e.id];
        });
    })()""")
    assert len(ratios) > 20
    assert [found for found in ratios if found[0] < 4.5] == []
