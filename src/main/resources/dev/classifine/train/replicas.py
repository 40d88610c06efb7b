# What replicas of a model exchange in a step. Tensors of two devices meet in it: one tensor after the other, so that of what is on
# its way only the largest takes memory.
class Replicas(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def reduce(self: __torch__.Replicas, sums: List[Tensor], addends: List[Tensor]) -> Tensor:
    # Adds the addends to the sums.
    for i in range(torch.len(sums)):
      _0 = torch.add_(sums[i], torch.to(addends[i], ops.prim.device(sums[i])))
    return sums[0]
  def broadcast(self: __torch__.Replicas, values: List[Tensor], copies: List[Tensor]) -> Tensor:
    torch._foreach_copy_(copies, values)
    return values[0]
