# Linear layers by oneDNN.
class OneDnn(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def product(self: __torch__.OneDnn, x: Tensor, weight: Tensor, type: float) -> Tensor:
    # [B, in], [out, in] -> float32 [B, out], computed in a type
    w = torch.to(weight, int(type))
    if torch.ne(type, 6.):
      w = ops.mkldnn._reorder_linear_weight(w, torch.size(x, 0))
    return torch.to(ops.mkldnn._linear_pointwise(torch.to(x, int(type)), w, None, "none", annotate(List[Optional[number]], []), ""), 6)
