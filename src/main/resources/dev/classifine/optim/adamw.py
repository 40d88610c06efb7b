# One optimizer step for all parameters. Lists run over the parameters; groups are consecutive runs of them.
class Optimizer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def adamw(self: __torch__.Optimizer, ps: List[Tensor], gs: List[Tensor], ms: List[Tensor], vs: List[Tensor], steps: List[Tensor], sizes: List[int], rates: List[float], decays: List[float], beta1: float, beta2: float, eps: float, max_norm: float) -> Tensor:
    # Returns the gradient's norm before clipping. Where it is not finite nothing is changed, without asking the device.
    norm = torch.norm(torch.stack(torch._foreach_norm(gs)))
    skip = torch.to(torch.logical_not(torch.isfinite(norm)), 6)
    if torch.gt(max_norm, 0.):
      divisor = torch.clamp(torch.div(torch.add(norm, 1e-6), max_norm), 1.)
    else:
      divisor = torch.ones_like(norm)
    torch._foreach_add_(steps, torch.rsub(skip, 1.))
    start = 0
    for i in range(torch.len(sizes)):
      end = torch.add(start, sizes[i])
      torch._fused_adamw_(torch.slice(ps, start, end), torch.slice(gs, start, end), torch.slice(ms, start, end), torch.slice(vs, start, end), annotate(List[Tensor], []), torch.slice(steps, start, end), lr=rates[i], beta1=beta1, beta2=beta2, weight_decay=decays[i], eps=eps, amsgrad=False, maximize=False, grad_scale=divisor, found_inf=skip)
      start = end
    torch._foreach_zero_(gs)
    return norm
