"""Writes, for every way in which NumPy lays out an array, CASE.npy and CASE.bits: the elements in C order, as this
machine orders their bytes. Prints a line for each case: name, dtype, shape, whether its bytes are in this machine's
order, whether it is in Fortran order."""

import itertools
import sys

import numpy as np

SHAPES = [(), (1,), (5,), (0,), (2, 3), (3, 1), (1, 3), (0, 3), (3, 0), (2, 3, 4), (2, 1, 3), (1, 2, 1), (2, 0, 4), (2, 3, 4, 5)]
# Infinities, -0, the smallest subnormal, a quiet and a signalling NaN with a payload, the largest finite number.
SPECIAL = {
    "f2": [0x7C00, 0xFC00, 0x8000, 0x0001, 0x7E2A, 0x7C2A, 0x7BFF],
    "f4": [0x7F800000, 0xFF800000, 0x80000000, 0x00000001, 0x7FC0002A, 0x7F80002A, 0x7F7FFFFF],
    "f8": [0x7FF0 << 48, 0xFFF0 << 48, 0x8000 << 48, 1, (0x7FF8 << 48) + 42, (0x7FF0 << 48) + 42, 0x7FEFFFFFFFFFFFFF],
}

folder = sys.argv[1]
random = np.random.default_rng(1)
cases = itertools.product(SPECIAL, "<>", "CF", [(1, 0), (2, 0), (3, 0)], SHAPES)
for number, (kind, order, layout, version, shape) in enumerate(cases):
    unsigned = np.dtype("u" + kind[1:])
    bits = np.frombuffer(random.bytes(int(np.prod(shape)) * unsigned.itemsize), unsigned).copy()
    special = np.array(SPECIAL[kind], unsigned)[: bits.size]
    bits[: special.size] = special
    bits = bits.reshape(shape)

    array = np.array(bits.astype(order + unsigned.str[1:]).view(order + kind), order=layout)
    with open(f"{folder}/{number}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version)
    with open(f"{folder}/{number}.bits", "wb") as file:
        file.write(bits.tobytes())

    native = np.dtype(order + kind).isnative
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    print(number, np.dtype(kind).name, "x".join(map(str, shape)) or "scalar", native, fortran)
