# One optimizer step for all parameters. The outer lists run over the groups, the inner ones over a group's parameters.
# (Slices of one list would not do: the compiler does not see that their items are written, and drops the update.)
class Optimizer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def adamw(self: __torch__.Optimizer, ps: List[List[Tensor]], gs: List[List[Tensor]], ms: List[List[Tensor]], vs: List[List[Tensor]], steps: List[List[Tensor]], loss: Tensor, rates: List[float], decays: List[float], beta1: float, beta2: float, eps: float, max_norm: float, loss_scale: float) -> Tensor:
    # Returns the norm of the gradient, which stands loss_scale times too large, before clipping. Where it or the loss is not
    # finite nothing is changed, without asking the device.
    norms = annotate(List[Tensor], [])
    for i in range(torch.len(gs)):
      _0 = torch.append(norms, torch.norm(torch.stack(torch._foreach_norm(gs[i]))))
    norm = torch.div(torch.norm(torch.stack(norms)), loss_scale)
    skip = torch.to(torch.logical_not(torch.logical_and(torch.isfinite(norm), torch.isfinite(loss))), 6)
    if torch.gt(max_norm, 0.):
      divisor = torch.mul(torch.clamp(torch.div(torch.add(norm, 1e-6), max_norm), 1.), loss_scale)
    else:
      divisor = torch.full_like(norm, loss_scale)
    for i in range(torch.len(gs)):
      torch._foreach_add_(steps[i], torch.rsub(skip, 1.))
      torch._fused_adamw_(ps[i], gs[i], ms[i], vs[i], annotate(List[Tensor], []), steps[i], lr=rates[i], beta1=beta1, beta2=beta2, weight_decay=decays[i], eps=eps, amsgrad=False, maximize=False, grad_scale=divisor, found_inf=skip)
    return norm
