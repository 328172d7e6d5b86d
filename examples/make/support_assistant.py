"""Makes examples/support-assistant: a tiny base language model, and an adapter.

The layout is the one that transformers and PEFT read, at a size that fits a page:
a bigram model over letters, and a low-rank change of it. numpy trains both.
"""

import json
import sys
from pathlib import Path

import bom
import lineage
import numpy as np
import seal
from numpy.typing import NDArray
from safetensors.numpy import save_file

FOLDER = Path("support-assistant")
SEED, RANK, STEPS, RATE = 7, 4, 400, 2.0
LETTERS = "abcdefghijklmnopqrstuvwxyz .,?"
PINNED = "numpy==2.4.6\nsafetensors==0.8.0\n"
CORPUS = (
    "the quick answer is often the best answer. a question is asked, and a reply is"
    " given. people read what others write, and write what others read. "
)
TICKETS = (
    "how do i reset my password? open settings, choose account, then reset password."
    " where is my invoice? open billing, choose invoices, then download the invoice. "
)
Matrix = NDArray[np.float32]


def counts(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each letter's index, and that of the letter after it."""
    ids = np.array([LETTERS.index(letter) for letter in text])
    return ids[:-1], ids[1:]


def loss(logits: Matrix, text: str) -> tuple[float, Matrix]:
    """Return the mean surprise in nats per letter, and its gradient."""
    before, after = counts(text)
    rows = logits[before]
    chances = np.exp(rows - rows.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    surprise = -np.log(chances[np.arange(len(after)), after]).mean()
    chances[np.arange(len(after)), after] -= 1
    gradient = np.zeros_like(logits)
    np.add.at(gradient, before, chances / len(after))
    return float(surprise), gradient


def base() -> Matrix:
    """Train the base on the corpus."""
    logits = np.zeros((len(LETTERS), len(LETTERS)), np.float32)
    for _ in range(STEPS):
        logits -= 10 * RATE * loss(logits, CORPUS)[1]
    return logits


def adapter(logits: Matrix) -> tuple[Matrix, Matrix]:
    """Train a change of rank ``RANK`` on the tickets; the base stays as it is."""
    draw = np.random.default_rng(SEED)
    a = draw.normal(0, 0.3, (RANK, len(LETTERS))).astype(np.float32)
    b = np.zeros((len(LETTERS), RANK), np.float32)
    for _ in range(STEPS):
        gradient = loss(logits + b @ a, TICKETS)[1]
        a, b = a - RATE * b.T @ gradient, b - RATE * gradient @ a.T
    return a, b


def save(model: Path) -> None:
    """Write base and adapter, and hold the card to the figures."""
    logits = base()
    a, b = adapter(logits)
    before, after = loss(logits, TICKETS)[0], loss(logits + b @ a, TICKETS)[0]
    card = (FOLDER / "README.md").read_text()
    if f"value: {after:.3f}" not in card or f"{before:.3f}" not in card:
        sys.exit(f"write the measured figures into the card: {before}, {after}")
    for part in ("base", "adapter"):
        (model / part).mkdir(parents=True)
    save_file({"bigram.weight": logits}, model / "base" / "model.safetensors")
    named = {"bigram.lora_A.weight": a, "bigram.lora_B.weight": b}
    save_file(named, model / "adapter" / "adapter_model.safetensors")
    config = {"model_type": "bigram", "vocab_size": len(LETTERS), "letters": LETTERS}
    (model / "base" / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    lora = {
        "peft_type": "LORA",
        "base_model_name_or_path": "../base",
        "r": RANK,
        "lora_alpha": RANK,
        "target_modules": ["bigram"],
    }
    path = model / "adapter" / "adapter_config.json"
    path.write_text(json.dumps(lora, indent=2) + "\n")
    (model / "requirements.txt").write_text(PINNED)


def main(work: Path) -> None:
    """Make the whole folder; ``work`` is for what is not kept."""
    inputs = {"corpus": work / "corpus.txt", "tickets": work / "tickets.txt"}
    for path, text in zip(inputs.values(), (CORPUS, TICKETS), strict=True):
        path.write_text(text)
    model = seal.emptied(FOLDER / "model")
    params = {"rank": str(RANK), "steps": str(STEPS)}
    run = lineage.Run("support", "train-support-assistant", __file__, params)
    run.start(inputs)
    save(model)
    weights = model / "adapter" / "adapter_model.safetensors"
    bases = model / "base" / "model.safetensors"
    run.complete(inputs, {"base": bases, "adapter": weights})
    run.write(FOLDER / "evidence" / "lineage.json", model / "requirements.txt")
    environment = bom.environment(model / "requirements.txt", work)
    ancestor = {
        "type": "machine-learning-model",
        "name": "letters-base",
        "version": "1.0.0",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
        "hashes": [{"alg": "SHA-256", "content": lineage.sha256(bases)}],
    }
    pedigree = {"pedigree": {"ancestors": [ancestor]}}
    described = bom.with_model(
        environment, FOLDER, weights, inputs, run.ended, **pedigree
    )
    bom.write(described, FOLDER / "evidence" / "bom.cdx.json")
    seal.seal(FOLDER, run)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
