"""Training steps and inference of the same vision transformers in PyTorch (Debian: python3-torch), for comparison with `learning`.

usage: env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OMP_WAIT_POLICY=PASSIVE OPENBLAS_NUM_THREADS=2 python3 torch_peer.py [vit-d6|vit-d12|clip-b32] [aten threads]
Run it with aten threads 1 and 2, OPENBLAS_NUM_THREADS 1 and 2; the best of the settings counts.
"""
import sys
import time

import torch

SHAPES = {"vit-d6": (65, 48, 192, 6, 3, 64, False), "vit-d12": (65, 48, 192, 12, 3, 64, False), "clip-b32": (50, 3072, 768, 12, 12, 16, True)}


class Block(torch.nn.Module):
    def __init__(self, width, heads, quick):
        super().__init__()
        self.heads, self.quick = heads, quick
        self.norm1, self.norm2 = torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)
        self.qkv, self.out = torch.nn.Linear(width, 3 * width), torch.nn.Linear(width, width)
        self.expand, self.contract = torch.nn.Linear(width, 4 * width), torch.nn.Linear(4 * width, width)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        p = torch.softmax(q @ k.transpose(-1, -2) * (d // self.heads) ** -0.5, -1)
        x = x + self.out((p @ v).transpose(1, 2).reshape(b, t, d))
        h = self.expand(self.norm2(x))
        return x + self.contract(h * torch.sigmoid(1.702 * h) if self.quick else torch.nn.functional.gelu(h))


class Transformer(torch.nn.Module):
    def __init__(self, tokens, patch, width, depth, heads, quick):
        super().__init__()
        self.patches = torch.nn.Linear(patch, width)
        self.token = torch.nn.Parameter(torch.zeros(1, 1, width))
        self.positions = torch.nn.Parameter(torch.zeros(1, tokens, width))
        self.blocks = torch.nn.Sequential(*[Block(width, heads, quick) for _ in range(depth)])
        self.norm = torch.nn.LayerNorm(width)
        self.head = torch.nn.Linear(width, 512 if quick else 10)

    def forward(self, patches):
        x = torch.cat([self.token.expand(len(patches), -1, -1), self.patches(patches)], 1) + self.positions
        return self.head(self.norm(self.blocks(x)[:, 0]))


def seconds(body, clock):
    for _ in range(2):
        body()
    times = []
    for _ in range(7):
        start = clock()
        body()
        times.append(clock() - start)
    return sorted(times)[3]


def main():
    names = [a for a in sys.argv[1:] if a in SHAPES] or list(SHAPES)
    threads = next((int(a) for a in sys.argv[1:] if a.isdigit()), 2)
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    for name in names:
        tokens, patch, width, depth, heads, batch, quick = SHAPES[name]
        model = Transformer(tokens, patch, width, depth, heads, quick)
        optimizer = torch.optim.AdamW(model.parameters(), 1e-4)
        images, labels = torch.rand(batch, tokens - 1, patch), torch.arange(batch) % 10

        def train():
            optimizer.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()

        def infer():
            with torch.inference_mode():
                model(images)

        clock = time.perf_counter if threads > 1 else time.process_time
        print(f"| {name} {batch} | torch {torch.__version__}, {threads} | {batch / seconds(train, clock):.1f} | {batch / seconds(infer, clock):.1f} |", flush=True)


main()
