# Linear layers for inference on a processor, by oneDNN: float32 products that do not depend on whose processor it is, and
# an activation that costs no pass of its own. They have no gradient.
def fused_product(x: Tensor, weight: Tensor, bias: Optional[Tensor], activation: str, form: str) -> Tensor:
  # [..., in], [out, in], [out] -> [..., out]
  return ops.mkldnn._linear_pointwise(__torch__.narrowed(x), __torch__.narrowed(weight), bias, activation, annotate(List[Optional[number]], []), form)
def linear(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  return __torch__.fused_product(x, w[name + ".weight"], __torch__.narrowed(w[name + ".bias"]), "none", "")
def unbiased(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  return __torch__.fused_product(x, w[name + ".weight"], None, "none", "")
def activated(w: Dict[str, Tensor], name: str, x: Tensor, training: bool) -> Tensor:
  if $FUSED:
    y = __torch__.fused_product(x, w[name + ".weight"], __torch__.narrowed(w[name + ".bias"]), "gelu", "$GELU_FORM")
  else:
    y = __torch__.activation(__torch__.linear(w, name, x, training))
  return y
def prepared(weight: Tensor) -> Tensor:
  # In half precision the processor reads blocks of rows, made here once and not in every call. In float32 that gains nothing.
  p = __torch__.narrowed(weight)
  if $HALF_PRECISION:
    p = ops.mkldnn._reorder_linear_weight(p, $USUAL_ROWS)
  return p
