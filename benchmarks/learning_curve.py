"""Draw the entity F1 on the validation data as training goes on, from the log of spaCy's
ConsoleLogger (`--training.logger.output_file curve.jsonl`).

python benchmarks/learning_curve.py curve.jsonl docs/curve.png
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import srsly


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("image", type=Path)
    args = parser.parse_args()
    rows = list(srsly.read_jsonl(args.log))
    steps = [row["step"] for row in rows]
    scores = [row["scores"]["ents_f"] for row in rows]
    figure, axes = plt.subplots(figsize=(6, 3.5), layout="constrained")
    axes.plot(steps, scores, color="black", marker="o", markersize=4)
    last = f"{scores[-1]:.1f}"
    axes.annotate(
        last, (steps[-1], scores[-1]), (-12, 8), textcoords="offset points", ha="center"
    )
    axes.set_xlabel("Step")
    axes.set_ylabel("Entity F1, validation (%)")
    axes.set_ylim(0, max(scores) * 1.2)
    axes.grid(alpha=0.3)
    figure.savefig(args.image, dpi=150)
    for row in rows:
        print(f"| {row['step']} | {row['epoch']} | {row['scores']['ents_f']:.1f} |")


if __name__ == "__main__":
    main()
