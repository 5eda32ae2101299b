"""Reads every CASE.npy of a folder and compares it with CASE.bits, the elements in C order, and with the file that
numpy.save makes of the same array. Prints a line for each difference and, last, how many files were read."""

import io
import pathlib
import sys
import warnings

import numpy as np

# Before it left room for a growing dimension (1.23), NumPy padded less.
same_padding = hasattr(np.lib.format, "GROWTH_AXIS_MAX_DIGITS")
paths = sorted(pathlib.Path(sys.argv[1]).glob("*.npy"))
warnings.simplefilter("error")
for path in paths:
    mapped = np.load(path, mmap_mode="r") if path.stat().st_size > 128 else np.load(path)
    array = np.load(path)
    name, dtype, shape = path.stem.split("-")
    if (array.dtype.name, "x".join(map(str, array.shape)) or "scalar") != (dtype, shape):
        print(path.name, "was read as", array.dtype, array.shape)
    if not array.dtype.isnative or not array.flags.c_contiguous:
        print(path.name, "is not native and in C order")
    bits = path.with_suffix(".bits").read_bytes()
    if array.tobytes() != bits or mapped.tobytes() != bits:
        print(path.name, "has other elements")
    saved = io.BytesIO()
    np.save(saved, array)
    if same_padding and saved.getvalue() != path.read_bytes():
        print(path.name, "is not what numpy.save writes")
print(len(paths), "read")
