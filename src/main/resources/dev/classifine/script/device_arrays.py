# Writes into a tensor on another device without waiting for that.
class DeviceArrays(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def send(self: __torch__.DeviceArrays, target: Tensor, values: Tensor) -> Tensor:
    return torch.copy_(target, values, True)
