"""A chat model of about six hundred thousand weights, trained in minutes to answer a study's questions in their form.

    python train.py pairs.jsonl tiny-model [--seconds 540] [--threads 2] [--go-on]

Needs torch, transformers and tokenizers, which are no dependencies of motivelab: run it in an environment of its own.
Trains a byte-level BPE tokenizer on the pairs of `export_pairs.py`, then a Llama of three layers on the answers' tokens
alone, and saves both with a chat template and a generation config. The model understands nothing; it keeps to the form.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from pathlib import Path
from typing import Any, TypeAlias

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

Pair: TypeAlias = tuple[list[int], list[int]]
"""Token ids of a prompt and of its answer."""

PAD, END = "<|pad|>", "<|end|>"
TURNS = {role: f"<|{role}|>" for role in ("system", "user", "assistant")}
TEMPLATE = (
    "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
VOCABULARY, WIDTH, LAYERS, HEADS = 3000, 96, 3, 4
BATCH, PEAK_RATE, WARM_UP = 10, 4e-3, 50
OF_A_PROCEDURE = {"judgement": 900, "breakdown": 900}
"""How many pairs of a procedure are trained on at most. Copying six or seven names in order takes longest to learn."""
OF_ANY_OTHER = 400


def trained_tokenizer(texts: list[str]) -> PreTrainedTokenizerFast:
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    special = [PAD, END, *TURNS.values()]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    raw.train_from_iterator(texts, trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw, pad_token=PAD, eos_token=END)
    tokenizer.chat_template = TEMPLATE
    return tokenizer


def batches(pairs: list[dict[str, Any]], tokenizer: PreTrainedTokenizerFast, rng: random.Random) -> list[list[Pair]]:
    """Batches of (prompt ids, answer ids), each of one procedure so that lengths agree, in random order."""
    of: dict[str, list[Pair]] = {}
    for pair in pairs:
        kept = of.setdefault(pair["procedure"], [])
        if len(kept) < OF_A_PROCEDURE.get(pair["procedure"], OF_ANY_OTHER):
            prompt = tokenizer.apply_chat_template(pair["messages"], add_generation_prompt=True, tokenize=False)
            kept.append((tokenizer.encode(prompt), tokenizer.encode(pair["answer"] + END)))
    out = []
    for kept in of.values():
        rng.shuffle(kept)
        out += [kept[i : i + BATCH] for i in range(0, len(kept), BATCH)]
    rng.shuffle(out)
    return out


def loss_of(model: LlamaForCausalLM, batch: list[Pair], pad: int) -> torch.Tensor:
    """Mean cross-entropy of the answers' tokens."""
    longest = max(len(p) + len(a) for p, a in batch)
    ids = torch.full((len(batch), longest), pad)
    wanted = torch.zeros((len(batch), longest), dtype=torch.bool)
    for i, (prompt, answer) in enumerate(batch):
        end = len(prompt) + len(answer)
        ids[i, :end] = torch.tensor(prompt + answer)
        wanted[i, len(prompt) : end] = True
    # Padding stands on the right and attention is causal, so no token of an answer ever sees it.
    hidden = model.model(input_ids=ids).last_hidden_state[:, :-1][wanted[:, 1:]]
    return torch.nn.functional.cross_entropy(model.lm_head(hidden), ids[:, 1:][wanted[:, 1:]])


def untrained(tokenizer: PreTrainedTokenizerFast) -> LlamaConfig:
    return LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=3 * WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seconds", type=float, default=540)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--go-on", action="store_true", help="train the model that OUT holds already")
    args = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(args.threads)
    rng = random.Random(1)
    pairs = [json.loads(line) for line in args.pairs.open(encoding="utf-8")]
    rng.shuffle(pairs)
    texts = [m["content"] for p in pairs for m in p["messages"]] + [p["answer"] for p in pairs]
    if args.go_on:
        tokenizer = PreTrainedTokenizerFast.from_pretrained(args.out)
        model = LlamaForCausalLM.from_pretrained(args.out)
    else:
        tokenizer = trained_tokenizer(texts[:20_000])
        model = LlamaForCausalLM(untrained(tokenizer))
    weights = sum(p.numel() for p in model.parameters())
    rounds = batches(pairs, tokenizer, rng)
    print(f"{weights:,} weights, {len(tokenizer)} tokens, {sum(map(len, rounds))} pairs", flush=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=0.01)
    begun, step, spent = time.monotonic(), 0, 0.0
    while spent < args.seconds:
        # The rate falls with the time that is left, so that a slow processor still ends at a small rate.
        rate = PEAK_RATE * min(1.0, (step + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * spent / args.seconds))
        for group in optimizer.param_groups:
            group["lr"] = rate
        loss = loss_of(model, rounds[step % len(rounds)], tokenizer.pad_token_id)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 50 == 0:
            print(f"{spent:5.0f} s  step {step}  loss {loss.item():.3f}", flush=True)
        step, spent = step + 1, time.monotonic() - begun
    model.generation_config = GenerationConfig(
        # Without this the server answers greedily whatever temperature it is sent.
        do_sample=True,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model.save_pretrained(args.out)
    tokenizer.save_pretrained(args.out)
    print(f"{step} steps in {spent:.0f} s; saved in {args.out}")


if __name__ == "__main__":
    main()
