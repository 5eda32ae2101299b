"""Runs PyTorch beside the benchmark: reads a command a line, answers each with a line.

load DTYPE ROWS COLUMNS PITCH FIRST INPUT TARGET LOG_TARGET    the operands, from files of bare elements
repeat N                                                       x, log_t and leaf N times one below the other, as they were loaded
threads N                                                      how many threads PyTorch may use
value EXPRESSION                                               the first number of the result
time CALLS EXPRESSION                                          the nanoseconds of so many calls
memory EXPRESSION                                              by how many bytes the resident memory rose at most during a call

The first line that it writes is "ready VERSIONS" or "absent REASON"; an answer that begins with "error" tells why there is none.
"""
import platform
import sys
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError as error:
    print("absent", str(error).splitlines()[0], flush=True)
    sys.exit(0)

names = {"torch": torch, "F": F}
calls = {}
loaded = {}


def backward(loss):
    """The loss, after its gradient for leaf has been computed (and no earlier one added)."""
    names["leaf"].grad = None
    loss.backward()
    return loss


names["backward"] = backward


def load(dtype, rows, columns, pitch, first, *files):
    rows, columns, pitch, first = int(rows), int(columns), int(pitch), int(first)
    dtype = getattr(torch, dtype)
    for name, file in zip(("x", "t", "log_t"), files):
        room = torch.from_file(file, size=rows * pitch, dtype=dtype).clone()
        names[name] = room[: rows * columns].view(rows, columns)
        names[name + "_slice"] = room.view(rows, pitch)[:, first : first + columns]
        loaded[name] = names[name]
    names["leaf"] = names["x"].detach().requires_grad_()
    names["w"] = torch.full((rows,), 1 / 3, dtype=dtype)
    calls.clear()
    return "loaded"


def repeat(times):
    names["x"] = names["log_t"] = names["leaf"] = None
    names["x"], names["log_t"] = (loaded[name].repeat(int(times), 1) for name in ("x", "log_t"))
    names["leaf"] = names["x"].detach().requires_grad_()
    calls.clear()
    return times


def threads(number):
    torch.set_num_threads(int(number))
    return number


def call_of(expression):
    if expression not in calls:
        calls[expression] = eval("lambda: " + expression, names)
    return calls[expression]


def value(expression):
    return repr(float(call_of(expression)().detach().flatten()[0]))


def timed(repeats, expression):
    call, repeats = call_of(expression), range(int(repeats))
    start = time.perf_counter_ns()
    for _ in repeats:
        call()
    return time.perf_counter_ns() - start


def memory(expression):
    names["leaf"].grad = None
    call = call_of(expression)
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")
    before = resident("VmRSS:")
    call()
    return max(0, resident("VmHWM:") - before)


def resident(field):
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith(field))


commands = {
    "load": (load, 9),
    "repeat": (repeat, 2),
    "threads": (threads, 2),
    "value": (value, 2),
    "time": (timed, 3),
    "memory": (memory, 2),
}

print("ready torch", torch.__version__, "python", platform.python_version(), flush=True)
for line in sys.stdin:
    name = line.split()[0]
    command, words = commands[name]
    try:
        print(command(*line.strip().split(" ", words - 1)[1:]), flush=True)
    except (RuntimeError, OSError) as error:
        print("error", str(error).splitlines()[0], flush=True)
