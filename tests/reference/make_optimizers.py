"""Write optimizers.json, reference values that the tests compare with: `python make_optimizers.py`.

Needs PyTorch (2.13.0 wrote the committed file), which the project itself does not depend on.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch

STEPS = 20
TORCH = {
    "sgd": torch.optim.SGD,
    "momentum": torch.optim.SGD,
    "nesterov": torch.optim.SGD,
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}
# An eps of 0.5 is there so that its place shows: inside or outside the root, before or after bias correction.
CASES = [
    ("sgd", 0.02, {}),
    ("sgd", 0.02, {"weight_decay": 0.3}),
    ("momentum", 0.01, {}),
    ("momentum", 0.01, {"momentum": 0.5, "weight_decay": 0.2}),
    ("momentum", 0.02, {"momentum": 0.0}),
    ("nesterov", 0.01, {}),
    ("nesterov", 0.01, {"momentum": 0.6, "weight_decay": 0.2}),
    ("adagrad", 0.1, {}),
    ("adagrad", 0.1, {"eps": 0.5}),
    ("adagrad", 0.1, {"weight_decay": 0.3}),
    ("rmsprop", 0.02, {}),
    ("rmsprop", 0.05, {"alpha": 0.9, "eps": 0.5}),
    ("rmsprop", 0.02, {"alpha": 0.8, "momentum": 0.7}),
    ("rmsprop", 0.02, {"alpha": 0.9, "momentum": 0.5, "eps": 0.5, "weight_decay": 0.3}),
    ("adam", 0.1, {}),
    ("adam", 0.1, {"beta1": 0.5, "beta2": 0.9}),
    ("adam", 0.1, {"eps": 0.5}),
    ("adam", 0.1, {"weight_decay": 0.3}),
    ("adam", 0.1, {"beta1": 0.0, "beta2": 0.5, "eps": 0.1, "weight_decay": 0.1}),
    ("adamw", 0.1, {}),
    ("adamw", 0.1, {"weight_decay": 0.3}),
    ("adamw", 0.1, {"beta1": 0.8, "beta2": 0.95, "eps": 0.5, "weight_decay": 0.5}),
    ("adamw", 0.1, {"weight_decay": 0.0}),
]


def in_torch(name, lr, settings):
    """Translate our settings into PyTorch's; what a case leaves out is PyTorch's default, which is to be ours."""
    ours = dict(settings)
    if name in ("momentum", "nesterov"):
        ours.setdefault("momentum", 0.9)
        ours["nesterov"] = name == "nesterov"
    if name in ("adam", "adamw"):
        ours["betas"] = (ours.pop("beta1", 0.9), ours.pop("beta2", 0.999))
    return TORCH[name], {"lr": lr, **ours}


def problem():
    """A gradient that depends on w, with scales from 1e-3 to 30, and one coordinate without any gradient."""
    rng = np.random.default_rng(0)
    return {
        "w0": rng.normal(size=5).tolist(),
        "H": (rng.normal(size=(5, 5)) / 3 + np.eye(5)).tolist(),
        "noise": rng.normal(size=(STEPS, 5)).tolist(),
        "scale": [1e-3, 0.1, 1.0, 30.0, 0.0],
    }


def trajectory(name, lr, settings, p):
    w = torch.tensor(p["w0"], dtype=torch.float64, requires_grad=True)
    H, noise, scale = (torch.tensor(p[key], dtype=torch.float64) for key in ("H", "noise", "scale"))
    optimizer, arguments = in_torch(name, lr, settings)
    optimizer = optimizer([w], **arguments)
    path = []
    for t in range(STEPS):
        w.grad = (scale * (H @ w + torch.sin(3 * w) + noise[t])).detach()
        optimizer.step()
        path.append(w.tolist())
    return {"optimizer": name, "lr": lr, "settings": settings, "path": path}


def rates(total, make):
    """Return the learning rate before each of `total` steps and after the last."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    scheduler = make(optimizer)
    values = [scheduler.get_last_lr()[0]]
    for _ in range(total):
        optimizer.step()
        scheduler.step()
        values.append(scheduler.get_last_lr()[0])
    return values


def schedules():
    from torch.optim import lr_scheduler as S

    def warm(o, n):
        return S.LinearLR(o, start_factor=1 / n, end_factor=1, total_iters=n - 1)

    def warm_cosine(o):
        return S.SequentialLR(o, [warm(o, 6), S.CosineAnnealingLR(o, 24, eta_min=0.02)], milestones=[6])

    made = [
        ("constant", {}, lambda o: S.ConstantLR(o, factor=1.0)),
        ("step_decay", {}, lambda o: S.StepLR(o, 10, gamma=0.1)),
        ("step_decay", {"factor": 0.5, "drops": 4}, lambda o: S.StepLR(o, 6, gamma=0.5)),
        ("exponential", {"ratio": 0.05}, lambda o: S.ExponentialLR(o, gamma=0.05 ** (1 / 30))),
        ("cosine", {}, lambda o: S.CosineAnnealingLR(o, 30)),
        ("cosine", {"lr_min": 0.05}, lambda o: S.CosineAnnealingLR(o, 30, eta_min=0.05)),
        ("linear_warmup", {"warmup": 0.2}, lambda o: warm(o, 6)),
        ("warmup_cosine", {"warmup": 0.2, "lr_min": 0.02}, warm_cosine),
    ]
    return [
        {"schedule": name, "total": 30, "lr": 0.3, "settings": settings, "rates": rates(30, make)}
        for name, settings, make in made
    ]


def clipping():
    rng = np.random.default_rng(1)
    grads = {"W": rng.normal(size=(3, 2)), "b": 10 * rng.normal(size=2)}
    tensors = [torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in grads.values()]
    for tensor, g in zip(tensors, grads.values(), strict=True):
        tensor.grad = torch.tensor(g)
    norm = torch.nn.utils.clip_grad_norm_(tensors, 2.5)
    clipped = {name: tensor.grad.tolist() for name, tensor in zip(grads, tensors, strict=True)}
    grads = {name: g.tolist() for name, g in grads.items()}
    return {"grads": grads, "max_norm": 2.5, "norm": norm.item(), "clipped": clipped}


def network(batch_norm, rng):
    layers = [torch.nn.Linear(4, 6), torch.nn.Tanh(), torch.nn.Linear(6, 3)]
    if batch_norm:
        layers.insert(1, torch.nn.BatchNorm1d(6))
    net = torch.nn.Sequential(*layers).double()
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(torch.tensor(rng.normal(size=p.shape)))
    return net


def named(net):
    """Our names and layout: W1 (D, H) where PyTorch has (H, D)."""
    dense = [layer for layer in net if isinstance(layer, torch.nn.Linear)]
    params = {}
    for k, layer in enumerate(dense, start=1):
        params[f"W{k}"], params[f"b{k}"] = layer.weight.T.tolist(), layer.bias.tolist()
    for layer in net:
        if isinstance(layer, torch.nn.BatchNorm1d):
            params["gamma1"], params["beta1"] = layer.weight.tolist(), layer.bias.tolist()
    return params


def training(name, lr, settings, batch_norm, cosine, label_smoothing=0.0):
    """Fifteen full-batch steps of a small classifier, with the loss before each."""
    rng = np.random.default_rng(2)
    X, y = torch.tensor(rng.normal(size=(12, 4))), torch.tensor(rng.integers(3, size=12))
    net = network(batch_norm, rng)
    optimizer, arguments = in_torch(name, lr, settings)
    optimizer = optimizer(net.parameters(), **arguments)
    start, losses = named(net), []
    for t in range(15):
        for group in optimizer.param_groups:
            group["lr"] = lr * (1 + math.cos(math.pi * t / 15)) / 2 if cosine else lr
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(X), y, label_smoothing=label_smoothing)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    net.eval()
    return {
        "optimizer": name,
        "lr": lr,
        "settings": settings,
        "norm": "batch" if batch_norm else None,
        "cosine": cosine,
        "label_smoothing": label_smoothing,
        "X": X.tolist(),
        "y": y.tolist(),
        "start": start,
        "losses": losses,
        "end": named(net),
        "running": {"mean1": net[1].running_mean.tolist(), "var1": net[1].running_var.tolist()}
        if batch_norm
        else None,
        "logits": net(X).tolist(),
    }


def main():
    p = problem()
    content = {
        "torch": torch.__version__.split("+")[0],
        "problem": p,
        "trajectories": [trajectory(*case, p) for case in CASES],
        "schedules": schedules(),
        "clipping": clipping(),
        "training": [
            training("nesterov", 0.05, {"weight_decay": 0.1}, False, True),
            training("adamw", 0.1, {"weight_decay": 0.2}, False, False, 0.1),
            training("adam", 0.05, {"eps": 0.1}, True, True),
        ],
    }
    # One line an entry: short, and a change shows in a diff.
    lines = ",\n".join(
        f"{json.dumps(key)}: "
        + (
            "[\n" + ",\n".join(map(json.dumps, value)) + "\n]"
            if isinstance(value, list)
            else json.dumps(value)
        )
        for key, value in content.items()
    )
    Path(__file__).with_name("optimizers.json").write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
