"""Files of torch.save as people write them. Prints a line for each tensor: how it is asked for, its type, its shape;
what its elements are lies beside it in `NAME.bits`, C order, in the type in which it is handed out."""
import collections
import os
import sys

import numpy as np
import torch

folder = sys.argv[1]
torch.manual_seed(1)
count = 0


def tell(name, tensor):
    global count
    count += 1
    wide = tensor.detach().float() if tensor.dtype == torch.bfloat16 else tensor.detach()
    array = wide.contiguous().numpy()
    array.tofile(os.path.join(folder, f"{count}.bits"))
    print(name, array.dtype, "x".join(str(n) for n in array.shape) or "1", count)


def save(name, value, **options):
    torch.save(value, os.path.join(folder, name), **options)


for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
    short = str(dtype).split(".")[1]
    base = torch.randn(6, 8, dtype=torch.float64).to(dtype)
    views = {
        "whole": base,
        "rows": base[2:5],
        "columns": base[:, 1:6],
        "transposed": base.t(),
        "steps": base[::2, ::3],
        "cube": base.reshape(2, 3, 8).permute(2, 0, 1),
        "middle": base.reshape(2, 3, 8).transpose(1, 2),
        "expanded": base[:1].expand(4, 8),
        "vector": base[0],
        "column": base[:, 3],
        "number": base[1, 1],
        "empty": base[:0],
    }
    for view, tensor in views.items():
        save(f"{short}-{view}.pt", tensor)
        tell(f"{short}-{view}.pt", tensor)
    save(f"{short}-all.pth", views)
    for view, tensor in views.items():
        tell(f"{short}-all.pth#{view}", tensor)

nested = {"epoch": 3, "loss": 0.5, "name": "run", "best": None, "done": True, 7: torch.ones(2, 3),
          "steps": [torch.zeros(1, 4), (torch.ones(4), {"logits": torch.randn(3, 5)})]}
save("nested.pt", nested)
tell("nested.pt#7", nested[7])
tell("nested.pt#steps.0", nested["steps"][0])
tell("nested.pt#steps.1.0", nested["steps"][1][0])
tell("nested.pt#steps.1.1.logits", nested["steps"][1][1]["logits"])

model = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Linear(3, 2, bias=False))
save("state.pt", model.state_dict())
tell("state.pt#0.weight", model.state_dict()["0.weight"])
tell("state.pt#1.weight", model.state_dict()["1.weight"])
save("parameter.pt", torch.nn.Parameter(torch.randn(2, 2)))
tell("parameter.pt", torch.load(os.path.join(folder, "parameter.pt")))
save("optimizer.pt", {"model": model.state_dict(), "optimizer": torch.optim.SGD(model.parameters(), lr=0.1).state_dict()})
tell("optimizer.pt#model.0.bias", model.state_dict()["0.bias"])
save("ordered.pt", collections.OrderedDict(a=torch.randn(2, 2), b=torch.Size([2, 3])))
tell("ordered.pt", torch.load(os.path.join(folder, "ordered.pt"))["a"])
save("newer.pt", torch.arange(6.0).reshape(2, 3), pickle_protocol=4)
tell("newer.pt", torch.arange(6.0).reshape(2, 3))
save("old.pt", torch.ones(2, 2), _use_new_zipfile_serialization=False)
save("module.pt", model)
save("array.pt", {"a": np.ones(3)})
save("integers.pt", torch.arange(4))
