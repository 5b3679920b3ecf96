"""Small checkpoints with random weights, of the classes of the paper's four encoders."""

import sentencepiece
import torch
from tokenizers import BertWordPieceTokenizer, ByteLevelBPETokenizer
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BartTokenizerFast,
    BertConfig,
    BertModel,
    BertTokenizerFast,
    ByT5Tokenizer,
    CanineConfig,
    CanineModel,
    CanineTokenizer,
    T5Config,
    T5ForConditionalGeneration,
    XLMRobertaConfig,
    XLMRobertaModel,
    XLMRobertaTokenizerFast,
)

from benchmarks.random_checkpoint import save_checkpoint
from spacy_phonener.corpora.readers import read_conll

from .conftest import SAMPLE, TEXTS

SIZE = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}


def sample_lines():
    sentences = read_conll(SAMPLE / "en" / "train.conll")
    return [" ".join(tokens) for tokens, _ in sentences] + TEXTS


def save_xphonebert(folder):
    save_checkpoint(folder, layers=2, width=32, heads=2)


def save_mbert(folder):
    wordpieces = BertWordPieceTokenizer(lowercase=False)
    wordpieces.train_from_iterator(sample_lines(), vocab_size=600, show_progress=False)
    wordpieces.save_model(str(folder))
    tokenizer = BertTokenizerFast(
        str(folder / "vocab.txt"), do_lower_case=False, model_max_length=512
    )
    config = BertConfig(vocab_size=len(tokenizer), layer_norm_eps=1e-12, **SIZE)
    torch.manual_seed(0)
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def save_xlmr(folder, model=XLMRobertaModel):
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(line for line in sample_lines() if line.strip()),
        model_prefix=str(folder / "sentencepiece.bpe"),
        vocab_size=600,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    tokenizer = XLMRobertaTokenizerFast(
        str(folder / "sentencepiece.bpe.model"), model_max_length=512
    )
    config = XLMRobertaConfig(
        vocab_size=len(tokenizer), max_position_embeddings=514, **SIZE
    )
    torch.manual_seed(0)
    model(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def save_canine(folder):
    config = CanineConfig(max_position_embeddings=1024, num_hash_buckets=1024, **SIZE)
    torch.manual_seed(0)
    CanineModel(config).save_pretrained(folder)
    CanineTokenizer(model_max_length=1024).save_pretrained(folder)


SAVE = {
    "xphonebert": save_xphonebert,
    "mbert": save_mbert,
    "canine": save_canine,
    "xlmr": save_xlmr,
}


def save_byte_pairs(folder, lines, vocab_size=400):
    """A byte-level vocabulary, as RoBERTa's and BART's tokenizers have it."""
    byte_pairs = ByteLevelBPETokenizer()
    byte_pairs.train_from_iterator(
        lines,
        vocab_size=vocab_size,
        show_progress=False,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
    )
    byte_pairs.save_model(str(folder))


def save_bort(folder):
    """BORT (Gale et al. 2023): a BART whose tokenizer knows IPA."""
    save_byte_pairs(folder, ["n ɛ l s ə n m æ n d ɛ l ə l ʌ n d ə n"])
    BartTokenizerFast.from_pretrained(folder).save_pretrained(folder)
    config = BartConfig(
        vocab_size=400,
        max_position_embeddings=256,
        d_model=32,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
    )
    torch.manual_seed(0)
    BartForConditionalGeneration(config).save_pretrained(folder)


def save_byt5(folder, pronunciations, steps=150):
    """A small ByT5 that has learned some pronunciations by heart.

    pronunciations (Dict[Tuple[str, str], str]): IPA by CharsiuG2P's tag and word.
    """
    tokenizer = ByT5Tokenizer()
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=64,
        d_kv=16,
        d_ff=128,
        num_layers=2,
        num_heads=4,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
        decoder_start_token_id=0,
    )
    torch.manual_seed(0)
    model = T5ForConditionalGeneration(config)
    inputs = tokenizer(
        [f"<{tag}>: {word}" for tag, word in pronunciations],
        padding=True,
        add_special_tokens=False,
        return_tensors="pt",
    )
    labels = tokenizer(
        list(pronunciations.values()), padding=True, return_tensors="pt"
    ).input_ids
    labels[labels == tokenizer.pad_token_id] = -100
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for _ in range(steps):
        loss = model(**inputs, labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.save_pretrained(folder)
