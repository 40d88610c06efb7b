# The product of a linear layer on a processor, by oneDNN: a convolution of one pixel, whose channels come last, so that neither side is
# copied. Unlike oneDNN's linear layers it has gradients, which oneDNN computes as well.
def product(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  # [..., in], [out, in], [out] -> [..., out]
  out = torch.size(weight, 0)
  inner = torch.size(weight, 1)
  pixels = torch.permute(torch.reshape(x, [1, -1, 1, inner]), [0, 3, 1, 2])
  # One pixel cannot be dilated. With one thread libtorch would leave a convolution to its own products but for that.
  y = torch.conv2d(pixels, torch.reshape(weight, [out, inner, 1, 1]), bias, [1, 1], [0, 0], [2, 2])
  return torch.reshape(torch.permute(y, [0, 2, 3, 1]), torch.add(torch.slice(torch.size(x), 0, -1, 1), [out]))
