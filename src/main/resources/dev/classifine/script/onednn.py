# Linear layers by oneDNN.
class OneDnn(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def product(self: __torch__.OneDnn, x: Tensor, weight: Tensor, type: float) -> Tensor:
    # [B, in], [out, in] -> float32 [B, out], computed in a type
    return torch.to(ops.mkldnn._linear_pointwise(torch.to(x, int(type)), torch.to(weight, int(type)), None, "none", annotate(List[Optional[number]], []), ""), 6)
