# BERT (Devlin et al. 2019).
def embeddings(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  e = "bert.embeddings."
  h = torch.add(__torch__.words(w, e + "word_embeddings", ids), __torch__.token_types(w, e + "token_type_embeddings", types))
  h = torch.add(h, __torch__.first_positions(w, e + "position_embeddings", ids))
  return __torch__.embedded(w, e + "LayerNorm", h, training)
