# Attention without dropout, by the kernel that libtorch has for the device.
def fused_attention(q: Tensor, k: Tensor, v: Tensor, bias: Tensor) -> Tensor:
  # [B, N, Q, D], [B, N, T, D], [B, N, T, D], [B, N, Q or 1, T] -> [B, N, Q, D]
  return torch.scaled_dot_product_attention(__torch__.narrowed(q), __torch__.narrowed(k), v, bias)
