# The product of a linear layer, as libtorch chooses.
def product(w: Dict[str, Tensor], x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  # [..., in], [out, in], [out] -> [..., out]
  return torch.linear(x, weight, bias)
