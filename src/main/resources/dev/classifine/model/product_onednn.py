# The product of a linear layer on a processor, by oneDNN.
def multiplied(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  # [..., in], [out, in], [out] -> [..., out], without gradients
  return ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")
def pixels(x: Tensor) -> Tensor:
  # [..., in] -> [1, in, N, 1]: rows as pixels whose channels come last, so that a convolution of one pixel copies nothing
  return torch.permute(torch.reshape(x, [1, -1, 1, torch.size(x, -1)]), [0, 3, 1, 2])
def convolved(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  # the same with gradients, which oneDNN computes as well, at two thirds of the speed
  out = torch.size(weight, 0)
  # One pixel cannot be dilated. With one thread libtorch would leave a convolution to its own products but for that.
  y = torch.conv2d(__torch__.pixels(x), torch.reshape(weight, [out, -1, 1, 1]), bias, [1, 1], [0, 0], [2, 2])
  return torch.reshape(torch.permute(y, [0, 2, 3, 1]), torch.add(torch.slice(torch.size(x), 0, -1, 1), [out]))
def learns(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> bool:
  # whether a product's result has a gradient to hand on
  l = torch.__or__(ops.prim.requires_grad(x), ops.prim.requires_grad(weight))
  if torch.__isnot__(bias, None):
    l = torch.__or__(l, ops.prim.requires_grad(unchecked_cast(Tensor, bias)))
  return l
def product(w: Dict[str, Tensor], x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  # [..., in], [out, in], [out] -> [..., out]
  if torch.__contains__(w, "record"):
    y = __torch__.recorded(w, x, weight, bias)
  elif torch.__and__(torch.is_grad_enabled(), __torch__.learns(x, weight, bias)):
    y = __torch__.convolved(x, weight, bias)
  else:
    y = __torch__.multiplied(x, weight, bias)
  return y
# A pass may bring a record: an entry of w with that name. Then autograd's graph is cut at each product, whose gradients oneDNN
# has no way to add to it: products are entered in w, their results are leaves, and when the backward pass has reached these,
# rewind goes through the record from its end: a product's gradients, and with them the graph of its input down to the leaves before.
def begun(w: Dict[str, Tensor]) -> Dict[str, Tensor]:
  # what a pass records goes with the program's own dictionary where the pass fails; the caller's would keep it
  p = w
  if torch.__contains__(w, "record"):
    p = torch.copy(w)
  return p
def entered(w: Dict[str, Tensor], x: Tensor, y: Tensor) -> str:
  # x: what y was computed from; y becomes a leaf. -> where further tensors of the entry go
  at = torch.format("record.{}.", torch.len(w))
  torch._set_item(w, at + "x", x)
  torch._set_item(w, at + "y", torch.requires_grad_(y, True))
  return at
def joint(w: Dict[str, Tensor], x: Tensor) -> Tensor:
  # x as a leaf: for what several products and other operations read, whose gradients are then added up before the graph of x is
  # gone through, which happens once
  y = x
  if torch.__and__(torch.__contains__(w, "record"), ops.prim.requires_grad(x)):
    y = torch.detach(x)
    __torch__.entered(w, x, y)
  return y
def emptied(y: Tensor) -> Tensor:
  # gives up the values of y, not its place in the graph
  torch.set_data(y, torch.expand(torch.zeros([1], dtype=6, device=ops.prim.device(y)), torch.size(y)))
  return y
def spent(w: Dict[str, Tensor], y: Tensor) -> NoneType:
  # gives up the values of a product's result, which was read and which no gradient needs: its entry holds on to it as a leaf
  if torch.__and__(torch.__contains__(w, "record"), torch.__and__(ops.prim.requires_grad(y), torch.is_leaf(y))):
    z = __torch__.emptied(y)
  return None
def apart(w: Dict[str, Tensor], y: Tensor) -> Tensor:
  # a view of a product's result in memory of its own, so that the result can be given up
  z = y
  if torch.__contains__(w, "record"):
    z = torch.clone(y, memory_format=0)
  return z
def recorded(w: Dict[str, Tensor], x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  # detached from the matrix that it is a view of
  y = torch.detach(__torch__.multiplied(torch.detach(x), torch.detach(weight), __torch__.detached(bias)))
  if __torch__.learns(x, weight, bias):
    if torch.__not__(ops.prim.requires_grad(weight)):
      # Its gradient goes on, and nothing reads it for that. Not as a view, which would hold on to what it is of.
      x = __torch__.emptied(torch._unsafe_view(x, torch.size(x)))
    at = __torch__.entered(w, x, y)
    # Views of the parameters: a gradient goes through a view to its parameter as it is, and would be copied on the direct way.
    torch._set_item(w, at + "weight", torch.view(weight, torch.size(weight)))
    if torch.__isnot__(bias, None):
      b = unchecked_cast(Tensor, bias)
      torch._set_item(w, at + "bias", torch.view(b, torch.size(b)))
  return y
def detached(bias: Optional[Tensor]) -> Optional[Tensor]:
  if torch.__is__(bias, None):
    b = annotate(Optional[Tensor], None)
  else:
    b = annotate(Optional[Tensor], torch.detach(unchecked_cast(Tensor, bias)))
  return b
def rewind(w: Dict[str, Tensor]) -> NoneType:
  names = torch.keys(w)
  for i in range(torch.len(names)):
    name = names[torch.sub(torch.sub(torch.len(names), i), 1)]
    if torch.__and__(torch.startswith(name, "record."), torch.endswith(name, ".y")):
      # taken out: what the entry alone holds is free afterwards
      g = annotate(Optional[Tensor], ops.prim.grad(torch.pop(w, name)))
      if torch.__isnot__(g, None):
        __torch__.go_back(w, torch.slice(name, 0, -1, 1), unchecked_cast(Tensor, g))
  return None
def go_back(w: Dict[str, Tensor], at: str, g: Tensor) -> NoneType:
  # g: the gradient of an entry's result, which the loss does depend on
  x = torch.pop(w, at + "x")
  of = annotate(List[Tensor], [])
  gradients = annotate(List[Optional[Tensor]], [])
  if torch.__contains__(w, at + "weight"):
    weight = torch.pop(w, at + "weight")
    if ops.prim.requires_grad(x):
      torch.append(of, x)
      torch.append(gradients, __torch__.multiplied(g, torch.t(torch.detach(weight)), None))
    biased = False
    bias = weight
    if torch.__contains__(w, at + "bias"):
      bias = torch.pop(w, at + "bias")
      biased = ops.prim.requires_grad(bias)
    if ops.prim.requires_grad(weight):
      out = torch.size(weight, 0)
      _0, dw, db = torch.convolution_backward(__torch__.pixels(g), __torch__.pixels(torch.detach(x)), torch.reshape(torch.detach(weight), [out, -1, 1, 1]), [out], [1, 1], [0, 0], [2, 2], False, [0, 0], 1, [False, True, biased])
      torch.append(of, weight)
      torch.append(gradients, torch.reshape(dw, torch.size(weight)))
      if biased:
        torch.append(of, bias)
        torch.append(gradients, db)
    elif biased:
      torch.append(of, bias)
      torch.append(gradients, torch.sum(torch.flatten(g, 0, -2), [0]))
  else:
    torch.append(of, x)
    torch.append(gradients, g)
  torch.backward(of, gradients)
  return None
