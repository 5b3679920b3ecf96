"""An app to ask, and a second pipeline that finds other things."""

import anyio
import httpx
import pytest
import spacy

from spacy_phonener.serve.analysis import Analyzer
from spacy_phonener.serve.app import make_app
from spacy_phonener.serve.names import NameList, parse_names

URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def rules():
    """A pipeline that has other tokens, and finds London and Nelson alone."""
    nlp = spacy.blank("en")
    nlp.add_pipe("phonemizer")
    patterns = [
        {"label": "LOC", "pattern": "London"},
        {"label": "PER", "pattern": "Nelson"},
    ]
    nlp.add_pipe("entity_ruler").add_patterns(patterns)
    return nlp


@pytest.fixture(scope="session")
def analyzer(trained_path, rules):
    """Two pipelines, and a name that is looked for in all texts."""
    pipelines = {"trained": spacy.load(trained_path), "<b>rules": rules}
    return Analyzer(pipelines, NameList(parse_names("Sri Lanka")))


@pytest.fixture(scope="session")
def app(analyzer):
    return make_app(analyzer, ["127.0.0.1", "localhost"])


@pytest.fixture(scope="session")
def ask(app):
    """Get a function that asks the app many things at once, and answers what it says."""

    def ask_all(*requests):
        answers = [None] * len(requests)

        async def ask_one(client, i, request):
            answers[i] = await client.request(**request)

        async def run():
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
                async with anyio.create_task_group() as tasks:
                    for i, request in enumerate(requests):
                        tasks.start_soon(ask_one, client, i, request)

        anyio.run(run)
        return answers

    return ask_all


@pytest.fixture(scope="session")
def ask_about(ask):
    """Get a function that asks about a text, and answers the status and the answer."""

    def ask_question(**question):
        request = {"method": "POST", "url": "/analyze", "json": question}
        [answer] = ask(request)
        return answer.status_code, answer.json()

    return ask_question
