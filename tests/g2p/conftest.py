from spacy_phonener.g2p import G2P, load_source


def read(spec, *words):
    return [" ".join(segments) for segments in G2P([load_source(spec)])(list(words))]
