# The layers of BERT and its kin: attention and feed-forward, each followed by dropout, residual and norm.
def activation(x: Tensor) -> Tensor:
  return $ACTIVATION
def embedded(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  # the sum of the embeddings, normed
  return __torch__.dropped(__torch__.norm(w, name, x, $EPS), $EMBEDDING_DROPOUT, training)
def context(w: Dict[str, Tensor], l: str, x: Tensor, h: Tensor, bias: Tensor, training: bool) -> Tensor:
  # what the rows x attend to in h: [B, Q, H]
  heads = $HEADS
  rows = __torch__.narrowed(x)
  if torch.eq(torch.size(x, 1), torch.size(h, 1)):
    h = rows
  else:
    h = __torch__.narrowed(h)
  q = __torch__.split_heads(__torch__.linear(w, l + "$QUERY", rows, training), heads)
  k = __torch__.split_heads(__torch__.linear(w, l + "$KEY", h, training), heads)
  v = __torch__.split_heads(__torch__.linear(w, l + "$VALUE", h, training), heads)
  p = __torch__.rate($ATTENTION_DROPOUT, training)
  if $LEARNT_BIAS:
    c = __torch__.learnt_attention(q, k, v, bias, torch.pow(float(torch.size(q, 3)), -0.5), p)
  else:
    c = __torch__.attention(q, k, v, bias, p)
  return c
def first_context(w: Dict[str, Tensor], l: str, x: Tensor, h: Tensor, bias: Tensor, training: bool) -> Tensor:
  # The same for one row a text, [B, 1, H], without the keys and values of the other rows: q (W h + b) = (q W) h + q b, and a sum
  # over (W h + b) is W times the sum over h plus b times the sum of the weights. N products of H numbers a token instead of 2 H.
  # Of the bias [B, N, 1, S] it takes what the T tokens of h have.
  n = $HEADS
  q = __torch__.linear(w, l + "$QUERY", x, training)
  d = torch.floordiv(torch.size(q, 2), n)
  q = torch.transpose(torch.view(q, [torch.size(q, 0), n, d]), 0, 1)
  keys = torch.view(__torch__.narrowed(w[l + "$KEY.weight"]), [n, d, torch.size(h, 2)])
  values = torch.view(__torch__.narrowed(w[l + "$VALUE.weight"]), [n, d, torch.size(h, 2)])
  rows = __torch__.narrowed(h)
  scale = torch.pow(float(d), -0.5)
  constant = torch.sum(torch.mul(q, torch.view(w[l + "$KEY.bias"], [n, 1, d])), [2], True)
  s = torch.matmul(torch.transpose(torch.bmm(q, keys), 0, 1), torch.transpose(rows, 1, 2))
  s = torch.add(torch.mul(torch.add(__torch__.widened(s), torch.transpose(constant, 0, 1)), scale), torch.slice(torch.select(bias, 2, 0), 2, 0, torch.size(h, 1)))
  p = __torch__.dropped(torch.softmax(s, -1), $ATTENTION_DROPOUT, training)
  sums = torch.transpose(torch.matmul(__torch__.narrowed(p), rows), 0, 1)
  weights = torch.transpose(torch.sum(p, [2], True), 0, 1)
  c = torch.add(torch.bmm(sums, torch.transpose(values, 1, 2)), torch.mul(weights, torch.view(w[l + "$VALUE.bias"], [n, 1, d])))
  return torch.reshape(torch.transpose(c, 0, 1), [torch.size(h, 0), 1, n * d])
def layer(w: Dict[str, Tensor], l: str, x: Tensor, h: Tensor, bias: Tensor, training: bool) -> Tensor:
  # x: the rows [B, Q, H] that are computed; h: all rows [B, T, H], which they attend to
  if torch.__and__(torch.ne(torch.size(x, 1), torch.size(h, 1)), $SHORT_CUT):
    c = __torch__.first_context(w, l, x, h, bias, training)
  else:
    c = __torch__.context(w, l, x, h, bias, training)
  o = __torch__.linear(w, l + "$ATTENTION_OUTPUT", c, training)
  s = __torch__.residual(x, o, $ATTENTION_OUTPUT_DROPOUT, training)
  a = __torch__.norm(w, l + "$ATTENTION_NORM", s, $EPS)
  f = __torch__.activated(w, l + "$INNER", a, training)
  f = __torch__.linear(w, l + "$OUTPUT", f, training)
  s = __torch__.residual(a, f, $OUTPUT_DROPOUT, training)
  return __torch__.norm(w, l + "$OUTPUT_NORM", s, $EPS)
def layer_count() -> int:
  return torch.len($LAYERS)
def layers(w: Dict[str, Tensor], h: Tensor, mask: Tensor, begin: int, end: int, training: bool, first_row: bool) -> Tensor:
  # the layers from begin to end - 1
  names = $LAYERS
  bias = __torch__.attention_bias(w, mask)
  for i in range(begin, end):
    if torch.__and__(first_row, __torch__.is_last(i, torch.len(names))):
      # The head reads one row: the last layer's other rows need no query, feed-forward or norm.
      h = __torch__.layer(w, names[i], torch.slice(h, 1, 0, 1), h, torch.slice(bias, 2, 0, 1), training)
    else:
      h = __torch__.layer(w, names[i], h, h, bias, training)
  return h
