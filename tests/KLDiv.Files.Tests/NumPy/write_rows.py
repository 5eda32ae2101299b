"""Writes the same array as .npz, stored and deflated, and as .csv by numpy.savetxt, with CASE.bits beside each: the elements
in C order. Prints a line for each case: the name of the tensor, its dtype, its shape."""

import sys

import numpy as np

folder = sys.argv[1]
random = np.random.default_rng(7)


def case(name, array, dtype):
    with open(f"{folder}/{name.replace('#', '-')}.bits", "wb") as bits:
        bits.write(np.ascontiguousarray(array).astype(dtype).tobytes())
    print(name, dtype, "x".join(map(str, array.shape)))


for dtype in ("float16", "float32", "float64"):
    for shape in ((7,), (5, 3), (2, 3, 4), (0, 3), (300, 70)):
        array = random.standard_normal(shape).astype(dtype)
        tag = f"{dtype}-{'x'.join(map(str, shape))}"
        np.savez(f"{folder}/stored-{tag}.npz", first=array, second=-array)
        np.savez_compressed(f"{folder}/deflated-{tag}.npz", array)
        np.savez(f"{folder}/other-{tag}.npz", np.asfortranarray(array.astype(array.dtype.newbyteorder(">"))))
        case(f"stored-{tag}.npz#first", array, dtype)
        case(f"stored-{tag}.npz#second.npy", -array, dtype)
        case(f"deflated-{tag}.npz", array, dtype)
        case(f"other-{tag}.npz", array, dtype)

table = random.standard_normal((40, 6)) * 10.0 ** random.integers(-300, 300, (40, 6))
table[3] = [np.inf, -np.inf, np.nan, 0, -0.0, 5e-324]
np.savetxt(f"{folder}/plain.csv", table, delimiter=",", fmt="%.17g")
np.savetxt(f"{folder}/header.csv", table, delimiter=",", fmt="%.18e", header="a,b,c,d,e,f", comments="")
case("plain.csv", table, "float64")
case("header.csv", table, "float64")
