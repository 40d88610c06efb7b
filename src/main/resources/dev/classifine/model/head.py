# A classification head over one row [B, H]: dropout, dense, activation, dropout, output.
def head_activation(x: Tensor) -> Tensor:
  return $HEAD_ACTIVATION
def pooled(h: Tensor, mask: Tensor) -> Tensor:
  return torch.select(h, 1, 0)
def head(row: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  x = __torch__.dropped(row, $HEAD_INPUT_DROPOUT, training)
  x = __torch__.head_activation(__torch__.widened(__torch__.linear(w, "$HEAD_DENSE", x, training)))
  return __torch__.output(w, "$HEAD_OUTPUT", __torch__.dropped(x, $HEAD_DROPOUT, training))
