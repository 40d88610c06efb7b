# ELECTRA's discriminator (Clark et al. 2020): embeddings of their own size, projected to the layers'.
def embeddings(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  e = "electra.embeddings."
  h = torch.add(__torch__.words(w, e + "word_embeddings", ids), __torch__.token_types(w, e + "token_type_embeddings", types))
  h = torch.add(h, __torch__.first_positions(w, e + "position_embeddings", ids))
  h = __torch__.embedded(w, e + "LayerNorm", h, training)
  if $PROJECTED:
    h = __torch__.widened(__torch__.linear(w, "electra.embeddings_project", h, training))
  return h
