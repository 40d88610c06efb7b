# Linear layers.
def linear(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  return torch.linear(__torch__.narrowed(x), __torch__.narrowed(w[name + ".weight"]), __torch__.narrowed(w[name + ".bias"]))
def unbiased(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  return torch.linear(__torch__.narrowed(x), __torch__.narrowed(w[name + ".weight"]), None)
def activated(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  return __torch__.activation(__torch__.linear(w, name, x, training))
def prepared(weight: Tensor) -> Tensor:
  # a layer's weight [out, in] as these functions read it with the least work
  return __torch__.narrowed(weight)
