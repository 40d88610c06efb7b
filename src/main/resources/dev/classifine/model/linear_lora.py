# Linear layers, some of them with a low-rank update (Hu et al. 2021): x W^T + b + s dropout(x) A^T B^T.
def adapted(w: Dict[str, Tensor], name: str, x: Tensor, y: Tensor, training: bool) -> Tensor:
  # y [..., out], with the update where the layer has one: A [R, in], B [out, R]
  a = name + ".lora_A.weight"
  if torch.__contains__(w, a):
    low = torch.linear(__torch__.narrowed(__torch__.dropped(x, $LORA_DROPOUT, training)), __torch__.narrowed(w[a]))
    update = torch.linear(low, __torch__.narrowed(w[name + ".lora_B.weight"]))
    z = torch.add(y, update, alpha=$LORA_SCALE)
  else:
    z = y
  return z
def linear(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  n = __torch__.narrowed(x)
  y = torch.linear(n, __torch__.narrowed(w[name + ".weight"]), __torch__.narrowed(w[name + ".bias"]))
  return __torch__.adapted(w, name, n, y, training)
def unbiased(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  n = __torch__.narrowed(x)
  y = torch.linear(n, __torch__.narrowed(w[name + ".weight"]), None)
  return __torch__.adapted(w, name, n, y, training)
def activated(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  return __torch__.activation(__torch__.linear(w, name, x, training))
def prepared(weight: Tensor) -> Tensor:
  return __torch__.narrowed(weight)
