"""HDF5 files as h5py writes them. Prints a line for each dataset: how it is asked for, its type, its shape; what its elements
are, as float64 in C order, lies beside it in `NUMBER.bits`."""
import os
import sys

import h5py
import numpy as np

folder = sys.argv[1]
random = np.random.default_rng(1)
count = 0


def tell(file, name, array):
    global count
    count += 1
    np.asarray(array).astype(np.float64).tofile(os.path.join(folder, f"{count}.bits"))
    array = np.asarray(array)
    print(f"{file}#{name}", array.dtype.newbyteorder("="), "x".join(map(str, array.shape)) or "1", count)


types = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?", ">f2", ">f4", ">f8", ">i2", ">i8"]
for libver in ("earliest", "latest"):
    with h5py.File(os.path.join(folder, f"types-{libver}.h5"), "w", libver=libver) as f:
        for dtype in types:
            base = (random.random((7, 5)) * 100).astype(dtype) if dtype != "?" else random.random((7, 5)) > 0.5
            name = dtype.replace("?", "bool").replace(">", "big-")
            f.create_dataset(f"plain/{name}", data=base)
            tell(f.filename, f"/plain/{name}", base)
            f.create_dataset(f"chunked/{name}", data=base, chunks=(3, 2))
            tell(f.filename, f"/chunked/{name}", base)
            f.create_dataset(f"packed/{name}", data=base, chunks=(2, 5), compression="gzip", shuffle=True, fletcher32=True)
            tell(f.filename, f"/packed/{name}", base)
    with h5py.File(os.path.join(folder, f"shapes-{libver}.h5"), "w", libver=libver) as f:
        for shape in [(), (1,), (6,), (2, 3, 4), (3, 1, 5, 2), (40, 300), (0, 4)]:
            base = random.random(shape)
            name = "x".join(map(str, shape)) or "scalar"
            f.create_dataset(name, data=base)
            tell(f.filename, name, base)
            if base.size and base.ndim:
                f.create_dataset(f"grown/{name}", data=base, chunks=True, maxshape=(None,) * base.ndim)
                tell(f.filename, f"/grown/{name}", base)
        sparse = f.create_dataset("sparse", (9, 4), dtype="f4", chunks=(2, 4), fillvalue=0.25)
        sparse[4:6] = 1
        tell(f.filename, "sparse", sparse[:])
        f["link"] = h5py.SoftLink("/6")
        tell(f.filename, "link", f["6"][:])
    with h5py.File(os.path.join(folder, f"one-{libver}.h5"), "w", libver=libver) as f:
        base = random.random((4, 3)).astype("f4")
        f.create_dataset("group/only", data=base)

with h5py.File(os.path.join(folder, "refused.h5"), "w") as f:
    f.create_dataset("text", data="a text")
    f.create_dataset("pairs", data=np.zeros(3, dtype=[("a", "f4"), ("b", "i4")]))
    f.create_dataset("nothing", data=h5py.Empty("f4"))
    f.create_dataset("lzf", data=np.zeros((8, 8)), chunks=(4, 4), compression="lzf")
    f.create_dataset("unwritten", (3, 4), dtype="f4")
    f.create_dataset("outside", (1, 2), dtype="f4", external=[("/etc/passwd", 0, 8)])
    f["elsewhere"] = h5py.ExternalLink("one-latest.h5", "/group/only")
    layout = h5py.VirtualLayout(shape=(4, 3), dtype="f4")
    layout[:] = h5py.VirtualSource(os.path.join(folder, "one-latest.h5"), "group/only", shape=(4, 3))
    f.create_virtual_dataset("view", layout)
