# What the architectures share. TorchScript in its serialized form: see package dev.classifine.script.
# Shapes: B texts of a batch, T tokens (padded on the right), H hidden size, N attention heads; w holds the parameters by
# their Hugging Face names.
def output(w: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  # the logits, in float32 whatever the precision of the other products: they are few
  return torch.linear(x, w[name + ".weight"], w[name + ".bias"])
def norm(w: Dict[str, Tensor], name: str, x: Tensor, eps: float) -> Tensor:
  return torch.layer_norm(x, [torch.size(x, -1)], w[name + ".weight"], w[name + ".bias"], eps)
def words(w: Dict[str, Tensor], name: str, ids: Tensor) -> Tensor:
  # [B, T] -> [B, T, H]; the padding's row, where there is one, gets no gradient
  at = name + ".rows"
  if torch.__contains__(w, at):
    # A training that holds some words' rows only, the padding's first: the row of every id [V].
    e = torch.embedding(w[name + ".weight"], torch.take(w[at], ids), ops.prim.min($PADDING, 0))
  else:
    e = torch.embedding(w[name + ".weight"], ids, $PADDING)
  return e
def first_positions(w: Dict[str, Tensor], name: str, ids: Tensor) -> Tensor:
  # the positions 0 to T-1 of a table: [T, H]
  return torch.slice(w[name + ".weight"], 0, 0, torch.size(ids, 1))
def token_types(w: Dict[str, Tensor], name: str, types: Tensor) -> Tensor:
  return torch.embedding(w[name + ".weight"], types)
def split_heads(x: Tensor, heads: int) -> Tensor:
  # [B, T, H] -> [B, N, T, H / N]
  size = torch.floordiv(torch.size(x, 2), heads)
  return torch.transpose(torch.view(x, [torch.size(x, 0), torch.size(x, 1), heads, size]), 1, 2)
def join_heads(x: Tensor) -> Tensor:
  # [B, N, T, H / N] -> [B, T, H]
  return torch.flatten(torch.transpose(x, 1, 2), 2)
def scores(q: Tensor, k: Tensor) -> Tensor:
  # [B, N, Q, D], [B, N, T, D] -> [B, N, Q, T]
  return __torch__.widened(torch.matmul(q, torch.transpose(k, 2, 3)))
def head_bias(bias: Tensor, heads: int) -> Tensor:
  # [B, 1, Q or 1, S] -> [B, N, Q or 1, S], once for all layers
  return torch.contiguous(torch.expand(bias, [torch.size(bias, 0), heads, torch.size(bias, 2), torch.size(bias, 3)]))
def whole_vector(mask: Tensor) -> Tensor:
  # [B, T] -> [B, S], hidden tokens behind the others: S is $VECTOR, the floats of one of the processor's vectors, where T is less
  # and more than half of it, else T. Of a row of scores that does not fill a vector libtorch takes one number after the other.
  t = torch.size(mask, 1)
  if torch.__and__(torch.lt(t, $VECTOR), torch.gt(2 * t, $VECTOR)):
    mask = torch.constant_pad_nd(mask, [0, $VECTOR - t])
  return mask
def filled_up(x: Tensor, bias: Tensor) -> Tensor:
  # keys or values [B, N, T, D] -> [B, N, S, D], with zeros for the tokens that only the bias [.., S] knows
  hidden = torch.sub(torch.size(bias, -1), torch.size(x, 2))
  if torch.gt(hidden, 0):
    x = torch.constant_pad_nd(x, [0, 0, 0, hidden])
  return x
def attention(q: Tensor, k: Tensor, v: Tensor, bias: Tensor, dropout: float) -> Tensor:
  # [B, N, Q, D], [B, N, T, D], [B, N, T, D] and a constant bias [B, N, Q or 1, S] -> [B, Q, H]
  n = __torch__.narrowed(q)
  m = __torch__.filled_up(__torch__.narrowed(k), bias)
  v = __torch__.filled_up(v, bias)
  drops = torch.gt(dropout, 0.)
  if torch.__or__(drops, torch.le(torch.size(m, 2), $SHORT)):
    # libtorch's kernel falls back to this with dropout, in more steps
    s = torch.baddbmm(torch.flatten(bias, 0, 1), torch.flatten(n, 0, 1), torch.transpose(torch.flatten(m, 0, 1), 1, 2), alpha=torch.pow(float(torch.size(n, 3)), -0.5))
    p = __torch__.narrowed(__torch__.dropped(torch.softmax(s, -1, 6), dropout, drops))
    c = torch.view(torch.bmm(p, torch.flatten(v, 0, 1)), torch.size(n))
  else:
    c = torch.scaled_dot_product_attention(n, m, v, bias)
  return __torch__.join_heads(c)
def learnt_attention(q: Tensor, k: Tensor, v: Tensor, bias: Tensor, scale: float, dropout: float) -> Tensor:
  # The same with a bias that has a gradient, which the fused kernels do not give.
  scores = torch.add(torch.mul(__torch__.scores(q, __torch__.filled_up(k, bias)), scale), bias)
  weights = __torch__.dropped(torch.softmax(scores, -1), dropout, True)
  return __torch__.join_heads(torch.matmul(__torch__.narrowed(weights), __torch__.filled_up(v, bias)))
def mask_bias(mask: Tensor) -> Tensor:
  # 1 (seen) and 0 (not seen) -> 0 and a number whose exponential is 0 beside any score; finite, since a row that sees
  # nothing must not become NaN
  return __torch__.narrowed(torch.mul(torch.sub(mask, 1.), $MASKED))
def key_mask(mask: Tensor) -> Tensor:
  # [B, T] -> [B, 1, 1, T]
  return torch.unsqueeze(torch.unsqueeze(mask, 1), 1)
def rate(dropout: float, training: bool) -> float:
  if training:
    p = dropout
  else:
    p = 0.
  return p
def is_last(i: int, count: int) -> bool:
  return torch.eq(i, torch.sub(count, 1))
