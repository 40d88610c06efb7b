# DeBERTa-v2 and v3 (He et al. 2021): scores of content to content, content to position and position to content.
def activation(x: Tensor) -> Tensor:
  return $ACTIVATION
def conv_activation(x: Tensor) -> Tensor:
  return $CONV_ACTIVATION
def embeddings(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  e = "deberta.embeddings."
  h = __torch__.words(w, e + "word_embeddings", ids)
  if $POSITION_BIASED:
    h = torch.add(h, __torch__.first_positions(w, e + "position_embeddings", ids))
  if $HAS_TYPES:
    h = torch.add(h, __torch__.token_types(w, e + "token_type_embeddings", types))
  if $PROJECTED:
    h = __torch__.widened(__torch__.unbiased(w, e + "embed_proj", h, training))
  h = torch.mul(__torch__.norm(w, e + "LayerNorm", h, $EPS), torch.unsqueeze(mask, 2))
  return __torch__.dropped(h, $HIDDEN_DROPOUT, training)
def relative_positions(mask: Tensor) -> Tensor:
  # [T, T]: query's position minus key's; in buckets, beyond half of them on a logarithmic scale
  p = torch.arange(torch.size(mask, 1), dtype=4, device=ops.prim.device(mask))
  relative = torch.sub(torch.unsqueeze(p, 1), torch.unsqueeze(p, 0))
  if $BUCKETED:
    middle = $MIDDLE
    near = torch.__and__(torch.lt(relative, middle), torch.gt(relative, torch.neg(middle)))
    distance = torch.where(near, torch.sub(middle, 1), torch.abs(relative))
    # The ceiling needs the same logarithm on both sides of the division: at the reach the quotient is exactly 1.
    reach = torch.log(torch.full([1], $REACH, dtype=6, device=ops.prim.device(mask)))
    scaled = torch.mul(torch.div(torch.log(torch.div(distance, middle)), reach), torch.sub(middle, 1))
    far = torch.mul(torch.add(torch.ceil(scaled), middle), torch.sign(relative))
    relative = torch.to(torch.where(torch.le(distance, middle), torch.to(relative, 6), far), 4)
  return relative
def reached(mask: Tensor) -> int:
  # S: how far the tokens' positions lie apart, at most the span of the table
  reach = $SPAN
  if $WITHIN_DISTANCE:
    if torch.lt(torch.size(mask, 1), reach):
      reach = torch.size(mask, 1)
  return reach
def position_embeddings(w: Dict[str, Tensor], reach: int) -> Tensor:
  # [1, 2S, H]: the rows of the table that can be met
  table = torch.slice(w["deberta.encoder.rel_embeddings.weight"], 0, $SPAN - reach, $SPAN + reach)
  if $NORM_POSITIONS:
    table = __torch__.norm(w, "deberta.encoder.LayerNorm", table, $EPS)
  return torch.unsqueeze(table, 0)
def position_scores(w: Dict[str, Tensor], a: str, q: Tensor, k: Tensor, relative: Tensor, table: Tensor, training: bool) -> Tensor:
  # [B, N, Q, D], [B, N, T, D] -> [B, N, Q, T]; Q is T or 1 (the first row)
  span = torch.floordiv(torch.size(table, 1), 2)
  batch = torch.size(q, 0)
  heads = torch.size(q, 1)
  rows = torch.size(q, 2)
  width = torch.size(k, 2)
  e = __torch__.dropped(table, $HIDDEN_DROPOUT, training)
  scores = torch.zeros([1], dtype=6, device=ops.prim.device(q))
  if $CONTENT_TO_POSITION:
    keys = __torch__.split_heads(__torch__.linear(w, a + "$POSITION_KEY", e, training), heads)
    to_all = __torch__.scores(q, keys)
    at = torch.clamp(torch.add(relative, span), 0, torch.sub(2 * span, 1))
    at = torch.expand(torch.slice(at, 0, 0, rows), [batch, heads, rows, width])
    scores = torch.add(scores, torch.gather(to_all, 3, at))
  if $POSITION_TO_CONTENT:
    queries = __torch__.split_heads(__torch__.linear(w, a + "$POSITION_QUERY", e, training), heads)
    from_all = __torch__.scores(k, queries)
    at = torch.clamp(torch.sub(span, relative), 0, torch.sub(2 * span, 1))
    at = torch.expand(torch.slice(at, 1, 0, rows), [batch, heads, width, rows])
    scores = torch.add(scores, torch.transpose(torch.gather(from_all, 3, at), 2, 3))
  return scores
def layer(w: Dict[str, Tensor], l: str, x: Tensor, h: Tensor, bias: Tensor, relative: Tensor, table: Tensor, training: bool) -> Tensor:
  # x: the rows [B, Q, H] that are computed; h: all rows [B, T, H], which they attend to
  heads = $HEADS
  a = l + "attention.self."
  rows = __torch__.narrowed(x)
  if torch.eq(torch.size(x, 1), torch.size(h, 1)):
    h = rows
  else:
    h = __torch__.narrowed(h)
  q = __torch__.split_heads(__torch__.linear(w, a + "query_proj", rows, training), heads)
  k = __torch__.split_heads(__torch__.linear(w, a + "key_proj", h, training), heads)
  v = __torch__.split_heads(__torch__.linear(w, a + "value_proj", h, training), heads)
  if $RELATIVE:
    bias = torch.add(torch.mul(__torch__.position_scores(w, a, q, k, relative, table, training), $SCALE), bias)
  c = __torch__.learnt_attention(q, k, v, bias, $SCALE, __torch__.rate($ATTENTION_DROPOUT, training))
  o = __torch__.linear(w, l + "attention.output.dense", c, training)
  s = __torch__.residual(x, o, $HIDDEN_DROPOUT, training)
  r = __torch__.norm(w, l + "attention.output.LayerNorm", s, $EPS)
  f = __torch__.activated(w, l + "intermediate.dense", r, training)
  f = __torch__.linear(w, l + "output.dense", f, training)
  s = __torch__.residual(r, f, $HIDDEN_DROPOUT, training)
  return __torch__.norm(w, l + "output.LayerNorm", s, $EPS)
def convolution(w: Dict[str, Tensor], x: Tensor, h: Tensor, mask: Tensor, training: bool) -> Tensor:
  # of the embeddings x, added to the first layer's output h
  c = "deberta.encoder.conv."
  seen = torch.unsqueeze(mask, 2)
  y = torch.conv1d(torch.transpose(__torch__.narrowed(x), 1, 2), __torch__.narrowed(w[c + "conv.weight"]), __torch__.narrowed(w[c + "conv.bias"]), [1], [$CONV_PADDING], [1], $CONV_GROUPS)
  y = torch.mul(torch.transpose(y, 1, 2), seen)
  y = __torch__.conv_activation(__torch__.dropped(y, $HIDDEN_DROPOUT, training))
  return torch.mul(__torch__.norm(w, c + "LayerNorm", torch.add(h, y), $EPS), seen)
def layer_count() -> int:
  return $LAYERS
def layers(w: Dict[str, Tensor], h: Tensor, mask: Tensor, begin: int, end: int, training: bool, first_row: bool) -> Tensor:
  # the layers from begin to end - 1
  x = h
  bias = __torch__.mask_bias(__torch__.key_mask(mask))
  relative = mask
  table = h
  if $RELATIVE:
    relative = __torch__.relative_positions(mask)
    table = __torch__.position_embeddings(w, __torch__.reached(mask))
  for i in range(begin, end):
    l = torch.format("deberta.encoder.layer.{}.", i)
    if torch.__and__(first_row, __torch__.is_last(i, __torch__.layer_count())):
      h = __torch__.layer(w, l, torch.slice(h, 1, 0, 1), h, bias, relative, table, training)
    else:
      h = __torch__.layer(w, l, h, h, bias, relative, table, training)
    if $CONVOLUTION:
      if torch.eq(i, 0):
        h = __torch__.convolution(w, x, h, mask, training)
  return h
