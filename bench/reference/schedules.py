"""Makes src/test/resources/optim/schedules.json: the learning rates that transformers and PyTorch compute.

usage: python bench/reference/schedules.py OUT_FILE        (needs torch and transformers)

schedules: for each configuration of transformers.get_scheduler the learning rate of every step from 0, and of a few steps beyond
the last. plateaus: for each configuration of torch's ReduceLROnPlateau a sequence of metrics, the learning rate after each, and
the state after the last.
"""
import json, random, sys, warnings
import torch
from transformers import get_scheduler

warnings.simplefilter('ignore')
BEYOND = 3

# name, peak, warm-up steps, steps, arguments
SCHEDULES = [
    ('linear', 1e-3, 3, 12, {}),
    ('linear', 5e-5, 0, 17, {}),
    ('linear', 2e-5, 9, 9, {}),
    ('cosine', 5e-5, 0, 40, {}),
    ('cosine', 3e-4, 7, 40, {}),
    ('cosine', 3e-4, 4, 31, {'num_cycles': 1.7}),
    ('cosine_with_restarts', 5e-5, 5, 40, {}),
    ('cosine_with_restarts', 1e-3, 0, 40, {'num_cycles': 3}),
    ('cosine_with_restarts', 1e-3, 6, 41, {'num_cycles': 4}),
    ('cosine_with_min_lr', 5e-5, 5, 40, {'min_lr': 1e-6}),
    ('cosine_with_min_lr', 5e-5, 0, 33, {'min_lr_rate': 0.1}),
    ('cosine_with_min_lr', 2e-4, 3, 33, {'min_lr_rate': 0.25, 'num_cycles': 1.25}),
    ('polynomial', 5e-5, 4, 25, {}),
    ('polynomial', 5e-5, 0, 25, {'power': 2.0, 'lr_end': 1e-6}),
    ('polynomial', 1e-3, 6, 37, {'power': 0.5, 'lr_end': 0.0}),
    ('constant', 5e-5, 0, 8, {}),
    ('constant_with_warmup', 5e-5, 6, 12, {}),
    ('constant_with_warmup', 5e-5, 0, 5, {}),
    ('inverse_sqrt', 5e-5, 8, 60, {}),
    ('inverse_sqrt', 5e-5, 0, 60, {}),
    ('inverse_sqrt', 1e-3, 8, 40, {'timescale': 3}),
    ('warmup_stable_decay', 5e-5, 5, 40, {'num_decay_steps': 10}),
    ('warmup_stable_decay', 5e-5, 8, 40, {'num_decay_steps': 20, 'decay_type': 'linear', 'min_lr_ratio': 0.1}),
    ('warmup_stable_decay', 5e-5, 8, 40, {'num_decay_steps': 20, 'decay_type': '1-sqrt', 'warmup_type': 'cosine', 'min_lr_ratio': 0.05}),
    ('warmup_stable_decay', 5e-5, 8, 40, {'num_decay_steps': 12, 'num_stable_steps': 10, 'warmup_type': '1-sqrt', 'num_cycles': 0.75}),
]

# mode, peak, arguments
PLATEAUS = [
    ('min', 5e-5, {}),
    ('min', 5e-5, {'patience': 2}),
    ('max', 5e-5, {'patience': 2}),
    ('min', 1e-3, {'patience': 0, 'factor': 0.5}),
    ('max', 1e-3, {'patience': 0, 'factor': 0.5, 'min_lr': 1e-4}),
    ('min', 1e-3, {'patience': 1, 'factor': 0.7, 'cooldown': 3}),
    ('max', 1e-3, {'patience': 1, 'factor': 0.9, 'cooldown': 2, 'threshold': 0.05}),
    ('min', 1e-3, {'patience': 3, 'threshold': 0.0}),
    ('min', 1e-2, {'patience': 1, 'factor': 0.3, 'eps': 1e-3}),
    ('max', 1e-2, {'patience': 1, 'factor': 0.3, 'min_lr': 2e-5, 'cooldown': 1}),
]
METRICS = 60


def optimizer(peak):
    return torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=peak)


def rates(name, peak, warmup, total, arguments):
    adam = optimizer(peak)
    scheduler = get_scheduler(name, adam, warmup, total, dict(arguments))
    found = []
    # The step after the last divides by zero where a polynomial has nothing but warm-up, so no such run stands above.
    for _ in range(total + BEYOND):
        found.append(adam.param_groups[0]['lr'])
        adam.step()
        scheduler.step()
    return found


def metrics(number, mode):
    """Falls or rises with noise, stands still, and is not a number once."""
    draw = random.Random(number)
    level, found = 1.0, []
    for i in range(METRICS):
        if draw.random() < 0.4:
            level *= 0.9 if mode == 'min' else 1.05
        found.append(round(level + (0.0 if draw.random() < 0.3 else draw.gauss(0, 0.05)), 4))
    if number % 3 == 2:
        found[0] = -found[0]
    if number % 4 == 1:
        found[METRICS // 2] = None
    return found


def plateau(number, mode, peak, arguments):
    adam = optimizer(peak)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(adam, mode=mode, **arguments)
    seen, found = metrics(number, mode), []
    for value in seen:
        scheduler.step(float('nan') if value is None else value)
        found.append(adam.param_groups[0]['lr'])
    state = {'best': scheduler.best, 'bad': scheduler.num_bad_epochs, 'cooldown': scheduler.cooldown_counter}
    return {'mode': mode, 'peak': peak, 'arguments': arguments, 'metrics': seen, 'rates': found, 'state': state}


def line(items):
    return '[\n' + ',\n'.join(json.dumps(item) for item in items) + '\n]'


schedules = [
    {'name': c[0], 'peak': c[1], 'warmup': c[2], 'total': c[3], 'arguments': c[4], 'rates': rates(*c)} for c in SCHEDULES
]
plateaus = [plateau(number, *c) for number, c in enumerate(PLATEAUS)]
with open(sys.argv[1], 'w') as out:
    out.write('{"schedules": ' + line(schedules) + ',\n"plateaus": ' + line(plateaus) + '}\n')
