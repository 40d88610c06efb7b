# Dropout (Srivastava et al. 2014) as libtorch draws it.
def dropped(x: Tensor, rate: float, training: bool) -> Tensor:
  return torch.dropout(x, rate, training)
def residual(x: Tensor, y: Tensor, rate: float, training: bool) -> Tensor:
  # x and y, some of whose elements are dropped
  return torch.add(x, __torch__.dropped(y, rate, training))
