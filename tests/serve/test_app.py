"""Who may ask what, and how much: nobody else, nothing else, and no more."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spacy_phonener.serve.app import FILES, FOLDER
from spacy_phonener.serve.question import (
    MAX_BYTES,
    MAX_CHARS,
    MAX_LINES,
    MAX_NAME_CHARS,
    MAX_NAMES,
)

from ..conftest import SENTENCE, TEXTS

JSON = {"content-type": "application/json"}
POST = {"method": "POST", "url": "/analyze"}


def get(url, **kwargs):
    return {"method": "GET", "url": url, **kwargs}


def test_a_text(ask_about):
    status, answer = ask_about(text=SENTENCE, lang="eng")
    assert status == 200
    trained, rules = answer["pipelines"]
    assert [trained["name"], rules["name"]] == ["trained", "<b>rules"]
    [line] = trained["lines"]
    assert [ent["label"] for ent in line["ents"]] == ["PER", "LOC"]


def test_the_page_loads_nothing_from_elsewhere(ask):
    for url, answer in zip(FILES, ask(*map(get, FILES))):
        assert answer.status_code == 200, url
        assert not re.search(r"https?:|//[a-z]|url\(|@import", answer.text), url
    [page] = ask(get("/"))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    # No script nor style in it, nor any handler: the policy would forbid them.
    assert not re.search(r"<style|<script>|\son[a-z]+=|\sstyle=", page.text)
    script = (FOLDER / "page.js").read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval", script
    )


def test_headers_say_that_nothing_else_is_allowed(ask):
    for answer in ask(get("/"), get("/about"), get("/nothing"), {**POST, "json": {}}):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "*" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert not [
            name for name in answer.headers if name.startswith("access-control")
        ]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1"])
def test_a_name_that_was_made_to_mean_this_machine_is_refused(ask, host):
    refused = ask(
        get("/about", headers={"host": host}),
        {**POST, "json": {"text": SENTENCE}, "headers": {"host": host}},
    )
    assert [answer.status_code for answer in refused] == [400, 400]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "LOCALHOST"])
def test_this_machine_has_two_names(ask, host):
    [answer] = ask(get("/about", headers={"host": host}))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", ""]
)
def test_what_forms_of_other_sites_can_send_is_refused(ask, kind):
    body = json.dumps({"text": SENTENCE})
    [answer] = ask({**POST, "content": body, "headers": {"content-type": kind}})
    assert answer.status_code == 415
    # Nor are they told that they might send JSON.
    preflight = {
        "origin": "https://evil.example",
        "access-control-request-method": "POST",
    }
    [answer] = ask({"method": "OPTIONS", "url": "/analyze", "headers": preflight})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "url", ["/../app.py", "/app.py", "/%2e%2e/app.py", "/page.html"]
)
def test_there_are_no_other_files(ask, url):
    [answer] = ask(get(url))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "question, reason",
    [
        ({"text": "x" * (MAX_CHARS + 1)}, r"The text has 20,001 characters; 20,000"),
        ({"text": "\n" * MAX_LINES}, "The text has 501 lines; 500"),
        ({"text": "", "names": "x" * (MAX_NAME_CHARS + 1)}, "list of names has 100,001"),
        ({"text": "", "names": "x\n" * MAX_NAMES}, "list of names has 2,001 lines"),
        ({"text": "", "names": "..."}, "Line 1 of the names"),
        ({"text": ""} | {"names": ["x"]}, "names are no text"),
        ({"text": "", "lang": "tlh"}, "not the code of a language"),
        ({"text": "", "lang": 1}, "not the code of a language"),
        ({"text": "", "lang": ["eng"]}, "not the code of a language"),
        ({"text": "", "pipeline": "/etc/passwd"}, "and no more"),
        ({"text": None}, "There is no text"),
        ({}, "There is no text"),
        ([], "A question is an object"),
    ],
)  # fmt: skip
def test_what_is_no_question_or_too_much_is_refused_in_plain_words(
    ask, question, reason
):
    [answer] = ask({**POST, "json": question})
    assert answer.status_code == 422
    assert re.search(reason, answer.json()["error"])
    assert len(answer.text) < 500


@pytest.mark.parametrize("body", ["{", "[" * 100_000, "9" * 10_000, "\ud800", ""])
def test_what_is_no_json(ask, body):
    content = body.encode("utf-8", "surrogatepass")
    [answer] = ask({**POST, "content": content, "headers": JSON})
    assert answer.status_code == 422 and answer.json()["error"]


def test_half_a_character(ask):
    content = b'{"text": "London \\ud800"}'
    [answer] = ask({**POST, "content": content, "headers": JSON})
    assert answer.status_code == 422
    assert answer.json() == {"error": "half of a character: \\ud800"}


def test_a_body_that_is_too_long_is_not_read_to_its_end(ask):
    async def endless():
        for _ in range(100):
            yield b"x" * (MAX_BYTES // 10)
        raise AssertionError("It was read to its end.")

    [answer] = ask({**POST, "content": endless(), "headers": JSON})
    assert answer.status_code == 413 and "1,048,576 bytes" in answer.json()["error"]


def test_as_much_as_is_allowed(ask_about):
    line = "ලංකාව " * (MAX_CHARS // 12)
    status, answer = ask_about(text=f"{line}\n{line}"[:MAX_CHARS], lang="sin")
    assert status == 200
    status, answer = ask_about(
        text="\n" * (MAX_LINES - 1), names="London\n" * (MAX_NAMES - 1)
    )
    assert status == 200


def test_many_requests_at_once(ask, ask_about):
    questions = [{"text": text, "names": "Nelson Mandela"} for text in TEXTS * 3]
    alone = [ask_about(**question)[1] for question in questions]
    answers = ask(*({**POST, "json": question} for question in questions))
    assert [answer.json() for answer in answers] == alone


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "lang", "names", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        JSON_VALUES,
        st.fixed_dictionaries(
            {"text": st.text(st.characters(), max_size=50)},
            optional={
                "lang": st.sampled_from(["eng", "sin", "xx"]),
                "names": st.text(),
            },
        ),
    )
)
def test_any_question_is_answered_or_refused_clearly(ask, question):
    [answer] = ask({**POST, "content": json.dumps(question), "headers": JSON})
    if answer.status_code == 200:
        for pipeline in answer.json()["pipelines"]:
            text = "\n".join(line["text"] for line in pipeline["lines"])
            assert text == question["text"]
    else:
        assert answer.status_code == 422 and answer.json()["error"]
