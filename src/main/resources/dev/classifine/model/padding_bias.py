# A bias of the attention that hides padding, and does no more.
def attention_bias(w: Dict[str, Tensor], mask: Tensor) -> Tensor:
  return __torch__.head_bias(__torch__.mask_bias(__torch__.key_mask(__torch__.whole_vector(mask))), $HEADS)
