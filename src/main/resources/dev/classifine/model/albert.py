# ALBERT (Lan et al. 2020): small embeddings, mapped to the layers' size; layers that share their parameters.
def embeddings(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  e = "albert.embeddings."
  h = torch.add(__torch__.words(w, e + "word_embeddings", ids), __torch__.token_types(w, e + "token_type_embeddings", types))
  h = torch.add(h, __torch__.first_positions(w, e + "position_embeddings", ids))
  h = __torch__.embedded(w, e + "LayerNorm", h, training)
  return __torch__.widened(__torch__.linear(w, "albert.encoder.embedding_hidden_mapping_in", h, training))
