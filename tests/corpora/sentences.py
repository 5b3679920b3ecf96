"""Sentences that the tests of corpora read."""

SENTENCES = [
    (["R.H.", "Saunders", "(", "Lawrence", ")"], ["B-PER", "I-PER", "O", "B-LOC", "O"]),
    (["Colombo"], ["B-LOC"]),
]


CONLL = "R.H.\tB-PER\nSaunders\tI-PER\n(\tO\nLawrence\tB-LOC\n)\tO\n\nColombo\tB-LOC\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def lines(corpus, nlp):
    """Each line with its entities in brackets."""
    for eg in corpus(nlp):
        assert [t.text for t in eg.predicted] == [t.text for t in eg.reference]
        marked = [
            ("[" if t.ent_iob_ == "B" else "")
            + t.text
            + ("]" if t.ent_iob_ != "O" and t.i + 1 == len(eg.reference) else "")
            for t in eg.reference
        ]
        yield " ".join(marked)
