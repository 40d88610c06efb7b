# Linear layers.
def linear(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  return torch.linear(__torch__.narrowed(x), __torch__.narrowed(w[name + ".weight"]), __torch__.narrowed(w[name + ".bias"]))
def unbiased(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  return torch.linear(__torch__.narrowed(x), __torch__.narrowed(w[name + ".weight"]))
