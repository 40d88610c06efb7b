"""Makes the checkpoints under src/test/resources/variants: configurations that the fixtures of parity/ do not have, each
tiny, with the logits and gradient norms that transformers computes.

usage: python bench/reference/variants.py OUT_DIR        (needs torch and transformers; runs on a CPU)

expected.json holds input_ids, attention_mask and token_type_ids [4, T] padded on the right, labels [4], the logits [4, 3] in
float32, and for each parameter the L2 norm of the gradient of the cross entropy, every dropout off.
"""
import json, logging, os, shutil, sys
import torch
import transformers as tf

logging.disable(logging.WARNING)
OUT = sys.argv[1]
LABELS = 3

BASE = dict(vocab_size=40, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, max_position_embeddings=32)
DISTIL = dict(vocab_size=40, dim=16, n_layers=2, n_heads=2, hidden_dim=24, max_position_embeddings=32)
DEBERTA = dict(BASE, relative_attention=True, pos_att_type=['p2c', 'c2p'], norm_rel_ebd='layer_norm', position_biased_input=False)
ROPE = {'full_attention': {'rope_type': 'default', 'rope_theta': 500.0}, 'sliding_attention': {'rope_type': 'default', 'rope_theta': 20.0}}
LINEAR = {'full_attention': {'rope_type': 'linear', 'rope_theta': 1000.0, 'factor': 4.0}, 'sliding_attention': {'rope_type': 'default'}}
MODERN = dict(BASE, num_hidden_layers=3, pad_token_id=1, bos_token_id=2, eos_token_id=3, cls_token_id=2, sep_token_id=3, local_attention=6)

VARIANTS = {  # name: (class, configuration, tokens of the longest text)
    'bert-types-relu': ('Bert', dict(BASE, type_vocab_size=4, hidden_act='relu', layer_norm_eps=1e-3, pad_token_id=5), 12),
    'bert-no-padding-row': ('Bert', dict(BASE, pad_token_id=None, num_attention_heads=4, hidden_act='silu'), 12),
    'distilbert-sinusoidal': ('DistilBert', dict(DISTIL, sinusoidal_pos_embds=True, activation='relu'), 12),
    'distilbert-padding': ('DistilBert', dict(DISTIL, pad_token_id=7, n_heads=4, n_layers=3), 12),
    'roberta-types': ('Roberta', dict(BASE, type_vocab_size=2, pad_token_id=1, layer_norm_eps=1e-5), 12),
    'roberta-padding-0': ('Roberta', dict(BASE, type_vocab_size=1, pad_token_id=0, hidden_act='gelu_new'), 12),
    'xlm-roberta-padding-4': ('XLMRoberta', dict(BASE, type_vocab_size=2, pad_token_id=4), 12),
    'electra-projected': ('Electra', dict(BASE, embedding_size=8, hidden_act='gelu_new', type_vocab_size=3), 12),
    'electra-plain': ('Electra', dict(BASE, embedding_size=16, layer_norm_eps=1e-2), 12),
    'albert-groups': ('Albert', dict(BASE, embedding_size=8, num_hidden_layers=5, num_hidden_groups=2, inner_group_num=2, hidden_act='gelu'), 12),
    'albert-uneven': ('Albert', dict(BASE, embedding_size=16, num_hidden_layers=4, num_hidden_groups=3, type_vocab_size=1, pad_token_id=2), 12),
    'mpnet-long': ('MPNet', dict(BASE, max_position_embeddings=300, relative_attention_num_buckets=40, hidden_act='relu'), 250),
    'mpnet-padding-0': ('MPNet', dict(BASE, pad_token_id=0, layer_norm_eps=1e-5), 12),
    'deberta-v2-absolute': ('DebertaV2', dict(BASE, relative_attention=False, type_vocab_size=2), 12),
    'deberta-v2-absolute-scaled': ('DebertaV2', dict(BASE, relative_attention=False, pos_att_type=['c2p'], pooler_hidden_act='tanh'), 12),
    'deberta-v2-c2p': ('DebertaV2', dict(DEBERTA, pos_att_type='c2p', position_buckets=4), 20),
    'deberta-v2-p2c': ('DebertaV2', dict(DEBERTA, pos_att_type=['p2c'], max_relative_positions=6, norm_rel_ebd='none'), 20),
    'deberta-v2-neither': ('DebertaV2', dict(DEBERTA, pos_att_type=[]), 12),
    'deberta-v2-shared': ('DebertaV2', dict(DEBERTA, share_att_key=True, position_buckets=6, max_position_embeddings=300), 250),
    'deberta-v2-shared-c2p': ('DebertaV2', dict(DEBERTA, share_att_key=True, pos_att_type='C2P', position_buckets=5, max_relative_positions=12), 30),
    'deberta-v2-conv': ('DebertaV2', dict(DEBERTA, conv_kernel_size=3, conv_groups=2, conv_act='gelu', type_vocab_size=2, norm_rel_ebd='LAYER_NORM | other'), 12),
    'deberta-v2-conv-one-layer': ('DebertaV2', dict(DEBERTA, num_hidden_layers=1, conv_kernel_size=5, position_biased_input=True, pad_token_id=3), 12),
    'deberta-v2-projected': ('DebertaV2', dict(DEBERTA, embedding_size=8, position_biased_input=True, hidden_act='relu', layer_norm_eps=1e-3), 12),
    'modernbert-biases': ('ModernBert', dict(MODERN, norm_bias=True, attention_bias=True, mlp_bias=True, classifier_bias=True, norm_eps=1e-3), 20),
    'modernbert-mean': ('ModernBert', dict(MODERN, classifier_pooling='mean', classifier_activation='relu', hidden_activation='silu', local_attention=5), 20),
    'modernbert-layer-types': ('ModernBert', dict(MODERN, layer_types=['sliding_attention', 'full_attention', 'sliding_attention'], rope_parameters=ROPE), 20),
    'modernbert-linear-rope': ('ModernBert', dict(MODERN, rope_parameters=LINEAR, local_attention=1), 20),
    'modernbert-all-global': ('ModernBert', dict(MODERN, global_attn_every_n_layers=1, global_rope_theta=50.0), 20),
    'deberta-v2-beyond-positions': ('DebertaV2', dict(DEBERTA, max_position_embeddings=16, position_buckets=4), 40),
    'deberta-v2-steep-buckets': ('DebertaV2', dict(DEBERTA, position_buckets=8, max_relative_positions=9), 7),
    'modernbert-beyond-positions': ('ModernBert', dict(MODERN, max_position_embeddings=16), 40),
}

for number, (name, (cls, values, width)) in enumerate(VARIANTS.items()):
    torch.manual_seed(number)
    config = getattr(tf, cls + 'Config')(**values, num_labels=LABELS)
    config._attn_implementation = 'eager'
    model = getattr(tf, cls + 'ForSequenceClassification')(config)
    with torch.no_grad():  # larger weights than the initialiser's, so that a wrong detail shows
        for key, p in model.named_parameters():
            if 'sinusoidal' in name and 'position_embeddings' in key:
                continue
            if p.dim() > 1: p.normal_(0, 0.3)
            elif 'bias' in key: p.normal_(0, 0.2)
            else: p.add_(torch.randn_like(p) * 0.2)
    folder = os.path.join(OUT, name)
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    pad = config.pad_token_id if config.pad_token_id is not None else 0
    lengths = [width, width // 2, 3, width - 1]
    ids = torch.randint(0, 40, (4, width))  # the padding's id and row 1 stand inside of texts too
    mask = torch.zeros(4, width, dtype=torch.long)
    for row, length in enumerate(lengths):
        mask[row, :length] = 1
        ids[row, length:] = pad
    count = getattr(config, 'type_vocab_size', 0)
    types = torch.randint(0, count, (4, width)) * mask if count > 0 else torch.zeros_like(ids)
    inputs = dict(input_ids=ids, attention_mask=mask)
    if count > 0:
        inputs['token_type_ids'] = types
    labels = torch.tensor([0, 2, 1, 0])
    model = model.__class__.from_pretrained(folder, attn_implementation='eager').eval()
    logits = model(**inputs).logits
    torch.nn.functional.cross_entropy(logits, labels).backward()
    norms = {k: (p.grad.norm().item() if p.grad is not None else 0.0) for k, p in model.named_parameters()}
    with open(os.path.join(folder, 'expected.json'), 'w') as out:
        json.dump(dict(transformers=tf.__version__, torch=torch.__version__, input_ids=ids.tolist(), attention_mask=mask.tolist(), token_type_ids=types.tolist(),
                       labels=labels.tolist(), logits=logits.tolist(), grad_norms=norms), out)
    print(name, logits[0].tolist(), flush=True)
