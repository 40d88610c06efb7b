# Dropout (Srivastava et al. 2014) on a processor, where libtorch draws one element after the other: four elements are drawn as one
# random word, by arithmetic that runs on all threads. The rate is a multiple of 1/65536, and what is kept is scaled by that rate.
def random_lanes(count: int, device: Device) -> Tensor:
  # uniform int16, at least as many: SplitMix64 (Steele, Lea and Flood 2014) of consecutive numbers behind one that the generator
  # draws. Shifts keep the sign here: the last one, whose result is seen, is masked; before, it costs one bit of the state.
  z = torch.arange(torch.floordiv(torch.add(count, 3), 4), dtype=4, device=device)
  z = torch.add_(z, torch.randint(-4611686018427387904, 4611686018427387904, [1], dtype=4, device=device))
  z = torch.mul_(z, -7046029254386353131)
  z = torch.mul_(torch.bitwise_xor_(z, torch.bitwise_right_shift(z, 30)), -4658895280553007687)
  z = torch.mul_(torch.bitwise_xor_(z, torch.bitwise_right_shift(z, 27)), -7723592293110705685)
  z = torch.bitwise_xor_(z, torch.bitwise_and_(torch.bitwise_right_shift(z, 31), 8589934591))
  return torch.view_copy(z, dtype=2)
def lanes_dropped(rate: float) -> int:
  # of the 65536 values of a lane
  return ops.prim.min(int(torch.add(torch.mul(rate, 65536.), 0.5)), 65535)
def scales(x: Tensor, dropped: int) -> Tensor:
  # 0 for what is dropped, else what makes up for it; the shape of x, in float32
  least = torch.sub(dropped, 32768)
  lanes = torch.slice(__torch__.random_lanes(torch.numel(x), ops.prim.device(x)), 0, 0, torch.numel(x))
  # 0 and 1 without a comparison, whose conversions are slow: the lanes are cut to two neighbours
  kept = torch.sub_(torch.to(torch.clamp(lanes, torch.sub(least, 1), least), 6), torch.sub(least, 1))
  return torch.view(torch.mul_(kept, torch.div(65536., torch.sub(65536, dropped))), torch.size(x))
def dropped(x: Tensor, rate: float, training: bool) -> Tensor:
  n = __torch__.lanes_dropped(rate)
  if torch.__not__(ops.prim.is_cpu(x)):
    y = torch.dropout(x, rate, training)
  else:
    if torch.__and__(training, torch.gt(n, 0)):
      y = torch.mul(__torch__.widened(x), __torch__.scales(x, n))
    else:
      y = x
  return y
def residual(x: Tensor, y: Tensor, rate: float, training: bool) -> Tensor:
  # x and y, some of whose elements are dropped
  n = __torch__.lanes_dropped(rate)
  if torch.__and__(ops.prim.is_cpu(y), torch.__and__(training, torch.gt(n, 0))):
    z = torch.addcmul(x, __torch__.widened(y), __torch__.scales(y, n))
  else:
    z = torch.add(x, __torch__.dropped(y, rate, training))
  return z
