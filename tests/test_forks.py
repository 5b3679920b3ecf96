"""Forks beside busy threads: a lock that another thread holds must be free in the child."""

import os
import subprocess
import sys

import pytest

FORKS = """
import os, signal, sys, threading
import spacy, torch

torch.set_num_threads(2)
nlp = spacy.load({path!r})
stop = threading.Event()
texts = ["Nelson Mandela visited London" + chr(97 + i % 26) * (i % 9) for i in range(99)]

def work():
    i = 0
    while not stop.is_set():
        i += 1
        list(nlp.pipe(text + str(i) + "ab" for text in texts))

threads = [threading.Thread(target=work) for _ in range(2)]
[thread.start() for thread in threads]
hung = 0
for i in range({n}):
    child = os.fork()
    if child == 0:
        signal.alarm(120)
        doc = nlp("Nelson Mandela visited Londonx" + str(i))
        os._exit(0 if len(doc) == 4 else 1)
    hung += os.waitpid(child, 0)[1] != 0
print("hung", hung)
docs = list(nlp.pipe(texts, n_process=2))
stop.set()
[thread.join() for thread in threads]
print("docs", len(docs))
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forks_beside_busy_threads(trained_path):
    code = FORKS.format(path=str(trained_path), n=10)
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=600
    )
    assert run.stdout.split() == ["hung", "0", "docs", "99"], run.stderr
