"""Would fewer bits pay? The linear layers of LiteEncoder's convolutions over sentences, where
most of the time goes, in 32 bits, in bfloat16 and in 8 bits, on one thread.

python benchmarks/precision.py
"""

import platform
import statistics
import time
import warnings
from datetime import date
from typing import Callable

import torch
from torch import nn
from torch.nn.functional import linear

TOKENS, WIDTH, LAYERS, REPEATS = 4000, 192, 4, 50


def microseconds(run: Callable[[], object]) -> float:
    """RETURNS (float): For one token, all layers."""
    times = []
    with torch.inference_mode():
        for _ in range(REPEATS):
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
    return 1e6 * LAYERS * statistics.median(times) / TOKENS


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    layer = nn.Linear(3 * WIDTH, 2 * WIDTH)
    X = torch.randn(TOKENS, 3 * WIDTH)
    weight, bias = layer.weight.bfloat16(), layer.bias.bfloat16()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        int8 = torch.ao.quantization.quantize_dynamic(
            nn.Sequential(layer), {nn.Linear}, dtype=torch.qint8
        )
    print(f"{date.today()}, {platform.machine()}, one thread, microseconds a token")
    for name, run in {
        "float32": lambda: layer(X),
        "bfloat16": lambda: linear(X.bfloat16(), weight, bias).float(),
        "int8, dynamic": lambda: int8(X),
    }.items():
        print(f"{name:15}{microseconds(run):6.1f}")


if __name__ == "__main__":
    main()
