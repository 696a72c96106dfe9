"""Write layers.json: what PyTorch computes for the layers and networks of test_layers.py and test_mlp.py.

Run with ``python tests/reference/make_layers.py`` where PyTorch is installed; the project itself does not need it.
All numbers are float64. Weights are stored as (inputs, outputs), the transpose of PyTorch's.
"""

import json
from pathlib import Path

import torch
from torch.nn import functional as F

ACTIVATIONS = {
    "relu": F.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": F.gelu,
    "silu": F.silu,
    "leaky_relu": F.leaky_relu,
    "identity": lambda z: z,
}

MLPS = [  # sizes, activation, norm, residual, branch_scale
    ([4, 3], "relu", None, False, 1.0),
    ([4, 5, 3], "sigmoid", None, False, 1.0),
    ([4, 5, 5, 3], "relu", None, False, 1.0),
    ([4, 4, 6, 6, 3], "tanh", None, True, 1.0),
    ([4, 5, 5, 5, 2], "gelu", None, True, 0.3),
    ([4, 5, 5, 3], "relu", "batch", False, 1.0),
    ([4, 5, 5, 3], "leaky_relu", "batch", True, 0.5),
    ([4, 5, 5, 3], "silu", "layer", False, 1.0),
    ([4, 4, 4, 3], "relu", "layer", True, 1.0),
    ([4, 5, 5, 5, 3], "identity", None, False, 1.0),
]


def randn(generator, *shape, mean=0.0, scale=1.0):
    """Draw from N(mean, scale²), rounded, so that the file holds the very inputs that PyTorch saw."""
    return (mean + scale * torch.randn(*shape, generator=generator, dtype=torch.float64)).round(decimals=3)


def variances(generator, H):
    return (torch.rand(H, generator=generator, dtype=torch.float64) + 0.5).round(decimals=3)


def listed(tensors):
    return {name: t.detach().tolist() for name, t in tensors.items()}


def backward(Z, inputs, generator):
    """Return the upstream gradient and the gradients of all inputs."""
    dZ = randn(generator, *Z.shape)
    grads = torch.autograd.grad(Z, list(inputs.values()), dZ)
    return {"dZ": dZ} | {f"d{name}": g for name, g in zip(inputs, grads, strict=True)}


def case(function, generator, **inputs):
    leaves = {name: t.clone().requires_grad_() for name, t in inputs.items()}
    Z = function(**leaves)
    return listed(inputs | {"Z": Z} | backward(Z, leaves, generator))


def dense(generator):
    X, W, b = randn(generator, 3, 4), randn(generator, 4, 2), randn(generator, 2)
    return case(lambda X, W, b: F.linear(X, W.T, b), generator, X=X, W=W, b=b)


def batch_norm(generator, N, training, eps=1e-5):
    H = 3
    X = randn(generator, N, H, mean=2.0, scale=3.0)
    gamma, beta = randn(generator, H), randn(generator, H)
    mean, var = randn(generator, H), variances(generator, H)

    def run(X, gamma, beta):
        return F.batch_norm(X, mean.clone(), var.clone(), gamma, beta, training=training, eps=eps)

    settings = {"training": training, "eps": eps}
    return case(run, generator, X=X, gamma=gamma, beta=beta) | listed({"mean": mean, "var": var}) | settings


def running_statistics(generator, momentum):
    """Return batches of unequal size, and the running statistics after each, from the start of BatchNorm1d."""
    layer = torch.nn.BatchNorm1d(3, momentum=momentum, dtype=torch.float64)
    batches, steps = [randn(generator, N, 3, mean=1.0, scale=2.0) for N in (4, 2, 7)], []
    for X in batches:
        layer(X)
        steps.append({"mean": layer.running_mean.tolist(), "var": layer.running_var.tolist()})
    return {"momentum": momentum, "batches": [X.tolist() for X in batches], "steps": steps}


def layer_norm(generator, *shape, eps=1e-5):
    X = randn(generator, *shape, mean=2.0, scale=3.0)
    gamma, beta = randn(generator, shape[-1]), randn(generator, shape[-1])

    def run(X, gamma, beta):
        return F.layer_norm(X, shape[-1:], gamma, beta, eps)

    return case(run, generator, X=X, gamma=gamma, beta=beta) | {"eps": eps}


def residual(generator):
    """Return a block X + scale · relu(X W + b), of which FX is the branch."""
    scale = 0.7
    X, W, b = randn(generator, 3, 4), randn(generator, 4, 4), randn(generator, 4)
    return case(lambda X, W, b: X + scale * F.relu(F.linear(X, W.T, b)), generator, X=X, W=W, b=b) | {
        "scale": scale
    }


def mlp_parameters(generator, sizes, norm):
    params = {}
    for k, (D, H) in enumerate(zip(sizes[:-1], sizes[1:], strict=True), start=1):
        params[f"W{k}"] = randn(generator, D, H, scale=D**-0.5)
        params[f"b{k}"] = randn(generator, H, scale=0.3)
        if norm and k < len(sizes) - 1:
            params[f"gamma{k}"] = randn(generator, H, mean=1.0, scale=0.3)
            params[f"beta{k}"] = randn(generator, H, scale=0.3)
    return params


def run_mlp(X, params, L, activation, norm, residual, branch_scale, running):
    """Return logits and the hidden arrays; `running` is None in training."""
    A, hidden = X, {}
    for k in range(1, L):
        U = F.linear(A, params[f"W{k}"].T, params[f"b{k}"])
        Z = U
        if norm == "batch":
            mean, var = (None, None) if running is None else (running[f"mean{k}"], running[f"var{k}"])
            Z = F.batch_norm(U, mean, var, params[f"gamma{k}"], params[f"beta{k}"], training=running is None)
        elif norm == "layer":
            Z = F.layer_norm(U, U.shape[-1:], params[f"gamma{k}"], params[f"beta{k}"])
        branch = ACTIVATIONS[activation](Z)
        A = A + branch_scale * branch if residual and A.shape == branch.shape else branch
        hidden |= {f"U{k}": U, f"Z{k}": Z, f"A{k}": A}
    return F.linear(A, params[f"W{L}"].T, params[f"b{L}"]), hidden


def mlp(generator, sizes, activation, norm, residual, branch_scale, training=True):
    X, L = randn(generator, 6, sizes[0]), len(sizes) - 1
    y = torch.randint(sizes[-1], (6,), generator=generator)
    params, running = mlp_parameters(generator, sizes, norm), None
    if norm == "batch" and not training:
        shapes = {k: params[f"b{k}"].shape[0] for k in range(1, L)}
        running = {f"mean{k}": randn(generator, H, scale=0.5) for k, H in shapes.items()}
        running |= {f"var{k}": variances(generator, H) for k, H in shapes.items()}
    leaves = {name: p.clone().requires_grad_() for name, p in {"A0": X, **params}.items()}
    logits, hidden = run_mlp(leaves["A0"], leaves, L, activation, norm, residual, branch_scale, running)
    loss = F.cross_entropy(logits, y)
    wanted = {"logits": logits, **leaves, **hidden}
    grads = dict(zip(wanted, torch.autograd.grad(loss, list(wanted.values())), strict=True))
    return {
        "settings": {
            "activation": activation,
            "norm": norm,
            "residual": residual,
            "branch_scale": branch_scale,
        }
        | {"training": training},
        "X": X.tolist(),
        "y": y.tolist(),
        "params": listed(params),
        "running": running and listed(running),
        "loss": loss.item(),
        "hidden": listed(hidden),
        "logits": logits.tolist(),
        "dlogits": grads.pop("logits").tolist(),
        "grads": {name: grads.pop(name).tolist() for name in params},
        "deltas": listed(grads),
    }


def rounded(x):
    """Return `x` with 12 significant digits; the tests compare at 1e-9."""
    if isinstance(x, dict):
        return {name: rounded(value) for name, value in x.items()}
    if isinstance(x, list):
        return [rounded(value) for value in x]
    return float(f"{x:.12g}") if isinstance(x, float) else x


def main():
    g = torch.Generator().manual_seed(20)
    reference = {
        "torch": torch.__version__,
        "dense": dense(g),
        "batch_norm": [
            batch_norm(g, 5, True),
            batch_norm(g, 2, True),
            batch_norm(g, 5, False, 1e-3),
            batch_norm(g, 1, False),
        ],
        "running": [running_statistics(g, 0.1), running_statistics(g, 0.4)],
        "layer_norm": [layer_norm(g, 3, 4), layer_norm(g, 2, 3, 5, eps=1e-3), layer_norm(g, 4)],
        "residual": residual(g),
        "mlp": [mlp(g, *settings) for settings in MLPS] + [mlp(g, *MLPS[6], training=False)],
    }
    path = Path(__file__).with_name("layers.json")
    lines = (f"{json.dumps(name)}: {json.dumps(rounded(value))}" for name, value in reference.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
