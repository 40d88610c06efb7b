# Matrix products in bfloat16 or float16: what goes into one is narrowed, with the parameters, whose own values stay float32.
# What comes out stays narrow until it meets a float32 tensor, which the sum or product then is as well.
def narrowed(x: Tensor) -> Tensor:
  return torch.to(x, $HALF)
def widened(x: Tensor) -> Tensor:
  # for what is float32 throughout: norms, softmax, the stream of residuals, the head
  return torch.to(x, 6)
