"""Makes src/test/resources/decisions.json: logits with their truth, and what scipy, torch and scikit-learn make of them.

usage: python bench/reference/decisions.py OUT_FILE        (needs torch, scipy and scikit-learn; runs on a CPU)

single: logits [200, 4] float32, classes [200]. multi: logits [150, 6] float32, labels as 0 and 1 [150, 6]; the fifth label never
occurs, the sixth always. Logits are rounded, so that scores are tied. Of each: the temperature that minimises the negative
log-likelihood (scipy's bounded Brent on 1/T in float64, checked against torch's L-BFGS on log T), the loss, the calibration
error in 15 bins and the Brier score with T = 1 and with that temperature. Of multi: for each label and for all labels together,
the best F1 of any threshold (every point of scikit-learn's precision_recall_curve), and those at 0.5.
"""
import json, sys
import numpy as np
import torch
from scipy.optimize import minimize_scalar
from sklearn.metrics import brier_score_loss, f1_score, log_loss, precision_recall_curve

rng = np.random.default_rng(20240607)


def digits(z):
    return [float(str(value)) for value in z.flatten()]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def temperature(loss):
    found = minimize_scalar(lambda beta: float(loss(torch.tensor(beta, dtype=torch.float64))), bounds=(0.05, 20), method='bounded',
                            options={'xatol': 1e-12, 'maxiter': 1000})
    log_t = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([log_t], lr=0.5, max_iter=500, tolerance_grad=1e-14, tolerance_change=1e-16, line_search_fn='strong_wolfe')
    def closure():
        optimizer.zero_grad()
        value = loss(torch.exp(-log_t))
        value.backward()
        return value
    optimizer.step(closure)
    by_lbfgs = float(torch.exp(log_t.detach()))
    assert abs(by_lbfgs - 1 / found.x) < 1e-5, (by_lbfgs, 1 / found.x)
    return by_lbfgs


def calibration_error(p, occurs):
    edges = np.linspace(0, 1, 16)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (p > low) & (p <= high)
        if inside.any():
            error += inside.mean() * abs(occurs[inside].mean() - p[inside].mean())
    return float(error)


def best_f1(y, scores):
    precision, recall, _ = precision_recall_curve(y, scores)
    return float(max(2 * p * r / (p + r) if p + r > 0 else 0.0 for p, r in zip(precision, recall)))


def single():
    truth = rng.integers(0, 4, 200)
    z = (3.2 * (rng.normal(size=(200, 4)) + 1.1 * np.eye(4)[truth])).round(2).astype(np.float32)
    x, y = torch.tensor(z, dtype=torch.float64), torch.tensor(truth)
    t = temperature(lambda beta: torch.nn.functional.cross_entropy(beta * x, y))
    numbers = {}
    for name, at in (('before', 1.0), ('after', t)):
        p = softmax(z.astype(np.float64) / at)
        numbers[name] = dict(log_loss=log_loss(truth, p), ece=calibration_error(p.max(1), p.argmax(1) == truth),
                             brier_score=brier_score_loss(truth, p))
    return dict(logits=digits(z), classes=truth.tolist(), temperature=t, **numbers)


def multi():
    hot = (rng.random((150, 6)) < [0.05, 0.3, 0.5, 0.8, 0, 1.1]).astype(int)
    z = (0.3 * (rng.normal(size=(150, 6)) + 1.5 * hot - [1.6, 1.1, 0.2, 0.4, 0.9, 2.6])).round(1).astype(np.float32)
    x, y = torch.tensor(z, dtype=torch.float64), torch.tensor(hot, dtype=torch.float64)
    t = temperature(lambda beta: torch.nn.functional.binary_cross_entropy_with_logits(beta * x, y))
    numbers = {}
    for name, at in (('before', 1.0), ('after', t)):
        p = sigmoid(z.astype(np.float64) / at)
        numbers[name] = dict(log_loss=float(np.mean([log_loss(hot[:, k], p[:, k], labels=[0, 1]) for k in range(6)])),
                             ece=calibration_error(p.flatten(), hot.flatten()),
                             brier_score=float(np.mean([brier_score_loss(hot[:, k], p[:, k], labels=[0, 1]) for k in range(6)])))
    best = [best_f1(hot[:, k], z[:, k]) if hot[:, k].any() else 0.0 for k in range(6)]
    return dict(logits=digits(z), labels=hot.flatten().tolist(), temperature=t, **numbers,
                f1_at_half=[f1_score(hot[:, k], z[:, k] > 0, zero_division=0) for k in range(6)], best_f1=best,
                micro_f1_at_half=f1_score(hot, z > 0, average='micro'), best_micro_f1=best_f1(hot.flatten(), z.flatten()))


with open(sys.argv[1], 'w') as out:
    content = json.dumps(dict(single=single(), multi=multi()))
    content = content.replace('}, "', '},\n"').replace('], "', '],\n"')
    out.write(content + '\n')
