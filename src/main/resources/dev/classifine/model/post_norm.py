# The layers of BERT and its kin: attention and feed-forward, each followed by dropout, residual and norm.
def activation(x: Tensor) -> Tensor:
  return $ACTIVATION
def embedded(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  # the sum of the embeddings, normed
  return __torch__.dropped(__torch__.norm(w, name, x, $EPS), $EMBEDDING_DROPOUT, training)
def layer(w: Dict[str, Tensor], l: str, x: Tensor, h: Tensor, bias: Tensor, training: bool) -> Tensor:
  # x: the rows [B, Q, H] that are computed; h: all rows [B, T, H], which they attend to
  heads = $HEADS
  q = __torch__.split_heads(__torch__.linear(w, l + "$QUERY", x, training), heads)
  k = __torch__.split_heads(__torch__.linear(w, l + "$KEY", h, training), heads)
  v = __torch__.split_heads(__torch__.linear(w, l + "$VALUE", h, training), heads)
  p = __torch__.rate($ATTENTION_DROPOUT, training)
  if $LEARNT_BIAS:
    c = __torch__.learnt_attention(q, k, v, bias, torch.pow(float(torch.size(q, 3)), -0.5), p)
  else:
    c = __torch__.attention(q, k, v, bias, p)
  o = __torch__.dropped(__torch__.linear(w, l + "$ATTENTION_OUTPUT", c, training), $ATTENTION_OUTPUT_DROPOUT, training)
  a = __torch__.norm(w, l + "$ATTENTION_NORM", torch.add(o, x), $EPS)
  f = __torch__.activation(__torch__.linear(w, l + "$INNER", a, training))
  f = __torch__.dropped(__torch__.linear(w, l + "$OUTPUT", f, training), $OUTPUT_DROPOUT, training)
  return __torch__.norm(w, l + "$OUTPUT_NORM", torch.add(f, a), $EPS)
def layers(w: Dict[str, Tensor], h: Tensor, bias: Tensor, training: bool, first_row: bool) -> Tensor:
  names = $LAYERS
  for i in range(torch.len(names)):
    if torch.__and__(first_row, __torch__.is_last(i, torch.len(names))):
      # The head reads one row: the last layer's other rows need no query, feed-forward or norm.
      h = __torch__.layer(w, names[i], torch.slice(h, 1, 0, 1), h, torch.slice(bias, 2, 0, 1), training)
    else:
      h = __torch__.layer(w, names[i], h, h, bias, training)
  return h
