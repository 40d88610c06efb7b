# The whole classifier, its weights inside: token ids and mask to logits, without dropout.
class $CLASS(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
$ATTRIBUTES
  def weights(self: __torch__.$CLASS) -> Dict[str, Tensor]:
    return {$WEIGHTS}
  def forward(self: __torch__.$CLASS, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Optional[Tensor]=None) -> Tensor:
    # ids and token types of any integer type, a mask of any type, all [B, T]; without token types all are 0
    w = (self).weights()
    ids = torch.to(input_ids, 4)
    mask = torch.to(attention_mask, ops.prim.dtype(w["$FIRST_WEIGHT"]))
    if torch.__is__(token_type_ids, None):
      types = torch.zeros([1, 1], dtype=4, device=ops.prim.device(ids))
    else:
      types = torch.to(unchecked_cast(Tensor, token_type_ids), 4)
    return __torch__.logits(ids, mask, types, w, False)
