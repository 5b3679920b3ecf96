"""Make a checkpoint like XPhoneBERT's, of any size, with random weights.

It is RoBERTa over a vocabulary of phonemes: to try, test and measure what a pretrained one
would cost.

python benchmarks/random_checkpoint.py FOLDER [--layers 12 --width 768 --heads 12]
"""

import argparse

import torch
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast, RobertaConfig, RobertaModel

from spacy_phonener.articulatory import feature_table
from spacy_phonener.segments import AFFRICATES, nfd, tie

# XPhoneBERT has 1,960 phonemes (Nguyen et al. 2023).
N_PHONEMES = 1960
VOWELS = "aeiouyæɑɒɔəɛɜɨɪʉʊʌ"
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def phonemes(n: int = N_PHONEMES) -> list[str]:
    """List phonemes.

    Affricates, the vowels with stress marks, then panphon's, those with the fewest marks
    first.
    """
    known = sorted(map(nfd, feature_table().seg_dict), key=lambda p: (len(p), p))
    vowels = ["ɚ", "ɝ", *(p for p in known if p[0] in VOWELS and len(p) <= 2)]
    stressed = [mark + vowel for mark in ("", "ˈ", "ˌ") for vowel in vowels]
    affricates = map(tie, AFFRICATES)
    return list(dict.fromkeys([*affricates, *stressed, *known]))[:n]


def phoneme_tokenizer() -> PreTrainedTokenizerFast:
    entries = [*SPECIAL, "▁", *phonemes(), *"0123456789.,;:!?'\"()-"]
    vocab = {entry: i for i, entry in enumerate(dict.fromkeys(entries))}
    return PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(models.WordLevel(vocab, unk_token="<unk>")),
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
    )


def save_checkpoint(
    folder,
    *,
    layers: int = 12,
    width: int = 768,
    heads: int = 12,
    dropout: float = 0.1,
    seed: int = 0,
) -> None:
    tokenizer = phoneme_tokenizer()
    config = RobertaConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * width,
        max_position_embeddings=514,
        type_vocab_size=1,
        layer_norm_eps=1e-12,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
    )
    torch.manual_seed(seed)
    RobertaModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--width", type=int, default=768)
    parser.add_argument("--heads", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    save_checkpoint(**vars(args))


if __name__ == "__main__":
    main()
