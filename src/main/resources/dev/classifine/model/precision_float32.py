# Matrix products in float32. The same functions as precision_half.py, which do nothing here.
def narrowed(x: Tensor) -> Tensor:
  return x
def widened(x: Tensor) -> Tensor:
  return x
