# Attention without dropout on a processor. In half precision libtorch's fused kernel converts block by block; for short texts two
# products and a softmax take half as long.
def fused_attention(q: Tensor, k: Tensor, v: Tensor, bias: Tensor) -> Tensor:
  # [B, N, Q, D], [B, N, T, D], [B, N, T, D], [B, N, Q or 1, T] -> [B, N, Q, D]
  n = __torch__.narrowed(q)
  m = __torch__.narrowed(k)
  if torch.__and__($HALF_PRECISION, torch.le(torch.size(m, 2), 128)):
    scale = torch.pow(float(torch.size(n, 3)), -0.5)
    s = torch.baddbmm(torch.flatten(bias, 0, 1), torch.flatten(n, 0, 1), torch.transpose(torch.flatten(m, 0, 1), 1, 2), alpha=scale)
    p = __torch__.narrowed(torch.softmax(s, -1, 6))
    c = torch.view(torch.bmm(p, torch.flatten(v, 0, 1)), torch.size(n))
  else:
    c = torch.scaled_dot_product_attention(n, m, v, bias)
  return c
