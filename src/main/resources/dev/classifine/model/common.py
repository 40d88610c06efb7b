# What the architectures share. TorchScript in its serialized form: see package dev.classifine.script.
# Shapes: B texts of a batch, T tokens (padded on the right), H hidden size, N attention heads.
def linear(w: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return torch.linear(x, w[name + ".weight"], w[name + ".bias"])
def norm(w: Dict[str, Tensor], name: str, x: Tensor, eps: float) -> Tensor:
  return torch.layer_norm(x, [torch.size(x, -1)], w[name + ".weight"], w[name + ".bias"], eps)
def split_heads(x: Tensor, heads: int) -> Tensor:
  # [B, T, H] -> [B, N, T, H / N]
  size = torch.floordiv(torch.size(x, 2), heads)
  return torch.transpose(torch.view(x, [torch.size(x, 0), torch.size(x, 1), heads, size]), 1, 2)
def attention(query: Tensor, key: Tensor, value: Tensor, bias: Tensor, heads: int, dropout: float) -> Tensor:
  # [B, Q, H], [B, T, H], [B, T, H] and an additive bias [B, 1, 1, T] -> [B, Q, H]
  q = __torch__.split_heads(query, heads)
  k = __torch__.split_heads(key, heads)
  v = __torch__.split_heads(value, heads)
  c = torch.scaled_dot_product_attention(q, k, v, bias, dropout)
  return torch.flatten(torch.transpose(c, 1, 2), 2)
def mask_bias(mask: Tensor) -> Tensor:
  # [B, T] of 1 (a token) and 0 (padding) -> [B, 1, 1, T] of 0 and a number whose exponential is 0 beside any score
  return torch.unsqueeze(torch.unsqueeze(torch.mul(torch.sub(mask, 1.), 3.3895313892515355e+38), 1), 1)
def rate(dropout: float, training: bool) -> float:
  if training:
    p = dropout
  else:
    p = 0.
  return p
def activation(x: Tensor) -> Tensor:
  return $ACTIVATION
