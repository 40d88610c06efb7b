"""Makes src/test/resources/losses.json: training losses of logits, and their gradients, as PyTorch computes them.

usage: python bench/reference/losses.py OUT_FILE        (needs torch and scikit-learn; runs on a CPU)

Each case holds logits [B, K], the targets (classes [B], lists and ignored [B, K] of 0 and 1, or values [B, K]), row weights [B] or
null, the options by name, and in double precision the loss and its gradient [B, K]. Cross-entropy is torch.nn.CrossEntropyLoss, and
binary cross-entropy torch.nn.BCEWithLogitsLoss, wherever the rows weigh the same. sigmoid_focal_loss is torchvision's source.
"""
import json, sys
import numpy as np
import torch
import torch.nn.functional as F
from sklearn.utils.class_weight import compute_class_weight

torch.manual_seed(5)
B, K = 6, 4
SCALES = {'': 2.0, ' of large logits': 60.0}
CLASSES = torch.tensor([2, 0, 3, 2, 1, 2])
HOT = torch.tensor([[1, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1], [1, 1, 1, 1], [0, 0, 1, 0], [1, 0, 0, 1]]).double()
IGNORED = torch.tensor([[0, 0, 0, 1], [0, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]]).double()
ROWS = torch.tensor([1.0, 0.25, 3.0, 0.0, 2.5, 1.5]).double()
WEIGHT = [0.5, 2.0, 1.0, 0.0]
POS = [3.0, 0.5, 1.0, 7.5]
cases = []


def add(name, problem, compute, scales=SCALES, **data):
    """One case for each scale of the logits."""
    for suffix, scale in scales.items():
        z = (torch.randn(B, K).float() * scale).double().requires_grad_()
        loss = compute(z)
        loss.backward()
        case = dict(name=name + suffix, problem=problem, logits=z.tolist(), loss=loss.item(), gradient=z.grad.tolist())
        for key, value in data.items():
            case[key] = value.tolist() if isinstance(value, torch.Tensor) else value
        cases.append(case)


def smoothed(e, convention):
    if convention == 'all-classes':
        return F.one_hot(CLASSES, K).double() * (1 - e) + e / K
    return torch.where(F.one_hot(CLASSES, K) == 1, 1 - e, e / (K - 1)).double()


def with_ignored(classes, *rows):
    classes = classes.clone()
    classes[list(rows)] = -100
    return classes


def focal(z, y, gamma):
    """-(1 - p_t)^gamma log p_t of each row, 0 where it is ignored."""
    log_p = -F.cross_entropy(z, y, reduction='none', ignore_index=-100)
    return -(1 - log_p.exp()) ** gamma * log_p


def sigmoid_focal_loss(inputs, targets, alpha, gamma):
    """torchvision.ops.sigmoid_focal_loss, reduction="none"."""
    p = torch.sigmoid(inputs)
    ce_loss = F.binary_cross_entropy_with_logits(inputs, targets, reduction='none')
    p_t = p * targets + (1 - p) * (1 - targets)
    loss = ce_loss * ((1 - p_t) ** gamma)
    if alpha >= 0:
        alpha_t = alpha * targets + (1 - alpha) * (1 - targets)
        loss = alpha_t * loss
    return loss


w = torch.tensor(WEIGHT).double()
w_of = w[CLASSES]
ignored = with_ignored(CLASSES, 1, 3)
known = (ignored != -100).double()
r = ROWS * known
add('plain', 'single', lambda z: torch.nn.CrossEntropyLoss()(z, CLASSES), classes=CLASSES)
add('smoothing', 'single', lambda z: torch.nn.CrossEntropyLoss(label_smoothing=0.1)(z, CLASSES), classes=CLASSES, label_smoothing=0.1)
add('ignored rows', 'single', lambda z: torch.nn.CrossEntropyLoss()(z, ignored), classes=ignored)
add('class weights', 'single', lambda z: torch.nn.CrossEntropyLoss(w)(z, CLASSES), classes=CLASSES, class_weights=WEIGHT)
add('class weights, smoothing, ignored rows', 'single', lambda z: torch.nn.CrossEntropyLoss(w, label_smoothing=0.2)(z, ignored),
    classes=ignored, class_weights=WEIGHT, label_smoothing=0.2)
add('class weights, smoothing over the others', 'single',
    lambda z: F.cross_entropy(z, smoothed(0.3, 'other-classes'), w, reduction='sum') / w_of.sum(),
    classes=CLASSES, class_weights=WEIGHT, label_smoothing=0.3, label_smoothing_convention='other-classes')
balanced = compute_class_weight('balanced', classes=np.arange(K), y=CLASSES.numpy())
add('balanced class weights', 'single', lambda z: torch.nn.CrossEntropyLoss(torch.tensor(balanced))(z, CLASSES),
    classes=CLASSES, class_weights='balanced')
add('row weights, ignored rows', 'single',
    lambda z: (r * F.cross_entropy(z, ignored, reduction='none', ignore_index=-100)).sum() / r.sum(), classes=ignored, weights=ROWS)
add('row weights, class weights, smoothing', 'single',
    lambda z: (ROWS * F.cross_entropy(z, CLASSES, w, reduction='none', label_smoothing=0.1)).sum() / (ROWS * w_of).sum(),
    classes=CLASSES, weights=ROWS, class_weights=WEIGHT, label_smoothing=0.1)
for gamma in (0.5, 1.0, 2.0):
    add(f'focal {gamma}', 'single', lambda z: focal(z, ignored, gamma).sum() / known.sum(), classes=ignored, focal_gamma=gamma)
add('focal, class weights, row weights', 'single',
    lambda z: (r * w_of * focal(z, ignored, 2.0)).sum() / (r * w_of).sum(),
    classes=ignored, weights=ROWS, class_weights=WEIGHT, focal_gamma=2.0)

c = torch.tensor(POS).double()
m = 1 - IGNORED
hot = HOT * m
add('plain', 'multi', lambda z: torch.nn.BCEWithLogitsLoss()(z, HOT), lists=HOT)
add('pos weight', 'multi', lambda z: torch.nn.BCEWithLogitsLoss(pos_weight=c)(z, HOT), lists=HOT, pos_weight=POS)
counts = HOT.sum(0)
add('balanced pos weight', 'multi', lambda z: torch.nn.BCEWithLogitsLoss(pos_weight=(B - counts) / counts)(z, HOT),
    lists=HOT, pos_weight='balanced')
add('ignored labels', 'multi', lambda z: torch.nn.BCEWithLogitsLoss(weight=m, reduction='sum')(z, hot) / m.sum(), lists=hot, ignored=IGNORED)
R = (ROWS[:, None] * m)
add('row weights, pos weight, ignored labels', 'multi',
    lambda z: torch.nn.BCEWithLogitsLoss(weight=R, pos_weight=c, reduction='sum')(z, hot) / R.sum(),
    lists=hot, ignored=IGNORED, weights=ROWS, pos_weight=POS)
# torchvision's gradient is NaN for gamma below 1 where p rounds to 1, which it does not for the smaller logits.
add('focal 0.5', 'multi', lambda z: sigmoid_focal_loss(z, HOT, -1, 0.5).mean(), {'': SCALES['']}, lists=HOT, focal_gamma=0.5)
add('focal 2.0', 'multi', lambda z: sigmoid_focal_loss(z, HOT, -1, 2.0).mean(), lists=HOT, focal_gamma=2.0)
add('focal with alpha', 'multi', lambda z: sigmoid_focal_loss(z, HOT, 0.25, 2.0).mean(), lists=HOT, focal_gamma=2.0, focal_alpha=0.25)
add('focal with alpha, row weights, ignored labels', 'multi',
    lambda z: (R * sigmoid_focal_loss(z, hot, 0.25, 1.5)).sum() / R.sum(),
    lists=hot, ignored=IGNORED, weights=ROWS, focal_gamma=1.5, focal_alpha=0.25)
add('focal with pos weight', 'multi',
    lambda z: (sigmoid_focal_loss(z, HOT, -1, 2.0) * (HOT * c + 1 - HOT)).mean(), lists=HOT, focal_gamma=2.0, pos_weight=POS)

V = torch.randn(B, K).float().double()
add('plain', 'regression', lambda z: torch.nn.MSELoss()(z, V), values=V)
add('row weights', 'regression', lambda z: torch.nn.MSELoss(reduction='none')(z, V).mean(1) @ ROWS / ROWS.sum(), values=V, weights=ROWS)

with open(sys.argv[1], 'w') as out:
    out.write('[' + ',\n'.join(json.dumps(case, allow_nan=False) for case in cases) + ']\n')
print(len(cases), 'cases')
