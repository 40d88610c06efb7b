# What a record of products needs (product_onednn.py), where there is none: libtorch's autograd has the gradients of all operations.
def begun(w: Dict[str, Tensor]) -> Dict[str, Tensor]:
  return w
def apart(w: Dict[str, Tensor], y: Tensor) -> Tensor:
  return y
def joint(w: Dict[str, Tensor], x: Tensor) -> Tensor:
  return x
def spent(w: Dict[str, Tensor], y: Tensor) -> NoneType:
  return None
def rewind(w: Dict[str, Tensor]) -> NoneType:
  return None
