# ModernBERT (Warner et al. 2024): pre-norm layers, rotary positions, gated feed-forward, some layers with a local window.
def activation(x: Tensor) -> Tensor:
  return $ACTIVATION
def head_activation(x: Tensor) -> Tensor:
  return $HEAD_ACTIVATION
def dense(w: Dict[str, Tensor], name: str, x: Tensor, biased: bool, training: bool) -> Tensor:
  if biased:
    y = __torch__.linear(w, name, x, training)
  else:
    y = __torch__.unbiased(w, name, x, training)
  return y
def scaled(w: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  # a layer norm, by default without bias
  if $NORM_BIAS:
    y = __torch__.norm(w, name, x, $EPS)
  else:
    y = torch.layer_norm(x, [torch.size(x, -1)], w[name + ".weight"], None, $EPS)
  return y
def angles(mask: Tensor, base: float, stretch: float) -> Tensor:
  # [T, D] of rotary angles for heads of D dimensions
  size = $HEAD_SIZE
  d = ops.prim.device(mask)
  exponents = torch.div(torch.arange(0, size, 2, dtype=6, device=d), size)
  frequencies = torch.div(torch.reciprocal(torch.pow(base, exponents)), stretch)
  p = torch.arange(torch.size(mask, 1), dtype=6, device=d)
  half = torch.mul(torch.unsqueeze(p, 1), torch.unsqueeze(frequencies, 0))
  return torch.cat([half, half], 1)
def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  # [B, N, T, D]
  size = $HEAD_SIZE
  half = torch.floordiv(size, 2)
  turned = torch.cat([torch.neg(torch.slice(x, 3, half, size)), torch.slice(x, 3, 0, half)], 3)
  return torch.add(torch.mul(x, cos), torch.mul(turned, sin))
def window(mask: Tensor) -> Tensor:
  # [B, T] -> [B, 1, T, T]: tokens at most half a window away; 1 and 0
  p = torch.arange(torch.size(mask, 1), dtype=4, device=ops.prim.device(mask))
  near = torch.le(torch.abs(torch.sub(torch.unsqueeze(p, 1), torch.unsqueeze(p, 0))), $HALF_WINDOW)
  return torch.mul(__torch__.key_mask(mask), near)
def attend(w: Dict[str, Tensor], l: str, h: Tensor, bias: Tensor, cos: Tensor, sin: Tensor, rows: int, training: bool) -> Tensor:
  # [B, T, H] -> [B, Q, H] for the first Q rows
  heads = $HEADS
  size = torch.size(h, 2)
  qkv = __torch__.dense(w, l + "attn.Wqkv", h, $ATTENTION_BIAS, training)
  q = __torch__.split_heads(torch.slice(torch.slice(qkv, 2, 0, size), 1, 0, rows), heads)
  k = __torch__.split_heads(torch.slice(qkv, 2, size, 2 * size), heads)
  v = __torch__.split_heads(torch.slice(qkv, 2, 2 * size, 3 * size), heads)
  q = __torch__.rotate(q, torch.slice(cos, 0, 0, rows), torch.slice(sin, 0, 0, rows))
  k = __torch__.rotate(k, cos, sin)
  c = __torch__.attention(q, k, v, torch.slice(bias, 2, 0, rows), __torch__.rate($ATTENTION_DROPOUT, training))
  return __torch__.dense(w, l + "attn.Wo", c, $ATTENTION_BIAS, training)
def feed_forward(w: Dict[str, Tensor], l: str, h: Tensor, training: bool) -> Tensor:
  both = torch.chunk(__torch__.dense(w, l + "mlp.Wi", h, $MLP_BIAS, training), 2, -1)
  f = torch.mul(__torch__.activation(both[0]), both[1])
  return __torch__.dense(w, l + "mlp.Wo", __torch__.dropped(f, $MLP_DROPOUT, training), $MLP_BIAS, training)
def embeddings(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  h = __torch__.words(w, "model.embeddings.tok_embeddings", ids)
  return __torch__.dropped(__torch__.scaled(w, "model.embeddings.norm", h), $EMBEDDING_DROPOUT, training)
def layer_count() -> int:
  return torch.len($GLOBAL_LAYERS)
def layers(w: Dict[str, Tensor], h: Tensor, mask: Tensor, begin: int, end: int, training: bool, first_row: bool) -> Tensor:
  # the layers from begin to end - 1, and behind the highest the final norm
  all_see_all = $GLOBAL_LAYERS
  count = torch.len(all_see_all)
  global_angles = __torch__.angles(mask, $GLOBAL_BASE, $GLOBAL_STRETCH)
  local_angles = __torch__.angles(mask, $LOCAL_BASE, $LOCAL_STRETCH)
  global_cos = torch.cos(global_angles)
  global_sin = torch.sin(global_angles)
  local_cos = torch.cos(local_angles)
  local_sin = torch.sin(local_angles)
  heads = $HEADS
  global_bias = __torch__.head_bias(__torch__.mask_bias(__torch__.key_mask(__torch__.whole_vector(mask))), heads)
  local_bias = global_bias
  if torch.gt(torch.size(mask, 1), $HALF_WINDOW + 1):
    local_bias = __torch__.head_bias(__torch__.mask_bias(__torch__.window(mask)), heads)
  for i in range(begin, end):
    l = torch.format("model.layers.{}.", i)
    rows = torch.size(mask, 1)
    if torch.__and__(first_row, __torch__.is_last(i, count)):
      rows = 1
    x = h
    if torch.gt(i, 0):
      x = __torch__.scaled(w, l + "attn_norm", h)
    if all_see_all[i]:
      c = __torch__.attend(w, l, x, global_bias, global_cos, global_sin, rows, training)
    else:
      c = __torch__.attend(w, l, x, local_bias, local_cos, local_sin, rows, training)
    h = __torch__.residual(torch.slice(h, 1, 0, rows), c, $ATTENTION_DROPOUT, training)
    f = __torch__.feed_forward(w, l, __torch__.scaled(w, l + "mlp_norm", h), training)
    h = torch.add(h, f)
  if torch.eq(end, count):
    h = __torch__.scaled(w, "model.final_norm", h)
  return h
def pooled(h: Tensor, mask: Tensor) -> Tensor:
  if $MEAN:
    sums = torch.sum(torch.mul(h, torch.unsqueeze(mask, 2)), [1])
    p = torch.div(sums, torch.sum(mask, [1], True))
  else:
    p = torch.select(h, 1, 0)
  return p
def head(row: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  h = __torch__.head_activation(__torch__.widened(__torch__.dense(w, "head.dense", row, $HEAD_BIAS, training)))
  h = __torch__.dropped(__torch__.scaled(w, "head.norm", h), $HEAD_DROPOUT, training)
  return __torch__.output(w, "classifier", h)
