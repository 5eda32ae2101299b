"""An implementation of its own of the base-logits file of llama.cpp's perplexity tool, after its source (log_softmax in
tools/perplexity/perplexity.cpp), to compare with.

    llama_logits.py write FOLDER   writes CASE.kld, CASE.logits (float32), CASE.expected (the decoded rows), CASE.labels,
                                   CASE.tokens; a line for each: name, n_ctx, n_vocab, n_chunk
    llama_logits.py check FOLDER   reads every CASE.kld of the folder and compares it with what this implementation makes of
                                   CASE.logits; prints a line for each difference and, last, how many were read
"""

import pathlib
import sys

import numpy as np

f32 = np.float32


def encode(logits):
    largest = logits.max()
    least = max(logits.min(), f32(largest - f32(16)))
    sum_exp = np.exp((logits - largest).astype(f32)).astype(np.float64).sum()
    least_log_prob = f32(f32(least - largest) - f32(np.log(sum_exp)))
    scale = f32(f32(largest - least) / f32(65535))
    codes = np.zeros(2 * ((logits.size + 1) // 2), "<u2")
    if scale:
        inverse = f32(f32(1) / scale)
        nearest = np.rint((inverse * (logits - least)).astype(f32))
        codes[: logits.size] = np.where(logits > least, nearest, 0)
    return np.array([scale, least_log_prob], "<f4").tobytes() + codes.tobytes()


def rows_in_chunk(n_ctx):
    return n_ctx - 1 - n_ctx // 2


def decode(data):
    assert data[:8] == b"_logits_"
    n_ctx, n_vocab, n_chunk = np.frombuffer(data, "<i4", 3, 8)
    tokens = np.frombuffer(data, "<i4", n_chunk * n_ctx, 20).reshape(n_chunk, n_ctx)
    width = 2 * ((n_vocab + 1) // 2) + 4
    rows = np.frombuffer(data, "<u2", offset=20 + 4 * tokens.size).reshape(n_chunk * rows_in_chunk(n_ctx), width)
    heads = np.ascontiguousarray(rows[:, :4]).view("<f4")
    log_probs = heads[:, :1] * rows[:, 4 : 4 + n_vocab].astype(f32) + heads[:, 1:]
    labels = tokens[:, n_ctx // 2 + 1 :].reshape(-1)
    return log_probs.astype(f32), labels, heads, rows


def write(folder):
    random = np.random.default_rng(11)
    for n_ctx, n_vocab, n_chunk in ((8, 5, 3), (9, 6, 2), (3, 1, 2), (64, 1001, 4), (512, 321, 1)):
        name = f"{n_ctx}-{n_vocab}-{n_chunk}"
        tokens = random.integers(0, n_vocab, (n_chunk, n_ctx)).astype("<i4")
        logits = (random.standard_normal((n_chunk * rows_in_chunk(n_ctx), n_vocab)) * 6).astype("<f4")
        logits[0] = 2.5
        header = b"_logits_" + np.array([n_ctx, n_vocab, n_chunk], "<i4").tobytes()
        data = header + tokens.tobytes() + b"".join(encode(row) for row in logits)
        (folder / f"{name}.kld").write_bytes(data)
        log_probs, labels, _, _ = decode(data)
        (folder / f"{name}.logits").write_bytes(logits.tobytes())
        (folder / f"{name}.expected").write_bytes(log_probs.tobytes())
        (folder / f"{name}.labels").write_bytes(labels.astype("<i4").tobytes())
        (folder / f"{name}.tokens").write_bytes(tokens.tobytes())
        print(name, n_ctx, n_vocab, n_chunk)


def check(folder):
    paths = sorted(folder.glob("*.kld"))
    for path in paths:
        data = path.read_bytes()
        log_probs, labels, heads, rows = decode(data)
        logits = np.frombuffer(path.with_suffix(".logits").read_bytes(), "<f4").reshape(log_probs.shape)
        if labels.astype("<i4").tobytes() != path.with_suffix(".labels").read_bytes():
            print(path.name, "has other labels")
        for i, row in enumerate(logits):
            ours = encode(row)
            scale, least = np.frombuffer(ours, "<f4", 2)
            # The codes are to be the tool's own; sums of exponentials may round differently by a little.
            if scale != heads[i, 0] or abs(least - heads[i, 1]) > 2e-6 or ours[8:] != rows[i, 4:].tobytes():
                print(path.name, "row", i, "is written otherwise")
    print(len(paths), "read")


globals()[sys.argv[1]](pathlib.Path(sys.argv[2]))
