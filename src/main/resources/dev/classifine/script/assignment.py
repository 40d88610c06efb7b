# Writes into a tensor that others hold.
class Assignment(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def assign(self: __torch__.Assignment, target: Tensor, values: Tensor) -> Tensor:
    return torch.copy_(target, values)
