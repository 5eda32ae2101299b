"""Fits a softmax regression with SciPy's L-BFGS-B, as it is told by lines; used by the command fits of KLDiv.Benchmarks.

load FEATURES TARGETS BIAS   .npy files, float64; BIAS is 1 or 0
value TOLERANCE              the loss at which a fit with this gtol ends
time CALLS TOLERANCE         the nanoseconds of so many fits, one after the other
memory TOLERANCE             by how many bytes the resident memory rose at most during a fit
passes TOLERANCE             the evaluations of the function in a fit

The first line that it writes is "ready VERSIONS" or "absent REASON"; an answer that begins with "error" tells why there is none.
"""
import platform
import sys
import time

try:
    import numpy as np
    import scipy
    from scipy.optimize import minimize
except ImportError as error:
    print("absent", str(error).splitlines()[0], flush=True)
    sys.exit(0)


class Fit:
    """The same function as ours: the features are standardised and the targets' moments taken before the clock runs."""

    def __init__(self, features, targets, bias):
        mean = features.mean(axis=0) if bias else 0.0
        scale = np.sqrt(((features - mean) ** 2).mean(axis=0))
        z = (features - mean) / scale
        if bias:
            z = np.hstack([z, np.ones((len(z), 1))])
        self.z = np.ascontiguousarray(z)
        self.rows, self.columns, self.support = len(z), z.shape[1], targets.shape[1]
        self.masses = targets.sum(axis=1)
        self.cross = self.z.T @ targets
        with np.errstate(divide="ignore", invalid="ignore"):
            self.constant = np.nansum(targets * np.log(targets))
        self.start = np.zeros((self.columns, self.support))
        if bias:
            self.start[-1] = np.log(targets.mean(axis=0))
        self.block = self.fastest_block()

    def evaluate(self, parameters):
        """The loss and its gradient, one exponential an element, in blocks of rows that fit a cache, in place."""
        weights = parameters.reshape(self.columns, self.support)
        gradient = np.zeros_like(weights)
        loss = self.constant - np.vdot(weights, self.cross)
        for start in range(0, self.rows, self.block):
            z, masses = self.z[start : start + self.block], self.masses[start : start + self.block]
            logits = self.buffer[: len(z)]
            np.dot(z, weights, out=logits)
            largest = logits.max(axis=1)
            logits -= largest[:, None]
            np.exp(logits, out=logits)
            sums = logits.sum(axis=1)
            loss += masses @ (largest + np.log(sums))
            logits *= (masses / sums)[:, None]
            gradient += z.T @ logits
        gradient -= self.cross
        gradient /= self.rows
        self.passes += 1
        return loss / self.rows, gradient.ravel()

    def fastest_block(self):
        """The number of rows with which an evaluation takes least."""
        times = {}
        for block in (512, 2048, 8192, self.rows):
            self.block = min(block, self.rows)
            self.buffer = np.empty((self.block, self.support))
            self.passes = 0
            times[self.block] = min(self.timed(self.evaluate, self.start.ravel()) for _ in range(5))
        best = min(times, key=times.get)
        self.buffer = np.empty((best, self.support))
        return best

    @staticmethod
    def timed(call, *arguments):
        start = time.perf_counter_ns()
        call(*arguments)
        return time.perf_counter_ns() - start

    def run(self, tolerance):
        self.passes = 0
        options = {"maxcor": 10, "gtol": tolerance, "ftol": 0, "maxiter": 20000, "maxfun": 20000}
        return minimize(self.evaluate, self.start.ravel(), jac=True, method="L-BFGS-B", options=options).fun


fit = None


def load(features, targets, bias):
    global fit
    fit = Fit(np.load(features), np.ascontiguousarray(np.load(targets)), bias == "1")
    return fit.block


def value(tolerance):
    return repr(float(fit.run(float(tolerance))))


def passes(tolerance):
    fit.run(float(tolerance))
    return fit.passes


def timed(calls, tolerance):
    return sum(Fit.timed(fit.run, float(tolerance)) for _ in range(int(calls)))


def memory(tolerance):
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")
    before = resident("VmRSS:")
    fit.run(float(tolerance))
    return max(0, resident("VmHWM:") - before)


def resident(field):
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith(field))


commands = {"load": load, "value": value, "passes": passes, "time": timed, "memory": memory}


def blas():
    """The library that multiplies, which decides much of the time."""
    with open("/proc/self/maps") as maps:
        names = {line.split()[-1].rsplit("/", 1)[-1] for line in maps if "blas" in line}
    return "OpenBLAS" if any("openblas" in name for name in names) else "reference BLAS" if any("libblas" in name for name in names) else "unknown BLAS"


print("ready scipy", scipy.__version__, "numpy", np.__version__, blas(), "python", platform.python_version(), flush=True)
for line in sys.stdin:
    name, *arguments = line.split()
    try:
        print(commands[name](*arguments), flush=True)
    except (ValueError, OSError, MemoryError) as error:
        print("error", str(error).splitlines()[0], flush=True)
