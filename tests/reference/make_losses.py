"""Write losses.json: what PyTorch returns for the activations, the losses and their gradients, in float64.

PyTorch is needed to run this, not to run the tests: ``pip install torch numpy && python make_losses.py``.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

ACTIVATIONS = {
    "identity": torch.nn.Identity(),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "selu": F.selu,
    "softplus": lambda z: F.softplus(z, threshold=1e9),  # exact, not z above 20
    "gelu": F.gelu,
    "gelu_tanh": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
}

rng = np.random.default_rng(20)
logits = rng.normal(scale=2, size=(6, 5)).round(3)
teacher = rng.normal(scale=3, size=(6, 5)).round(3)
labels = [3, 0, 4, 1, 1, 2]
rows = rng.dirichlet(np.ones(5), size=6)
masked = np.where(np.eye(6, 5) > 0, -np.inf, logits)  # class i is masked in row i, never the label
pred, target = rng.normal(size=(2, 4, 3)).round(3)
target[0] = pred[0] + [0, 0.3, -1]  # the kinks of mae and huber
several = rng.integers(0, 2, size=(4, 3))
shares = rng.uniform(size=(4, 3)).round(3)


def cross_entropy(logits, targets, temperature=1.0, label_smoothing=0.0):
    return F.cross_entropy(logits / temperature, targets, label_smoothing=label_smoothing)


def multiclass_hinge(logits, targets, margin=1.0):
    right = logits.gather(1, targets[:, None])[:, 0]
    wrong = logits.masked_fill(F.one_hot(targets, logits.shape[1]).bool(), -torch.inf)
    return torch.relu(margin + wrong.max(dim=1).values - right).mean()


def two_class_hinge(logits, targets, margin=1.0):
    return 2 * F.multi_margin_loss(logits, targets, margin=margin)  # which divides by the number of classes


def distillation(student_logits, teacher_logits, targets, temperature, alpha):
    log_q = F.log_softmax(student_logits / temperature, dim=1)
    log_p = F.log_softmax(teacher_logits / temperature, dim=1)
    soft = F.kl_div(log_q, log_p, reduction="batchmean", log_target=True) * temperature**2
    return alpha * soft + (1 - alpha) * F.cross_entropy(student_logits, targets)


LOSSES = [
    # name in helpers.losses, the computation in PyTorch, arguments
    ("cross_entropy", cross_entropy, dict(logits=logits, targets=labels)),
    ("cross_entropy", cross_entropy, dict(logits=logits, targets=labels, temperature=3.0)),
    ("cross_entropy", cross_entropy, dict(logits=logits, targets=labels, label_smoothing=0.1)),
    (
        "cross_entropy",
        cross_entropy,
        dict(logits=logits, targets=labels, temperature=0.5, label_smoothing=0.3),
    ),
    ("cross_entropy", cross_entropy, dict(logits=logits, targets=labels, label_smoothing=1.0)),
    ("cross_entropy", cross_entropy, dict(logits=logits, targets=rows)),
    ("cross_entropy", cross_entropy, dict(logits=logits, targets=rows, temperature=2.0, label_smoothing=0.2)),
    ("cross_entropy", cross_entropy, dict(logits=100 * logits, targets=labels)),
    ("cross_entropy", cross_entropy, dict(logits=masked, targets=labels)),
    ("cross_entropy", cross_entropy, dict(logits=logits[:1], targets=labels[:1])),
    ("binary_cross_entropy", F.binary_cross_entropy_with_logits, dict(logits=pred, targets=several)),
    ("binary_cross_entropy", F.binary_cross_entropy_with_logits, dict(logits=pred[0], targets=several[0])),
    ("binary_cross_entropy", F.binary_cross_entropy_with_logits, dict(logits=pred, targets=shares)),
    ("binary_cross_entropy", F.binary_cross_entropy_with_logits, dict(logits=100 * pred, targets=several)),
    ("mse", F.mse_loss, dict(pred=pred, targets=target)),
    ("mse", F.mse_loss, dict(pred=pred[1], targets=target[1])),
    ("mae", F.l1_loss, dict(pred=pred, targets=target)),
    ("huber", F.huber_loss, dict(pred=pred, targets=target)),
    ("huber", F.huber_loss, dict(pred=pred, targets=target, delta=0.3)),
    ("multiclass_hinge", multiclass_hinge, dict(logits=logits, targets=labels)),
    ("multiclass_hinge", multiclass_hinge, dict(logits=logits, targets=labels, margin=2.5)),
    ("multiclass_hinge", two_class_hinge, dict(logits=logits[:, :2], targets=[0, 1, 1, 0, 0, 1])),
    ("multiclass_hinge", two_class_hinge, dict(logits=logits[:, :2], targets=[0, 1, 1, 0, 0, 1], margin=0.4)),
    *(
        (
            "distillation",
            distillation,
            dict(student_logits=logits, teacher_logits=teacher, targets=labels, **setting),
        )
        for setting in (
            dict(temperature=1.0, alpha=0.5),
            dict(temperature=4.0, alpha=0.7),
            dict(temperature=0.5, alpha=0.3),
            dict(temperature=20.0, alpha=1.0),
            dict(temperature=4.0, alpha=0.0),
        )
    ),
]

FUNCTIONS = [
    # name in helpers.losses, the computation in PyTorch, arguments
    ("softmax", lambda z: torch.softmax(z, -1), dict(logits=logits)),
    ("softmax", lambda z: torch.softmax(z / 3, 0), dict(logits=logits, temperature=3.0, axis=0)),
    ("log_softmax", lambda z: torch.log_softmax(z, -1), dict(logits=100 * logits)),
    ("log_softmax", lambda z: torch.log_softmax(z / 0.2, 0), dict(logits=logits, temperature=0.2, axis=0)),
    ("entropy", lambda p: torch.special.entr(p).sum(-1), dict(p=rows)),
    ("kl_divergence", lambda p, q: (p * (p / q).log()).sum(-1), dict(p=rows, q=rows[::-1].copy())),
]


def plain(value):
    return value.tolist() if isinstance(value, np.ndarray) else value


def activation_case(name, f):
    z = torch.tensor([-30, -5, -2.5, -1, -0.3, -1e-3, 0, 1e-3, 0.3, 1, 2.5, 5, 30], dtype=torch.float64)
    a = f(z.requires_grad_())
    (grad,) = torch.autograd.grad(a.sum(), z)
    return dict(name=name, z=z.tolist(), value=a.tolist(), gradient=grad.tolist())


def loss_case(name, f, arguments):
    x, *targets = (torch.tensor(value) for value in arguments.values() if not isinstance(value, float))
    targets = [t.double() if t.shape == x.shape else t for t in targets]
    settings = {key: value for key, value in arguments.items() if isinstance(value, float)}
    loss = f(x.requires_grad_(), *targets, **settings)
    (grad,) = torch.autograd.grad(loss, x)
    arguments = {key: plain(value) for key, value in arguments.items()}
    return dict(name=name, arguments=arguments, loss=loss.item(), gradient=grad.tolist())


def function_case(name, f, arguments):
    value = f(*(torch.tensor(x) for x in arguments.values() if isinstance(x, np.ndarray)))
    return dict(name=name, arguments={k: plain(v) for k, v in arguments.items()}, value=value.tolist())


def lines(cases):
    return "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]"


def main():
    parts = {
        "torch": json.dumps(torch.__version__),
        "activations": lines(activation_case(*item) for item in ACTIVATIONS.items()),
        "losses": lines(loss_case(*item) for item in LOSSES),
        "functions": lines(function_case(*item) for item in FUNCTIONS),
    }
    text = "{\n" + ",\n".join(f'"{key}": {value}' for key, value in parts.items()) + "\n}\n"
    Path(__file__).with_name("losses.json").write_text(text)


if __name__ == "__main__":
    main()
